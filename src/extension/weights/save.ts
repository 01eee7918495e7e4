import * as vscode from "vscode";
import { addLast } from "../../language/edit";
import { topLevelEntries } from "../../language/lookup";
import { formatBytes, formatCount } from "../../network/shape";
import { modelCard } from "../../weights/card";
import { isCopy } from "../documents";
import { say, t } from "../l10n";
import { editOf } from "../providers/ranges";
import { reasonOf } from "../reason";
import type { Session } from "../session";
import { folderOf, locate, nameFrom } from "./locate";
import { trainingOf } from "./trainingCard";

/**
 * Saves a model's weights as they are now. `place` is asked for where it is not given and the text names none; a text that names none names
 * it then. Rejects with what a person can read; the file that was there before is whole then.
 */
export async function saveWeights(session: Session, place?: vscode.Uri): Promise<void> {
	// What precedes a fault alone would take the place of a file that has everything.
	if (!session.analysis.graph || !session.analysis.complete)
		throw new Error(t("The network is at fault; its weights cannot be saved before it can be computed."));
	const target = place ?? named(session) ?? (await ask(session));
	if (!target) return;
	const name = target.path.split("/").at(-1) ?? target.path;
	await session.computed();
	const metadata = modelCard(session.analysis.name ?? session.name, new Date().toISOString(), trainingOf(session));
	const reply = await session.engine.call("saveWeights", [{ metadata }]);
	if (!reply.ok) throw new Error(say(reply.text));
	const bytes = new Uint8Array(reply.bytes);
	await write(session, target, bytes);
	await session.weightsSaved(target, bytes);
	await nameInText(session, target);
	const { step, shown } = session.training.run;
	const values = {
		name,
		tensors: reply.tensors,
		size: formatBytes(bytes.length),
		step: formatCount(step),
		shown: formatCount(shown ?? step),
	};
	void vscode.window.showInformationMessage(
		shown === undefined
			? t("{name}: {tensors} tensors saved, {size}.", values)
			: t("{name}: {tensors} tensors saved, {size}. They are the newest, of step {step}; the panel shows those of step {shown}.", values),
	);
}

/** The place that the text names, where weights may be written there: those of an old text do not take the place of today's. */
function named(session: Session): vscode.Uri | undefined {
	if (isCopy(session.uri)) return undefined;
	const written = session.analysis.keys.weights?.written;
	const place = typeof written === "string" && written !== "" ? locate(session.uri, written) : undefined;
	return place === "outside" ? undefined : place;
}

function ask(session: Session): Thenable<vscode.Uri | undefined> {
	const stem = session.name.replace(/\.cnn\.json$/, "");
	const folder = folderOf(session.uri);
	return vscode.window.showSaveDialog({
		title: t("Save Weights"),
		filters: { safetensors: ["safetensors"] },
		...(folder ? { defaultUri: vscode.Uri.joinPath(folder, `${stem}.safetensors`) } : {}),
	});
}

async function write({ files }: Session, target: vscode.Uri, bytes: Uint8Array): Promise<void> {
	try {
		await files.replace(target, bytes);
	} catch (error) {
		throw new Error(t("The weights could not be saved: {reason}", { reason: reasonOf(error) }));
	}
}

/** Adds the line `weights` to a text that has none, as one step that can be undone. */
async function nameInText(session: Session, target: vscode.Uri): Promise<void> {
	const { analysis, openDocument: document } = session;
	const folder = folderOf(session.uri);
	const name = folder && nameFrom(folder, target);
	if (name === undefined || analysis.keys.weights || document.isClosed || analysis.text !== document.getText()) return;
	await vscode.workspace.applyEdit(editOf(document, addLast(analysis.text, topLevelEntries(analysis), "weights", name)));
}
