import * as vscode from "vscode";
import { until, workbenchPage } from "../../test/host/support";
import { nextKey, settle, timeOf } from "../figures/clock";
import { hinted, shown } from "../figures/hints";
import { selectDigit } from "../figures/keystroke";
import type { Figure } from "../table";

/** How a model's run is started and paused. */
interface Driving {
	start(): Promise<void>;
	pause(): Promise<void>;
	readonly keystrokes: number;
}

/**
 * What VS Code takes by itself, in a plain text with a provider that does nothing but give the text's one hint: no extension can be faster in
 * the same window at the same time.
 */
async function plainHints(keystrokes: number): Promise<number[]> {
	const page = await workbenchPage();
	const document = await vscode.workspace.openTextDocument({ language: "plaintext", content: "0" });
	const provider = vscode.languages.registerInlayHintsProvider(
		{ language: "plaintext" },
		{ provideInlayHints: (text) => [new vscode.InlayHint(text.positionAt(1), `→ ${text.getText()}`)] },
	);
	try {
		const editor = await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.One });
		const samples: number[] = [];
		for (let n = 0; n < keystrokes; n++) {
			const digit = new vscode.Selection(0, 0, 0, 1);
			editor.selection = digit;
			await until("the digit is selected", () => vscode.window.activeTextEditor?.selection.isEqual(digit));
			await settle();
			const key = await nextKey(page);
			const known = hinted(document, `→ ${1 + (n % 9)}`);
			await page.keyboard.press(String(1 + (n % 9)));
			samples.push((await known) - (await timeOf(key)));
		}
		await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
		return samples;
	} finally {
		provider.dispose();
	}
}

/**
 * From a key pressed in the editor to the hint that says what it changes, while the network trains and its panel is open; and the same while
 * the run is paused, for comparison. Each key gives the last convolution other out_channels, so the run takes another network over.
 */
export async function hintFigures({ document }: vscode.TextEditor, { start, pause, keystrokes }: Driving): Promise<readonly Figure[]> {
	const page = await workbenchPage();
	const measure = async () => {
		const [hints, screen]: [number[], number[]] = [[], []];
		for (let n = 0; n < keystrokes; n++) {
			const channels = 11 + (n % 9);
			await selectDigit(document, '"out_channels": 1', -1);
			await settle();
			const [key, drawn] = [await nextKey(page), await shown(`→ ${channels}×`)];
			const known = hinted(document, new RegExp(`^→ ${channels}×\\d+×\\d+$`));
			await page.keyboard.press(String(channels % 10));
			const began = await timeOf(key);
			hints.push((await known) - began);
			screen.push((await timeOf(drawn)) - began);
		}
		return { hints, screen };
	};
	await start();
	const during = await measure();
	const plainDuring = await plainHints(keystrokes);
	await pause();
	const paused = await measure();
	const plainPaused = await plainHints(keystrokes);
	return [
		{ what: "keystroke → new hint in VS Code's hands, during a run", limit: 50, unit: "ms", samples: during.hints },
		{ what: "… : VS Code alone, in a plain text in the same window", limit: undefined, unit: "ms", samples: plainDuring },
		{ what: "… : the run being paused", limit: undefined, unit: "ms", samples: paused.hints },
		{ what: "… : … and VS Code alone, in a plain text", limit: undefined, unit: "ms", samples: plainPaused },
		{ what: "keystroke → new hint on the screen, during a run", limit: undefined, unit: "ms", samples: during.screen },
		{ what: "… : the run being paused ", limit: undefined, unit: "ms", samples: paused.screen },
	];
}
