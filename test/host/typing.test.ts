import assert from "node:assert/strict";
import { suite, suiteTeardown, test } from "mocha";
import * as vscode from "vscode";
import { api, closeEverything, openLenet, openNewModel, replaceText, until, workbenchPage } from "./support";

/** Selects the n characters behind the first occurrence of a text, and waits until the window has done so: keys go where its caret is. */
async function select(editor: vscode.TextEditor, before: string, n: number): Promise<void> {
	const { document } = editor;
	const at = document.getText().indexOf(before) + before.length;
	assert.ok(at >= before.length, `there is ${before}`);
	const wanted = new vscode.Selection(document.positionAt(at), document.positionAt(at + n));
	const done = new Promise<void>((resolve) => {
		const listener = vscode.window.onDidChangeTextEditorSelection(({ textEditor, selections }) => {
			if (textEditor.document !== document || !selections[0]?.isEqual(wanted)) return;
			listener.dispose();
			resolve();
		});
	});
	(await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.One })).selection = wanted;
	await done;
}

suite("typing, with real keys", () => {
	suiteTeardown(closeEverything);

	test("what most networks begin with is the first that is offered", async () => {
		const editor = await openNewModel("typed.cnn.json", '{ "input": [1, 28, 28], "layers": [{ "type": "?" }] }');
		const { document } = editor;
		await select(editor, '"type": "', 1);
		const page = await workbenchPage();
		await page.keyboard.type("Co");
		await until("it is written", () => document.getText().includes('"type": "Co"'));
		await vscode.commands.executeCommand("editor.action.triggerSuggest");
		const rows = page.locator(".suggest-widget .monaco-list-row");
		await rows.filter({ hasText: "Concat" }).waitFor();
		assert.match((await rows.first().textContent()) ?? "", /^Conv2d/);
		assert.equal(await rows.filter({ hasText: "Conv2d" }).count(), 1, "nobody else offers it");
		await page.keyboard.press("Enter");
		await until("it is taken", () => document.getText().includes('"type": "Conv2d"'));
	});

	test("while it trains, a key changes hint and run, and the run goes on", async () => {
		const { sessions } = await api();
		const editor = await openLenet("typed-during.cnn.json");
		await vscode.commands.executeCommand("convscope.openPanel");
		const session = await until("there is a session", () => sessions.find(editor.document.uri));
		await replaceText(editor, '"epochs": 3', '"epochs": 1000');
		await vscode.commands.executeCommand("convscope.train");
		await until("it trains", () => session.training.run.phase === "running" && session.training.run.step > 0, { timeout: 60_000 });
		await select(editor, '"out_features": 8', 1);
		const page = await workbenchPage();
		await page.keyboard.press("5");
		await page.locator(".monaco-editor .view-line", { hasText: "→ 85" }).first().waitFor();
		const { step } = session.training.run;
		await until("the run goes on with it", () => session.training.run.phase === "running" && session.training.run.step > step, {
			timeout: 60_000,
		});
		assert.equal(session.analysis.layers.find(({ shape }) => shape?.join() === "85")?.type, "Linear");
		await vscode.commands.executeCommand("undo");
		await page.locator(".monaco-editor .view-line", { hasText: "→ 84" }).first().waitFor();
		const later = session.training.run.step;
		await until("and on without it", () => session.training.run.phase === "running" && session.training.run.step > later, {
			timeout: 60_000,
		});
		await vscode.commands.executeCommand("convscope.resetTraining");
		await until("it is idle", () => session.training.run.phase === "idle");
	});
});
