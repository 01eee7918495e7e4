import assert from "node:assert/strict";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { setup, suite, suiteTeardown, teardown, test } from "mocha";
import type { FrameLocator } from "playwright-core";
import * as vscode from "vscode";
import type { Session } from "../../src/extension/session";
import type { Sessions } from "../../src/extension/sessions";
import { api, closeEverything, panelFrame, replaceText, screenshot, until, workspaceFile } from "./support";

const model = (channels: number): string =>
	`{ "input": [1, 28, 28], "layers": [\n{ "type": "Conv2d", "out_channels": ${channels}, "kernel_size": 3 },\n{ "type": "ReLU" }] }`;

suite("what becomes of a model's file", () => {
	let sessions: Sessions;
	let panel: FrameLocator;

	setup(async () => {
		({ sessions } = await api());
	});
	teardown(closeEverything);
	suiteTeardown(closeEverything);

	/** Opens a new file as the explorer does: unlike `openTextDocument`, that holds no document beyond its tab. */
	async function open(name: string, text = model(4)): Promise<Session> {
		const uri = workspaceFile(name);
		writeFileSync(uri.fsPath, text);
		await vscode.commands.executeCommand("vscode.open", uri, { preview: false, viewColumn: vscode.ViewColumn.One });
		await until(`${name} is open`, () => vscode.window.activeTextEditor?.document.uri.path === uri.path);
		await vscode.commands.executeCommand("convscope.openPanel");
		panel = await panelFrame();
		await painted();
		return until("there is a session", () => sessions.find(uri));
	}

	const painted = () => panel.locator("convscope-sheet canvas").first().waitFor();
	const gone = () => panel.locator(".notice.gone");

	async function closeTab(uri: vscode.Uri): Promise<void> {
		const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
		const tab = tabs.find(({ input }) => input instanceof vscode.TabInputText && input.uri.path === uri.path);
		assert.ok(tab, `a tab shows ${uri.path}`);
		await vscode.window.tabGroups.close(tab);
	}

	test("closed, the panel keeps its picture, says so, and opens the file again", async () => {
		const session = await open("closed.cnn.json");
		const { uri } = session;
		await closeTab(uri);
		await gone().getByText("closed.cnn.json is closed").waitFor();
		await until("the document is closed", () => session.openDocument.isClosed);
		await painted();
		assert.equal(sessions.find(uri), session);
		await panel.locator('button.layer-header[data-key="1"]').click(); // reveals the line, and so opens the file
		await gone().waitFor({ state: "detached" });
		await closeTab(uri);
		await gone().waitFor();
		await screenshot("file-closed");
		await gone().getByRole("button", { name: "Open File" }).click();
		await gone().waitFor({ state: "detached" });
		const editor = await until("the file is in front", () => {
			const active = vscode.window.activeTextEditor;
			return active?.document.uri.path === uri.path ? active : undefined;
		});
		await replaceText(editor, '"out_channels": 4', '"out_channels": 5');
		await panel.locator(".layer-shape", { hasText: "→ 5×26×26" }).first().waitFor();
		await vscode.commands.executeCommand("undo");
	});

	test("both closed, nothing is left of it", async () => {
		const session = await open("ended.cnn.json");
		const { uri, engine } = session;
		await closeTab(uri);
		await until("the document is closed", () => session.openDocument.isClosed);
		assert.ok(engine.alive);
		await closeEverything();
		assert.equal(sessions.find(uri), undefined);
		assert.equal(sessions.controller(uri), undefined);
		assert.equal(engine.alive, false, "the worker has ended");
		const reply = await engine.call("look", [{ revision: 1, wants: [] }]);
		assert.ok(!reply.ok, "and is not started again");
	});

	test("written by another program while it is closed, it is read again", async () => {
		const { uri, openDocument } = await open("written.cnn.json");
		await closeTab(uri);
		await gone().waitFor();
		await until("the document is closed", () => openDocument.isClosed);
		assert.equal((await api()).analyses.of(openDocument).layers.length, 2, "whoever asks late for the closed one");
		writeFileSync(uri.fsPath, model(7));
		await panel.locator(".layer-shape", { hasText: "→ 7×26×26" }).first().waitFor();
		await gone().getByText("written.cnn.json is closed").waitFor();
	});

	test("deleted on the disk, its text is kept and opened as an unsaved file", async () => {
		const session = await open("deleted.cnn.json");
		const { uri } = session;
		const text = session.openDocument.getText();
		rmSync(uri.fsPath);
		await gone().getByText("deleted.cnn.json was deleted or moved").waitFor();
		await painted();
		await screenshot("file-deleted");
		writeFileSync(uri.fsPath, text);
		await gone().waitFor({ state: "detached" });
		rmSync(uri.fsPath);
		await gone().waitFor();
		await closeTab(uri);
		await until("the document is closed", () => session.openDocument.isClosed);
		await panel.locator('button.layer-header[data-key="1"]').click(); // has nothing to reveal, and does no harm
		await gone().getByRole("button", { name: "Open Its Text" }).click();
		const document = await until("the text is back", () => {
			const active = vscode.window.activeTextEditor?.document;
			return active?.isUntitled && active.getText() === text ? active : undefined;
		});
		assert.equal(document.uri.path, uri.path);
		assert.equal(sessions.find(document.uri), session, "the panel goes on with it");
		assert.equal(sessions.find(uri), undefined);
		await gone().waitFor({ state: "detached" });
	});

	test("an unsaved model that is saved keeps its panel", async () => {
		await vscode.commands.executeCommand("convscope.openSample", "lenet.cnn.json");
		const unsaved = await until("the sample is open", () => {
			const active = vscode.window.activeTextEditor?.document;
			return active?.isUntitled ? active : undefined;
		});
		const session = await until("it has a session", () => sessions.find(unsaved.uri));
		panel = await panelFrame();
		await painted();
		await vscode.commands.executeCommand("workbench.action.files.save");
		const saved = vscode.Uri.file(unsaved.uri.path);
		await until("the panel has moved to the saved file", () => sessions.find(saved) === session && sessions.controller(saved));
		assert.equal(session.openDocument.isClosed, false);
		assert.equal(session.revision, 1, "it was not emptied on the way");
		await until("it counts as open", () => session.gone === undefined);
		rmSync(saved.fsPath);
	});

	test("an unsaved model that is thrown away keeps its picture, and its text comes back", async () => {
		await vscode.commands.executeCommand("convscope.openSample", "lenet.cnn.json");
		const unsaved = await until("the sample is open", () => {
			const active = vscode.window.activeTextEditor?.document;
			return active?.isUntitled ? active : undefined;
		});
		const session = await until("it has a session", () => sessions.find(unsaved.uri));
		const text = unsaved.getText();
		panel = await panelFrame();
		await painted();
		await vscode.commands.executeCommand("workbench.action.focusFirstEditorGroup");
		await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
		await gone().getByText("is closed").waitFor();
		await painted();
		assert.equal(session.model.layers.length, 12);
		await gone().getByRole("button", { name: "Open File" }).click();
		await until("the text is back", () => vscode.window.activeTextEditor?.document.getText() === text);
		await gone().waitFor({ state: "detached" });
		await painted();
	});

	test("a folder that is renamed takes its models along", async () => {
		mkdirSync(workspaceFile("old").fsPath, { recursive: true });
		rmSync(workspaceFile("new").fsPath, { recursive: true, force: true });
		const session = await open("old/inside.cnn.json");
		const edit = new vscode.WorkspaceEdit();
		edit.renameFile(workspaceFile("old"), workspaceFile("new"));
		assert.ok(await vscode.workspace.applyEdit(edit));
		const uri = workspaceFile("new/inside.cnn.json");
		await until("the session has moved", () => sessions.find(uri) === session && sessions.controller(uri));
		await until("it counts as open", () => session.gone === undefined);
		assert.equal(sessions.find(workspaceFile("old/inside.cnn.json")), undefined);
	});

	test("opened from the explorer, the file is shown beside its panel", async () => {
		const uri = workspaceFile("explored.cnn.json");
		writeFileSync(uri.fsPath, model(3));
		await vscode.commands.executeCommand("convscope.openPanel", uri);
		const session = await until("there is a session", () => sessions.find(uri));
		assert.ok(vscode.window.visibleTextEditors.some(({ document }) => document.uri.path === uri.path));
		await until("it counts as open", () => session.gone === undefined);
	});
});
