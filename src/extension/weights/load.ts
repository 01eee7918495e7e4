import * as vscode from "vscode";
import { WeightsError } from "../../weights/fault";
import { matchWeights } from "../../weights/match";
import { readHeader } from "../../weights/read";
import { memoryLimit } from "../documents";
import { say, t } from "../l10n";
import type { Session } from "../session";
import { folderOf } from "./locate";
import { tooLarge } from "./readState";

/** Takes a model's weights from a file, which is asked for where it is not given. Rejects with what a person can read. */
export async function loadWeights(session: Session, place?: vscode.Uri): Promise<void> {
	const source = place ?? (await ask(session));
	if (!source) return;
	const name = source.path.split("/").at(-1) ?? source.path;
	const { size } = await vscode.workspace.fs.stat(source);
	if (size > memoryLimit()) throw new Error(t("{file} cannot be read: {reason}.", { file: name, reason: say(tooLarge(size)) }));
	const file = await vscode.workspace.fs.readFile(source);
	const layers = session.analysis.layers.filter(({ shape }) => shape !== undefined);
	const { fitting, missing, misfits, unexpected } = matchWeights(layers, headerOf(name, file).tensors);
	if (fitting.length === 0) throw new Error(t("No tensor of {file} fits this network: its names and shapes are others.", { file: name }));
	await session.loadWeights(name, file);
	const others = missing.length + misfits.length + unexpected.length;
	const values = { file: name, count: fitting.length, missing: missing.length, misfits: misfits.length, unexpected: unexpected.length };
	void vscode.window.showInformationMessage(
		others === 0
			? t("{file}: all {count} tensors taken.", values)
			: t("{file}: {count} tensors taken; {missing} missing, {misfits} of another shape, {unexpected} not in the network.", values),
	);
}

async function ask(session: Session): Promise<vscode.Uri | undefined> {
	const folder = folderOf(session.uri);
	const picked = await vscode.window.showOpenDialog({
		title: t("Load Weights"),
		filters: { safetensors: ["safetensors"] },
		...(folder ? { defaultUri: folder } : {}),
	});
	return picked?.[0];
}

function headerOf(name: string, file: Uint8Array): ReturnType<typeof readHeader> {
	try {
		return readHeader(file);
	} catch (error) {
		if (error instanceof WeightsError) throw new Error(t("{file} cannot be read: {reason}.", { file: name, reason: say(error.text) }));
		throw error;
	}
}
