import * as vscode from "vscode";
import { until, workbenchPage } from "../../test/host/support";
import type { Figure } from "../table";
import { nextKey, settle, timeOf, type Watch } from "./clock";
import { selectDigit } from "./keystroke";

const KEYSTROKES = 20;

/** When the editor shows a text (of a hint), after the frame that shows it has been drawn. */
export async function shown(text: string): Promise<Watch> {
	return (await workbenchPage()).evaluateHandle((wanted) => {
		const isShown = () =>
			[...document.querySelectorAll(".monaco-editor .view-line")].some((line) =>
				line.textContent?.replaceAll("\u00a0", " ").includes(wanted),
			);
		return {
			time: new Promise<number>((resolve) => {
				const look = () => {
					if (!isShown()) requestAnimationFrame(look);
					else setTimeout(() => resolve(Date.now()));
				};
				look();
			}),
		};
	}, text);
}

/** When the extension has published diagnostics that say so. Asked after each turn of the event loop from the change of the text on. */
function published(document: vscode.TextDocument, wanted: string): Promise<number> {
	return new Promise((resolve) => {
		const listener = vscode.workspace.onDidChangeTextDocument((event) => {
			if (event.document !== document || event.contentChanges.length === 0) return;
			listener.dispose();
			const look = () => {
				if (vscode.languages.getDiagnostics(document.uri).some(({ message }) => message.includes(wanted))) resolve(Date.now());
				else setImmediate(look);
			};
			look();
		});
	});
}

/** When VS Code has the new text's hint from the extension: it is asked as soon as the extension host knows the text. */
export function hinted(document: vscode.TextDocument, wanted: string | RegExp): Promise<number> {
	return new Promise((resolve, reject) => {
		const listener = vscode.workspace.onDidChangeTextDocument((event) => {
			if (event.document !== document || event.contentChanges.length === 0) return;
			listener.dispose();
			const range = new vscode.Range(0, 0, document.lineCount, 0);
			vscode.commands.executeCommand<vscode.InlayHint[]>("vscode.executeInlayHintProvider", document.uri, range).then((hints) => {
				const now = Date.now();
				const labels = hints.map(({ label }) => (typeof label === "string" ? label : label.map(({ value }) => value).join("")));
				if (labels.some((label) => (typeof wanted === "string" ? label === wanted : wanted.test(label)))) resolve(now);
				else reject(new Error(`no hint says ${wanted}`));
			}, reject);
		});
	});
}

/**
 * From a key pressed in the editor to what it changes in the text's own surroundings. The key changes a digit of the last out_channels; the
 * layer's hint and the message of the fault behind it say the new number. VS Code's own event for diagnostics comes 50 ms late by design
 * and is not used.
 */
export async function hintFigures(editor: vscode.TextEditor): Promise<readonly Figure[]> {
	const { document } = editor;
	const page = await workbenchPage();
	const samples = { diagnostics: [] as number[], hints: [] as number[], screen: [] as number[] };
	for (let n = 0; n < KEYSTROKES; n++) {
		const channels = 11 + (n % 9);
		await selectDigit(document, '"out_channels": 1', -1);
		await settle();
		const message = `${channels}×13×13`;
		const [key, screen] = [await nextKey(page), await shown(`→ ${channels}×26×26`)];
		const [diagnostics, hints] = [published(document, message), hinted(document, `→ ${channels}×26×26`)];
		await page.keyboard.press(String(channels % 10));
		const began = await timeOf(key);
		samples.diagnostics.push((await diagnostics) - began);
		samples.hints.push((await hints) - began);
		samples.screen.push((await timeOf(screen)) - began);
	}
	await vscode.commands.executeCommand("workbench.action.files.revert");
	await until("the text is as it was", () => !document.isDirty);
	return [
		{ what: "keystroke → new diagnostics published", limit: 50, unit: "ms", samples: samples.diagnostics },
		{ what: "keystroke → new hints in VS Code's hands", limit: 50, unit: "ms", samples: samples.hints },
		{ what: "keystroke → new hints on the screen, with VS Code's own delay", limit: undefined, unit: "ms", samples: samples.screen },
	];
}
