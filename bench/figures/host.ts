// Runs inside VS Code's extension host: the figures that need one. Environment: CONVSCOPE_BENCH_MODEL (the file of Tiny VGG),
// CONVSCOPE_BENCH_RESULT (file for what was measured), CONVSCOPE_BENCH_PARTS=hints,maps,selection,thread,scrub (what to measure besides activation).
import { readFileSync, writeFileSync } from "node:fs";
import * as vscode from "vscode";
import { api, closeEverything, disconnect, openNewModel, panelFrame, until, workspaceFile } from "../../test/host/support";
import type { Figure } from "../table";
import { activationFigures } from "./activation";
import { baselineFigures } from "./baseline";
import { settle } from "./clock";
import { hintFigures } from "./hints";
import { mapFigures } from "./maps";
import type { HostResult } from "./result";
import { scrubFigures } from "./scrub";
import { selectionFigures } from "./selection";
import { threadFigures } from "./thread";

function fromEnvironment(name: string): string {
	const value = process.env[name];
	if (!value) throw new Error(`${name} is not set: run npm run bench`);
	return value;
}

/** The parts that are asked for, in a window with Tiny VGG on the left and its panel on the right. */
async function inTheWindow(parts: readonly string[], text: string): Promise<Figure[]> {
	const { sessions } = await api();
	const figures: Figure[] = [];
	const add = (more: readonly Figure[]) => {
		for (const { what, samples } of more) console.log(`  ${what}: ${samples.map((ms) => ms.toFixed(1)).join(" ")}`);
		figures.push(...more);
	};
	await closeEverything();
	const notes = workspaceFile("notes.txt");
	await vscode.workspace.fs.writeFile(notes, new TextEncoder().encode(text));
	const plain = await vscode.workspace.openTextDocument(notes);
	await settle(3000); // VS Code is still starting
	if (parts.includes("hints")) {
		add(await baselineFigures(plain));
		// Its fault's message holds the sizes above it.
		add(await hintFigures(await openNewModel("hints.cnn.json", text.replace('"out_features"', '"in_features": 1234, "out_features"'))));
		await closeEverything();
	}
	const editor = await openNewModel("tiny-vgg.cnn.json", text);
	await vscode.commands.executeCommand("convscope.openPanel");
	const session = await until("there is a session", () => sessions.find(editor.document.uri));
	const panel = await panelFrame();
	await panel.locator("convscope-sheet canvas").first().waitFor();
	await settle(2000);
	if (parts.includes("maps")) add(await mapFigures(editor, session, panel));
	if (parts.includes("selection")) add(await selectionFigures(editor, session, panel));
	if (parts.includes("thread")) add(await threadFigures(editor.document, plain));
	if (parts.includes("scrub")) {
		await closeEverything();
		add(await scrubFigures());
	}
	return figures;
}

/** VS Code awaits this. */
export async function run(): Promise<void> {
	const model = fromEnvironment("CONVSCOPE_BENCH_MODEL");
	const figures: Figure[] = [...(await activationFigures(model))];
	try {
		const parts = process.env.CONVSCOPE_BENCH_PARTS;
		if (parts) figures.push(...(await inTheWindow(parts.split(","), readFileSync(model, "utf8"))));
	} finally {
		await disconnect();
	}
	const result: HostResult = { vsCode: vscode.version, node: process.version, figures };
	writeFileSync(fromEnvironment("CONVSCOPE_BENCH_RESULT"), JSON.stringify(result));
}
