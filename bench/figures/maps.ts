import type { FrameLocator } from "playwright-core";
import * as vscode from "vscode";
import type { Session } from "../../src/extension/session";
import { until, workbenchPage } from "../../test/host/support";
import type { Panel } from "../../webview/views/panel";
import type { Figure } from "../table";
import { nextKey, settle, timeOf, type Watch } from "./clock";
import { selectDigit } from "./keystroke";

const KEYSTROKES = 20;

/**
 * When the panel has drawn a revision: every map in view is there in its new size with the new numbers, its canvas has been filled, and the
 * browser has drawn the frame in which that happened.
 */
function painted(panel: FrameLocator, revision: number): Promise<Watch> {
	return panel.locator("convscope-panel").evaluateHandle((element: Panel, wanted) => {
		const isPainted = (): boolean => {
			const { app } = element;
			const model = app?.store.state.model;
			if (!app || !model || model.revision < wanted) return false;
			const sheets = [...(element.shadowRoot?.querySelectorAll("convscope-sheet") ?? [])];
			const views = sheets.filter(({ what, grid }) => what === "maps" && grid);
			return (
				views.length > 1 &&
				views.every(({ layer, grid, vector }) => {
					const key = layer < 0 ? "input" : (model.layers[layer]?.key ?? "");
					if ((app.tiles.summary(key, "maps")?.revision ?? -1) < wanted) return false;
					const picture = grid && app.tiles.picture(key, "maps", vector ? 1 : grid.tile.step);
					if (!grid || !picture) return false;
					if (vector) return true;
					const all = Array.from({ length: grid.count }, (_, tile) => tile).every((tile) => picture.codes.has(tile));
					return all && picture.width === grid.tile.dataWidth && picture.height === grid.tile.dataHeight;
				})
			);
		};
		return {
			time: new Promise<number>((resolve) => {
				// Views paint before a frame begins; a message from inside of it arrives once the frame is drawn.
				const look = () => {
					if (!isPainted()) return requestAnimationFrame(look);
					const { port1, port2 } = new MessageChannel();
					port1.onmessage = () => resolve(Date.now());
					port2.postMessage(undefined);
					return undefined;
				};
				requestAnimationFrame(look);
			}),
		};
	}, revision);
}

/** The pixels of the first layer's maps, as one number: to see that the picture did change. */
function fingerprint(panel: FrameLocator): Promise<number> {
	return panel.locator("convscope-panel").evaluate((element: Panel) => {
		const sheets = [...(element.shadowRoot?.querySelectorAll("convscope-sheet") ?? [])];
		const canvas = sheets.find(({ layer, what }) => layer === 0 && what === "maps")?.querySelector("canvas");
		const pixels = canvas?.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
		let hash = canvas?.width ?? 0;
		for (const value of pixels) hash = (Math.imul(hash, 31) + value) | 0;
		return hash;
	});
}

/** From a key pressed in the editor to the new maps of the whole view on the screen, in a panel that shows the overview. */
export async function mapFigures(editor: vscode.TextEditor, session: Session, panel: FrameLocator): Promise<readonly Figure[]> {
	const { document } = editor;
	const page = await workbenchPage();
	const measure = async (before: string, digits: readonly string[]): Promise<number[]> => {
		const samples: number[] = [];
		let last = await fingerprint(panel);
		for (let n = 0; n < KEYSTROKES; n++) {
			await selectDigit(document, before, 0);
			await settle();
			const [key, picture] = [await nextKey(page), await painted(panel, session.revision + 1)];
			await page.keyboard.press(digits[n % digits.length] ?? "");
			samples.push((await timeOf(picture)) - (await timeOf(key)));
			const now = await fingerprint(panel);
			if (now === last) throw new Error(`the maps of keystroke ${n} look like those before it`);
			last = now;
		}
		await vscode.commands.executeCommand("workbench.action.files.revert");
		await until("the text is as it was", () => !document.isDirty);
		await settle(500);
		return samples;
	};
	const limits = { limit: 150, unit: "ms" } as const;
	const what = "keystroke → new maps painted, Tiny VGG 64×64×3";
	return [
		{ what: `${what}: kernel_size of the first layer`, ...limits, samples: await measure('"kernel_size": ', ["5", "4", "3"]) },
		{ what: `${what}: its out_channels`, ...limits, samples: await measure('"out_channels": 1', ["1", "2", "3", "0"]) },
	];
}
