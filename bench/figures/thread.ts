import { monitorEventLoopDelay } from "node:perf_hooks";
import * as vscode from "vscode";
import { until } from "../../test/host/support";
import type { Figure } from "../table";
import { settle } from "./clock";
import { profiled } from "./profile";

const BURSTS = 5;
const PACE_MS = 80;
/** Thirty keystrokes: a layer is begun, so that the text is broken after most of them. */
const TYPED = '{ "type": "Conv2d", "out_chann';
/** The ticker's own interval, which every delay includes. */
const TICK_MS = 1;

/** The longest time in which the extension host's thread did not come round while `work` ran, in ms. */
async function longestBlock(work: () => Promise<void>): Promise<number> {
	const ticker = monitorEventLoopDelay({ resolution: TICK_MS });
	ticker.enable();
	await work();
	ticker.disable();
	return Math.max(0, ticker.max / 1e6 - TICK_MS);
}

/** Types on a new line behind the first that holds a text, a key each {@link PACE_MS}. */
async function type(document: vscode.TextDocument, behind: string): Promise<void> {
	for (const letter of TYPED) {
		await vscode.commands.executeCommand("type", { text: letter });
		await settle(PACE_MS);
	}
	if (!document.getText().includes("out_chann", document.getText().indexOf(behind))) throw new Error("nothing was typed");
}

/** Runs `measure` around bursts of typing in a document, each on a line of its own that goes again. */
async function bursts(
	document: vscode.TextDocument,
	behind: string,
	measure: (work: () => Promise<void>) => Promise<number>,
): Promise<number[]> {
	const samples: number[] = [];
	for (let n = 0; n < BURSTS; n++) {
		const editor = await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.One });
		const { line } = document.positionAt(document.getText().indexOf(behind));
		editor.selection = new vscode.Selection(line, 999, line, 999);
		await vscode.commands.executeCommand("editor.action.insertLineAfter");
		await settle(500);
		samples.push(await measure(() => type(document, behind)));
		await vscode.commands.executeCommand("workbench.action.files.revert");
		await until("the text is as it was", () => !document.isDirty);
	}
	return samples;
}

/**
 * The longest time in which nothing else could run on the extension host's thread during a burst of 30 keystrokes, the panel being open:
 * by a ticker, which also sees VS Code's own work and other processes that take the processor, and by a profile, which sees Convscope's
 * code alone. For comparison the same ticker without any keystroke, and with the same keystrokes in a plain text.
 */
export async function threadFigures(model: vscode.TextDocument, plain: vscode.TextDocument): Promise<readonly Figure[]> {
	const behind = '"kernel_size": 2';
	const editing = await bursts(model, behind, longestBlock);
	const own = await bursts(model, behind, profiled);
	const text = await bursts(plain, behind, longestBlock);
	const idle: number[] = [];
	for (let n = 0; n < BURSTS; n++) idle.push(await longestBlock(() => settle(TYPED.length * PACE_MS)));
	return [
		{ what: "longest block of the host's thread in 30 keystrokes", limit: 8, unit: "ms", samples: editing },
		{ what: "… : longest stretch of Convscope's own code", limit: 8, unit: "ms", samples: own },
		{ what: "… : the same keystrokes in a plain text", limit: undefined, unit: "ms", samples: text },
		{ what: "… : no keystroke at all", limit: undefined, unit: "ms", samples: idle },
	];
}
