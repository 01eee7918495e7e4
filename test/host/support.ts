// What tests inside VS Code share: files of the workspace, the page that VS Code is drawn in, waiting, screenshots, themes.
import { mkdirSync } from "node:fs";
import path from "node:path";
import { type Browser, chromium, type FrameLocator, type Page } from "playwright-core";
import * as vscode from "vscode";
import type { TestApi } from "../../src/extension/main";
import type { Opened } from "../../src/extension/openModels";
import type { SavedView } from "../../src/protocol/panel";

/** The identifier of the extension under test. */
export const extensionId = "convscope.convscope";

/** What the extension gives to tests, with what open models need. */
export async function api(): Promise<Opened & Pick<TestApi, "analyses">> {
	const exports = (await vscode.extensions.getExtension<TestApi>(extensionId)?.activate()) as TestApi | undefined;
	if (!exports) throw new Error(`${extensionId} gives tests nothing: is it in test mode?`);
	return { ...(await exports.opened()), analyses: exports.analyses };
}

/** Replaces the first occurrence of a text in an editor, as one undoable step. */
export async function replaceText(editor: vscode.TextEditor, from: string, to: string): Promise<void> {
	const start = editor.document.getText().indexOf(from);
	if (start < 0) throw new Error(`the document does not hold ${from}`);
	const range = new vscode.Range(editor.document.positionAt(start), editor.document.positionAt(start + from.length));
	await vscode.window.showTextDocument(editor.document, { viewColumn: editor.viewColumn });
	if (!(await vscode.window.activeTextEditor?.edit((edit) => edit.replace(range, to)))) throw new Error("the edit was refused");
}

/** A file of the workspace that the tests have opened. */
export function workspaceFile(name: string): vscode.Uri {
	const folder = vscode.workspace.workspaceFolders?.[0];
	if (!folder) throw new Error("the tests need a workspace folder");
	return vscode.Uri.joinPath(folder.uri, name);
}

/** Opens a model file of the workspace in the first column. */
export async function openModel(name: string): Promise<vscode.TextEditor> {
	const document = await vscode.workspace.openTextDocument(workspaceFile(name));
	return vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.One, preview: false });
}

/** Writes a new model file into the workspace and opens it. */
export async function openNewModel(name: string, text: string): Promise<vscode.TextEditor> {
	await vscode.workspace.fs.writeFile(workspaceFile(name), new TextEncoder().encode(text));
	return openModel(name);
}

/** Opens a copy of LeNet under a name of its own: what is remembered of a model (its view, its picture) stays away from other tests. */
export async function openLenet(name: string): Promise<vscode.TextEditor> {
	const bytes = await vscode.workspace.fs.readFile(workspaceFile("lenet.cnn.json"));
	return openNewModel(name, new TextDecoder().decode(bytes));
}

/** Closes every editor and panel; unsaved changes are dropped. */
export async function closeEverything(): Promise<void> {
	await vscode.commands.executeCommand("workbench.action.focusFirstEditorGroup"); // a panel in front hides that a text is not saved
	while (vscode.window.activeTextEditor?.document.isDirty)
		await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
	await vscode.commands.executeCommand("workbench.action.closeAllEditors");
	await until("all editors are closed", () => vscode.window.tabGroups.all.every((group) => group.tabs.length === 0));
}

/**
 * Asks until the answer is neither false, null nor undefined, and gives it. An error counts as "not yet". After `timeout` ms it fails
 * with what was waited for and the last answer or error.
 */
export async function until<T>(
	what: string,
	ask: () => T | Promise<T>,
	{ timeout = 20_000, interval = 50 } = {},
): Promise<Exclude<T, false | null | undefined>> {
	const deadline = Date.now() + timeout;
	let last = "";
	for (;;) {
		try {
			const answer = await ask();
			if (answer !== false && answer !== null && answer !== undefined) return answer as Exclude<T, false | null | undefined>;
			last = `the last answer was ${answer}`;
		} catch (error) {
			last = `the last try failed: ${error instanceof Error ? error.message : error}`;
		}
		if (Date.now() > deadline) throw new Error(`waited ${timeout} ms in vain until ${what}; ${last}`);
		await new Promise((resolve) => setTimeout(resolve, interval));
	}
}

/** Waits until the page has told of a change of its view, which it does a moment later. */
export async function viewKept(uri: vscode.Uri, is: (view: SavedView) => boolean): Promise<void> {
	const { sessions } = await api();
	await until("the panel has told of its view", () => {
		const view = sessions.controller(uri)?.view;
		return view !== undefined && is(view);
	});
}

let browser: Browser | undefined;

/** The page that VS Code is drawn in, over the browser's (or Electron's) debugging port. */
export async function workbenchPage(): Promise<Page> {
	const address = process.env.CODE_HOST_CDP;
	if (!address) throw new Error("CODE_HOST_CDP is not set: run the tests with npm test");
	browser ??= await chromium.connectOverCDP(address);
	const pages = browser.contexts().flatMap((context) => context.pages());
	const page = pages.find((each) => each.url().includes("folder=") || each.url().includes("workbench"));
	if (!page) throw new Error(`no page shows VS Code: ${pages.map((each) => each.url()).join(", ")}`);
	return page;
}

/** Lets go of the page; the test run ends with it. */
export async function disconnect(): Promise<void> {
	await browser?.close();
	browser = undefined;
}

/** The document inside the n-th open webview (0: the first): workbench > VS Code's frame > our own page. */
export async function panelFrame(n = 0): Promise<FrameLocator> {
	const page = await workbenchPage();
	return page.frameLocator("iframe.webview").nth(n).frameLocator("iframe#active-frame");
}

/** Keeps a picture of the whole window as out/artefacts/NAME.png. */
export async function screenshot(name: string): Promise<void> {
	const folder = process.env.CONVSCOPE_ARTEFACTS ?? path.join(__dirname, "../../artefacts");
	mkdirSync(folder, { recursive: true });
	await (await workbenchPage()).screenshot({ path: path.join(folder, `${name}.png`) });
}

/** VS Code's own theme of each kind, by the name that its setting takes. */
const themes = {
	[vscode.ColorThemeKind.Light]: "Default Light Modern",
	[vscode.ColorThemeKind.Dark]: "Default Dark Modern",
	[vscode.ColorThemeKind.HighContrast]: "Default High Contrast",
	[vscode.ColorThemeKind.HighContrastLight]: "Default High Contrast Light",
} as const;

/** Changes the colour theme and waits until it is on. */
export async function setTheme(kind: vscode.ColorThemeKind): Promise<void> {
	await vscode.workspace.getConfiguration("workbench").update("colorTheme", themes[kind], vscode.ConfigurationTarget.Global);
	await until(`the theme is ${themes[kind]}`, () => vscode.window.activeColorTheme.kind === kind);
}
