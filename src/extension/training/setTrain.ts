import * as vscode from "vscode";
import type { TextEdit } from "../../language/edit";
import { setTrain as editsFor, addTrain as editsForAll } from "../../language/train";
import type { TrainRecipe } from "../../network/train";
import type { TrainValue } from "../../protocol/panel";
import type { Session } from "../session";

/**
 * Writes one setting of the training into the text: one undo step, and nothing else of the text is touched. What is no legal value of that
 * setting changes nothing, and so does a setting chosen in view of a text that has changed since.
 */
export async function setTrain(session: Session, key: keyof TrainRecipe, value: TrainValue): Promise<void> {
	await apply(session, editsFor(session.analysis, key, value as TrainRecipe[typeof key]));
}

/** Writes a whole section into a text that has none, as one undo step. */
export async function addTrain(session: Session): Promise<void> {
	await apply(session, editsForAll(session.analysis));
}

async function apply({ openDocument: document, analysis }: Session, edits: readonly TextEdit[]): Promise<void> {
	if (edits.length === 0 || document.getText() !== analysis.text) return;
	const change = new vscode.WorkspaceEdit();
	for (const { range, newText } of edits) {
		change.replace(document.uri, new vscode.Range(document.positionAt(range.start), document.positionAt(range.end)), newText);
	}
	await vscode.workspace.applyEdit(change);
}
