import * as vscode from "vscode";
import { until, workbenchPage } from "../../test/host/support";
import type { Figure } from "../table";
import { nextKey, settle, timeOf } from "./clock";

const KEYSTROKES = 20;

/** The time at which an event of VS Code next comes. */
function next<T>(event: vscode.Event<T>): Promise<number> {
	return new Promise((resolve) => {
		const listener = event(() => {
			listener.dispose();
			resolve(Date.now());
		});
	});
}

/**
 * What VS Code takes by itself, in a plain text that Convscope does not look at: from a key to the extension host's knowing of it. It is in
 * every figure that starts with a key, and no extension can be faster.
 */
export async function baselineFigures(plain: vscode.TextDocument): Promise<readonly Figure[]> {
	const page = await workbenchPage();
	const samples: number[] = [];
	await vscode.window.showTextDocument(plain, { viewColumn: vscode.ViewColumn.One });
	for (let n = 0; n < KEYSTROKES; n++) {
		await settle();
		const [key, known] = [await nextKey(page), next(vscode.workspace.onDidChangeTextDocument)];
		await page.keyboard.press("7");
		samples.push((await known) - (await timeOf(key)));
	}
	await vscode.commands.executeCommand("workbench.action.files.revert");
	await until("the text is as it was", () => !plain.isDirty);
	return [{ what: "VS Code alone: keystroke in a plain text → extension host knows", limit: undefined, unit: "ms", samples }];
}
