import assert from "node:assert/strict";
import { suite, suiteTeardown, test } from "mocha";
import * as vscode from "vscode";
import { api, closeEverything, openLenet, panelFrame, until } from "./support";

suite("text and panel as tabs of one group", () => {
	suiteTeardown(closeEverything);

	test("a click in the panel leaves it in front", async () => {
		const { document } = await openLenet("same-group.cnn.json");
		await vscode.commands.executeCommand("convscope.openPanel");
		const controller = (await api()).sessions.controller(document.uri);
		assert.ok(controller);
		await controller.whenReady();
		controller.panel.view.reveal(undefined, false);
		await until("the panel has the focus", () => controller.panel.view.active);
		await vscode.commands.executeCommand("workbench.action.moveEditorToFirstGroup");
		await until("the panel covers the text", () => vscode.window.tabGroups.all.length === 1 && controller.panel.view.visible);
		await controller.whenReady();
		const panel = await panelFrame();
		for (const key of ["0", "1", "0"]) {
			await panel.locator(`button.layer-header[data-key="${key}"]`).click();
			await until("the host has heard of it", () => controller.selected === key);
		}
		assert.ok(controller.panel.view.visible);
	});
});
