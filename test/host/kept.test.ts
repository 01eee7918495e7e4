import assert from "node:assert/strict";
import { existsSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { suite, suiteSetup, suiteTeardown, test } from "mocha";
import * as vscode from "vscode";
import type { Session } from "../../src/extension/session";
import { greyPng } from "./png";
import { api, closeEverything, openLenet, openModel, panelFrame, replaceText, until, workspaceFile } from "./support";

/** What outlives a window: runs, and pictures that were dropped. A session that ends and one that begins stand for it. */
suite("what is kept of a model", () => {
	let editor: vscode.TextEditor;

	const kept = async () => (await api()).sessions["services"].keptRuns.find(editor.document.uri);
	const ended = async () => {
		const { uri } = editor.document;
		await closeEverything();
		await until("the session has ended", async () => (await api()).sessions.find(uri) === undefined);
	};
	const rename = async (from: vscode.Uri, to: vscode.Uri) => {
		const change = new vscode.WorkspaceEdit();
		change.renameFile(from, to);
		assert.ok(await vscode.workspace.applyEdit(change));
	};
	const opened = async (): Promise<Session> => {
		await vscode.commands.executeCommand("convscope.openPanel");
		return until("there is a session", async () => (await api()).sessions.find(editor.document.uri));
	};

	suiteSetup(async () => {
		await closeEverything();
		editor = await openLenet("kept.cnn.json");
		await replaceText(editor, '"epochs": 3', '"epochs": 500');
		await editor.document.save();
	});
	suiteTeardown(closeEverything);

	test("a run whose text and panel are closed just after it began is offered again", async () => {
		const session = await opened();
		await vscode.commands.executeCommand("convscope.train");
		await until("it has made a step", () => session.training.run.step > 0, { timeout: 60_000 });
		await ended();
		await until("it was kept when it ended", async () => ((await kept())?.step ?? 0) > 0); // written when the session has ended
		editor = await openModel("kept.cnn.json");
		const again = await opened();
		const panel = await panelFrame();
		await panel.locator(".train-resume", { hasText: /Continue from step [\d,]+/ }).waitFor();
		assert.equal(again.training.shown.kept?.step, (await kept())?.step);
		await ended();
	});

	test("a run that the window before is still writing is offered when it is there", async () => {
		const { keptRuns } = (await api()).sessions["services"];
		const { step, bytes } = (await kept()) ?? {};
		assert.ok(step && bytes);
		await keptRuns.discard(editor.document.uri);
		editor = await openModel("kept.cnn.json");
		const again = await opened();
		const panel = await panelFrame();
		await panel.locator(".train-start").waitFor();
		const offered = () => again.training.shown.kept?.step;
		assert.equal(offered(), undefined);
		await keptRuns.keep(editor.document.uri, bytes);
		await panel.locator(".train-resume", { hasText: /Continue from step [\d,]+/ }).waitFor();
		assert.equal(offered(), step);
		await ended();
	});

	for (const [what, renamed] of [
		["open", "kept-open.cnn.json"],
		["closed", "kept-closed.cnn.json"],
	] as const) {
		test(`a kept run goes with its file when that is renamed, the model being ${what}`, async () => {
			const { uri } = editor.document;
			const { step } = (await kept()) ?? {};
			assert.ok(step);
			if (what === "open") {
				editor = await openModel(uri.path.split("/").at(-1) ?? "");
				await opened();
			}
			await rename(uri, workspaceFile(renamed));
			const { sessions } = await api();
			const runs = sessions["services"].keptRuns;
			await until("it is kept under the new name", async () => (await runs.find(workspaceFile(renamed)))?.step === step);
			assert.equal(await runs.find(uri), undefined, "and no longer under the old one");
			if (what === "open") await until("the session has followed", () => sessions.find(workspaceFile(renamed)));
			editor = await openModel(renamed);
			if (what === "open") await ended();
		});
	}

	for (const [what, from, to] of [
		["closed", "kept-a", "kept.v2"], // a folder's name may look like a file's
		["open", "kept.v2", "kept-c"],
	] as const) {
		test(`it goes with a folder above its file, too, the model being ${what}`, async () => {
			const { uri } = editor.document;
			const before = workspaceFile(`${from}/deep/model.cnn.json`);
			const after = workspaceFile(`${to}/deep/model.cnn.json`);
			const { sessions } = await api();
			const runs = sessions["services"].keptRuns;
			const { step } = (await kept()) ?? {};
			assert.ok(step);
			if (what === "closed") {
				await ended();
				await rename(uri, before);
				await until("it has followed into the folder", async () => (await runs.find(before))?.step === step);
			} else {
				editor = await openModel(`${from}/deep/model.cnn.json`);
				await opened();
			}
			await rename(workspaceFile(from), workspaceFile(to));
			await until("it is kept under the new name", async () => (await runs.find(after))?.step === step);
			assert.equal(await runs.find(before), undefined, "and no longer under the old one");
			if (what === "open") await until("the session has followed", () => sessions.find(after));
			editor = await openModel(`${to}/deep/model.cnn.json`);
			if (what === "open") await (await panelFrame()).locator(".train-resume", { hasText: /Continue from step [\d,]+/ }).waitFor();
		});
	}

	test("what a window left half written, when it was ended in the middle, goes with the next run that is kept", async () => {
		const { sessions } = await api();
		const folder = sessions["services"].keptRuns["files"]["folder"];
		assert.ok(folder);
		const [old, young] = ["old.part", "young.part"].map((name) => vscode.Uri.joinPath(folder, name).fsPath);
		assert.ok(old && young);
		for (const file of [old, young]) writeFileSync(file, "half a run");
		const yesterday = new Date(Date.now() - 86_400_000);
		utimesSync(old, yesterday, yesterday);
		const another = workspaceFile("another.cnn.json");
		await sessions["services"].keptRuns.keep(another, new Uint8Array(8));
		await until("the old one is gone", () => !existsSync(old));
		assert.ok(existsSync(young), "somebody may be writing it");
		rmSync(young);
		await sessions["services"].keptRuns.discard(another);
	});

	test("a model that is deleted finds its run again when it comes back", async () => {
		const { document } = editor;
		const text = document.getText();
		const { step } = (await kept()) ?? {};
		assert.ok(step);
		const change = new vscode.WorkspaceEdit();
		change.deleteFile(document.uri);
		assert.ok(await vscode.workspace.applyEdit(change));
		await (await panelFrame()).locator(".notice.gone", { hasText: "was deleted or moved" }).waitFor();
		await ended();
		await vscode.workspace.fs.writeFile(document.uri, new TextEncoder().encode(text));
		editor = await openModel("kept-c/deep/model.cnn.json");
		const again = await opened();
		await (await panelFrame()).locator(".train-resume", { hasText: /Continue from step [\d,]+/ }).waitFor();
		assert.equal(again.training.shown.kept?.step, step);
		await ended();
	});

	test("a picture that was dropped onto the panel goes in again when the panel comes back", async () => {
		editor = await openLenet("dropped.cnn.json");
		await opened();
		const panel = await panelFrame();
		await panel.locator("convscope-sheet canvas").first().waitFor();
		const bytes = greyPng(28, 28, (x, y) => (x === y ? 255 : 0));
		await panel.locator("convscope-panel").evaluate((target, given) => {
			const dataTransfer = new DataTransfer();
			dataTransfer.items.add(new File([Uint8Array.from(given)], "diagonal.png", { type: "image/png" }));
			target.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
		}, Array.from(bytes));
		await panel.locator(".fact", { hasText: "diagonal.png" }).waitFor();
		const memories = (await api()).sessions["services"].memories;
		await until("it is remembered", () => memories.of(editor.document.uri).dropped === "diagonal.png");
		await ended();
		editor = await openModel("dropped.cnn.json");
		await opened();
		await (await panelFrame()).locator(".fact", { hasText: "diagonal.png" }).waitFor();
		// Another choice takes its place.
		await (await panelFrame()).locator(".sample").first().click();
		await until("that is remembered instead", () => memories.of(editor.document.uri).dropped === undefined);
	});
});
