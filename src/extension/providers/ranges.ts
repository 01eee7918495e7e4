import * as vscode from "vscode";
import type { Range } from "../../source/analysis";

/** Offsets of an analysis as positions of the document that it is an analysis of. */
export const toRange = (document: vscode.TextDocument, range: Range): vscode.Range =>
	new vscode.Range(document.positionAt(range.start), document.positionAt(range.end));
