import * as vscode from "vscode";
import type { TextEdit } from "../../language/edit";
import type { Range } from "../../source/analysis";

/** Offsets of an analysis as positions of the document that it is an analysis of. */
export const toRange = (document: vscode.TextDocument, range: Range): vscode.Range =>
	new vscode.Range(document.positionAt(range.start), document.positionAt(range.end));

/** Edits of an analysed text as one change of its document, which one undo takes back. */
export function editOf(document: vscode.TextDocument, edits: readonly TextEdit[]): vscode.WorkspaceEdit {
	const change = new vscode.WorkspaceEdit();
	for (const { range, newText } of edits) change.replace(document.uri, toRange(document, range), newText);
	return change;
}
