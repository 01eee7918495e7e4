import * as vscode from "vscode";
import { until } from "../../test/host/support";

/**
 * Selects the character behind the n-th occurrence of a text (−1: the last), so that the next key replaces it: one keystroke, one
 * character.
 */
export async function selectDigit(document: vscode.TextDocument, before: string, n: number): Promise<vscode.TextEditor> {
	const found = [...document.getText().matchAll(new RegExp(before.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"), "g"))].at(n);
	if (!found) throw new Error(`the document does not hold ${before}`);
	const at = found.index + before.length;
	const editor = await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.One });
	const wanted = new vscode.Selection(document.positionAt(at), document.positionAt(at + 1));
	editor.selection = wanted;
	await until("the digit is selected", () => vscode.window.activeTextEditor?.selection.isEqual(wanted));
	return editor;
}
