// Runs inside VS Code's extension host: what training costs, and what it leaves to others. Environment: CONVSCOPE_BENCH_MODEL (the model's file),
// CONVSCOPE_BENCH_RESULT (file for what was measured), CONVSCOPE_BENCH_PARTS=throughput,hints,answers, CONVSCOPE_BENCH_QUICK=1 (few repetitions).
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import * as vscode from "vscode";
import { api, closeEverything, disconnect, openNewModel, panelFrame, until } from "../../test/host/support";
import { settle } from "../figures/clock";
import type { HostResult } from "../figures/result";
import type { Figure } from "../table";
import { answerFigures } from "./answers";
import { hintFigures } from "./hints";
import { throughputFigures } from "./throughput";

function fromEnvironment(name: string): string {
	const value = process.env[name];
	if (!value) throw new Error(`${name} is not set: run npm run bench`);
	return value;
}

/** A model that trains for longer than all of this takes, from weights of its own, with its panel on the right. */
async function measure(file: string, parts: readonly string[], quick: boolean): Promise<Figure[]> {
	await closeEverything();
	await settle(3000); // VS Code is still starting
	const text = readFileSync(file, "utf8")
		.replace(/"epochs": \d+/, '"epochs": 100000')
		.replace(/,\s*"weights": "[^"]*"/, "");
	const editor = await openNewModel(path.basename(file), text);
	await vscode.commands.executeCommand("convscope.openPanel");
	const { sessions } = await api();
	const session = await until("there is a session", () => sessions.find(editor.document.uri));
	const controller = await until("there is a panel", () => sessions.controller(editor.document.uri));
	const panel = await panelFrame();
	await panel.locator("convscope-sheet canvas").first().waitFor();
	const start = async () => {
		await vscode.commands.executeCommand("convscope.train");
		await until("it trains", () => session.training.run.phase === "running" && session.training.run.step > 0, { timeout: 60_000 });
	};
	const name = session.analysis.name ?? session.name;
	const figures: Figure[] = [];
	const add = (more: readonly Figure[]) => {
		for (const figure of more) {
			console.log(`  ${name}: ${figure.what}: ${figure.samples.map((sample) => sample.toFixed(1)).join(" ")}`);
			figures.push({ ...figure, what: `${name}: ${figure.what}` });
		}
	};
	if (parts.includes("hints"))
		add(await hintFigures(editor, { start, pause: () => session.training.act("pause"), keystrokes: quick ? 5 : 20 }));
	await start();
	await panel.locator(".plot canvas").first().waitFor();
	if (parts.includes("answers")) add(await answerFigures(editor, session, quick ? 5 : 30));
	if (parts.includes("throughput")) add(await throughputFigures(session, controller, quick ? 2 : 5));
	await session.training.act("reset");
	return figures;
}

/** VS Code awaits this. */
export async function run(): Promise<void> {
	let figures: Figure[];
	try {
		const parts = fromEnvironment("CONVSCOPE_BENCH_PARTS").split(",");
		figures = await measure(fromEnvironment("CONVSCOPE_BENCH_MODEL"), parts, Boolean(process.env.CONVSCOPE_BENCH_QUICK));
	} finally {
		await disconnect();
	}
	const result: HostResult = { vsCode: vscode.version, node: process.version, figures };
	writeFileSync(fromEnvironment("CONVSCOPE_BENCH_RESULT"), JSON.stringify(result));
}
