import type * as vscode from "vscode";
import { workbenchPage } from "../../test/host/support";
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
	await pause();
	const paused = await measure();
	return [
		{ what: "keystroke → new hint in VS Code's hands, during a run", limit: 50, unit: "ms", samples: during.hints },
		{ what: "… : the run being paused", limit: undefined, unit: "ms", samples: paused.hints },
		{ what: "keystroke → new hint on the screen, during a run", limit: undefined, unit: "ms", samples: during.screen },
		{ what: "… : the run being paused ", limit: undefined, unit: "ms", samples: paused.screen },
	];
}
