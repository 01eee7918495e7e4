import type { FrameLocator } from "playwright-core";
import * as vscode from "vscode";
import type { Session } from "../../src/extension/session";
import { until, workbenchPage } from "../../test/host/support";
import type { Panel } from "../../webview/views/panel";
import type { Figure } from "../table";
import { nextKey, settle, timeOf, type Watch } from "./clock";

const MOVES = 20;

/** When the panel has drawn a layer as the selected one. */
function selectedInPanel(panel: FrameLocator, key: string): Promise<Watch> {
	return panel.locator("convscope-panel").evaluateHandle((element: Panel, wanted) => {
		const isSelected = () => element.shadowRoot?.querySelector<HTMLElement>('.layer-header[aria-current="true"]')?.dataset.key === wanted;
		return {
			time: new Promise<number>((resolve) => {
				const look = () => {
					if (isSelected()) setTimeout(() => resolve(Date.now()));
					else requestAnimationFrame(look);
				};
				requestAnimationFrame(look);
			}),
		};
	}, key);
}

/** The next click that reaches the panel: the time of the click itself, before anybody has handled it. */
function nextClick(panel: FrameLocator): Promise<Watch> {
	return panel.locator("convscope-panel").evaluateHandle(() => ({
		time: new Promise<number>((resolve) => {
			const heard = (event: MouseEvent) => resolve(Date.now() - (performance.now() - event.timeStamp));
			window.addEventListener("click", heard, { capture: true, once: true });
		}),
	}));
}

/** When the editor has drawn its caret in another place than now. */
async function caretMoves(): Promise<Watch> {
	return (await workbenchPage()).evaluateHandle(() => {
		const place = () => document.querySelector(".monaco-editor .cursors-layer > .cursor")?.getBoundingClientRect().top;
		const before = place();
		return {
			time: new Promise<number>((resolve) => {
				const look = () => {
					if (place() !== before) setTimeout(() => resolve(Date.now()));
					else requestAnimationFrame(look);
				};
				requestAnimationFrame(look);
			}),
		};
	});
}

/** Caret and selection are one thing: from a key that moves the caret to the panel's selection, and from a click to the editor's caret. */
export async function selectionFigures(editor: vscode.TextEditor, session: Session, panel: FrameLocator): Promise<readonly Figure[]> {
	const page = await workbenchPage();
	const layer = (index: number) => {
		const found = session.model.layers[index];
		if (!found) throw new Error(`there is no layer ${index}`);
		return found;
	};
	const putCaret = async (line: number) => {
		await vscode.window.showTextDocument(editor.document, { viewColumn: vscode.ViewColumn.One });
		const place = new vscode.Selection(line, 4, line, 4);
		if (vscode.window.activeTextEditor) vscode.window.activeTextEditor.selection = place;
		await until("the caret is there", () => vscode.window.activeTextEditor?.selection.isEqual(place));
	};

	const toPanel: number[] = [];
	for (let n = 0; n < MOVES; n++) {
		const [from, to] = n % 2 === 0 ? [layer(0), layer(1)] : [layer(1), layer(0)];
		await putCaret(from.line);
		await timeOf(await selectedInPanel(panel, from.key));
		await settle();
		const [key, selected] = [await nextKey(page), await selectedInPanel(panel, to.key)];
		await page.keyboard.press(to.line > from.line ? "ArrowDown" : "ArrowUp");
		toPanel.push((await timeOf(selected)) - (await timeOf(key)));
	}

	const toEditor: number[] = [];
	await putCaret(layer(2).line);
	for (let n = 0; n < MOVES; n++) {
		const to = layer(n % 2);
		await settle();
		const [click, moved] = [await nextClick(panel), await caretMoves()];
		await panel.locator(`button.layer-header[data-key="${to.key}"]`).click();
		toEditor.push((await timeOf(moved)) - (await timeOf(click)));
		await until("the caret is on the layer's line", () =>
			vscode.window.visibleTextEditors.some(({ selection }) => selection.active.line === to.line),
		);
	}
	return [
		{ what: "caret → panel's selection drawn", limit: 50, unit: "ms", samples: toPanel },
		{ what: "click in the panel → editor's caret drawn", limit: 50, unit: "ms", samples: toEditor },
	];
}
