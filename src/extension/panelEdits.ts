import * as vscode from "vscode";
import type { TextEdit } from "../language/edit";
import { setLayerNumber } from "../language/layerNumbers";
import { setTrain as editsForKey, addTrain as editsForSection } from "../language/train";
import type { TrainRecipe } from "../network/train";
import type { NumberRequest, TrainValue } from "../protocol/panel";
import { editOf } from "./providers/ranges";
import type { Session } from "./session";

/**
 * What the panel changes is a change of the text: one undo step, and nothing else of the text is touched. What the text cannot have changes
 * nothing, and so does a change that was chosen in view of a text that has changed since.
 */

/** Writes one setting of the training. */
export async function setTrain(session: Session, key: keyof TrainRecipe, value: TrainValue): Promise<void> {
	await inTurn(session, () => apply(session, editsForKey(session.analysis, key, value as TrainRecipe[typeof key])));
}

/** Writes a whole section into a text that has none. */
export async function addTrain(session: Session): Promise<void> {
	await inTurn(session, () => apply(session, editsForSection(session.analysis)));
}

/** Changes a number of a layer, and says so where none fits. */
export async function setNumber(session: Session, { layer, name, change }: NumberRequest): Promise<void> {
	await inTurn(session, async () => {
		const edits = setLayerNumber(session.analysis, layer, name, change);
		if ("message" in edits) session.say("info", edits);
		else await apply(session, edits);
	});
}

/** The last change of each text that was begun. */
const turns = new WeakMap<Session, Promise<void>>();

/** One change after the other: the second of two quick presses counts from what the first has made of the text. */
function inTurn(session: Session, work: () => Promise<void>): Promise<void> {
	const turn = (turns.get(session) ?? Promise.resolve()).then(work);
	turns.set(
		session,
		turn.catch(() => undefined), // whoever asked hears of it
	);
	return turn;
}

async function apply({ openDocument: document, analysis }: Session, edits: readonly TextEdit[]): Promise<void> {
	if (edits.length === 0 || document.getText() !== analysis.text) return;
	await vscode.workspace.applyEdit(editOf(document, edits));
}
