import * as vscode from "vscode";
import { columnBeside } from "./editorLink";
import type { Session } from "./session";

/**
 * Shows a model's text in an editor again. Where there is nothing left to open, because the file was deleted or was never saved, its last text
 * becomes an unsaved file of the same name. Returns the document that the session should follow.
 */
export async function reopen({ isLost, text, uri }: Session): Promise<vscode.TextDocument> {
	const place = { viewColumn: columnBeside(uri), preview: false };
	if (!isLost) return (await vscode.window.showTextDocument(uri, place)).document;
	const document = await vscode.workspace.openTextDocument(vscode.Uri.from({ scheme: "untitled", path: uri.path }));
	const edit = new vscode.WorkspaceEdit();
	edit.insert(document.uri, new vscode.Position(0, 0), text);
	await vscode.workspace.applyEdit(edit);
	return (await vscode.window.showTextDocument(document, place)).document;
}
