import { suite, suiteSetup, suiteTeardown, test } from "mocha";
import type { FrameLocator } from "playwright-core";
import * as vscode from "vscode";
import { api, closeEverything, panelFrame, screenshot, setTheme, until } from "./support";

/** What a first-time user sees; the README's pictures are taken from here. */
suite("a sample, opened for the first time", () => {
	let panel: FrameLocator;

	suiteSetup(async () => {
		await closeEverything();
		await setTheme(vscode.ColorThemeKind.Dark);
		await vscode.commands.executeCommand("workbench.action.closeSidebar");
		await vscode.commands.executeCommand("notifications.clearAll");
		await vscode.commands.executeCommand("convscope.openSample", "lenet.cnn.json");
		panel = await panelFrame();
		const editor = await until("the sample is open", () => vscode.window.visibleTextEditors[0]);
		await (await api()).sessions.open(editor.document).openView("overview"); // an unsaved file of that name may be remembered
	});
	suiteTeardown(async () => {
		await closeEverything();
		await vscode.commands.executeCommand("workbench.view.explorer");
	});

	test("trained kernels, and the digit is read", async () => {
		await panel.getByText("reads 7").waitFor();
		await panel.locator('[aria-label="Kernels of Conv2d 0"] canvas').waitFor();
		await screenshot("readme-overview");
	});

	test("one number of it, in the pixel zoom", async () => {
		await panel.locator('button.layer-header[data-key="3"]').dblclick();
		await panel.getByRole("button", { name: "How one number comes about" }).click();
		await panel.locator("convscope-window-row").nth(2).waitFor();
		await panel.getByRole("slider", { name: "Output pixel" }).fill("33");
		await panel.locator(".line-sum").waitFor();
		await screenshot("readme-pixel");
	});
});
