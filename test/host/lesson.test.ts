import assert from "node:assert/strict";
import { suite, suiteSetup, suiteTeardown, test } from "mocha";
import type { FrameLocator } from "playwright-core";
import * as vscode from "vscode";
import { closeEverything, extensionId, panelFrame, screenshot, setTheme, workbenchPage } from "./support";

interface Walkthrough {
	readonly id: string;
	readonly steps: readonly { readonly id: string; readonly description: string }[];
}

suite("the lesson", () => {
	let panel: FrameLocator;
	const step = (name: string) => vscode.commands.executeCommand("convscope.lesson", name);
	const lessonDocuments = () =>
		vscode.workspace.textDocuments.filter(({ uri }) => /lenet(-\d+)?\.cnn\.json$/.test(uri.path) && uri.scheme === "untitled");

	suiteSetup(async () => {
		await closeEverything();
		await setTheme(vscode.ColorThemeKind.Light);
		await step("window");
		panel = await panelFrame();
	});
	suiteTeardown(closeEverything);

	test("the window: one number of the first convolution, with its arithmetic", async () => {
		await panel.locator("convscope-pixel-zoom").getByText("Conv2d").first().waitFor();
		await screenshot("lesson-window-light");
	});

	test("the kernel, the pooling window, the shifted digit and the gradients", async () => {
		await step("kernel");
		await panel.locator("convscope-layer-zoom").getByText("3,692,640").waitFor();
		await step("pooling");
		await panel.locator("convscope-pixel-zoom").getByText("MaxPool2d").first().waitFor();
		await screenshot("lesson-pooling-light");
		await step("translation");
		await panel.locator("convscope-experiments").getByText("100", { exact: false }).first().waitFor();
		await screenshot("lesson-translation-light");
		await step("training");
		await panel.locator("convscope-layer-zoom").getByRole("radio", { name: "Gradients" }).waitFor();
		assert.equal(await panel.locator("convscope-layer-zoom").getByRole("radio", { name: "Gradients" }).isChecked(), true);
		await panel.locator("convscope-train-area").waitFor();
		assert.equal(lessonDocuments().length, 1, "one LeNet serves all steps");
	});

	test("from the model, the lesson goes on to its next step, and back", async () => {
		await step("window");
		const page = await workbenchPage();
		const onwards = (words: string) => page.locator(".statusbar-item", { hasText: words }).locator("a").click();
		await onwards("Lesson 1/5: next step");
		await panel.locator("convscope-layer-zoom").getByText("3,692,640").waitFor();
		await step("training");
		await onwards("Lesson 5/5: back to the steps");
		await page.locator(".gettingStartedContainer", { hasText: "The ideas of a CNN, on LeNet" }).first().waitFor();
		await step("window");
	});

	test("every step of the walkthrough names a state that there is", async () => {
		const extension = vscode.extensions.getExtension(extensionId);
		assert.ok(extension);
		const { walkthroughs } = extension.packageJSON.contributes as { walkthroughs: Walkthrough[] };
		const lesson = walkthroughs.find(({ id }) => id === "lesson");
		assert.ok(lesson);
		assert.equal(lesson.steps.length, 5);
		for (const { id, description } of lesson.steps) {
			const [argument] = /command:convscope\.lesson\?([^)]*)/.exec(description)?.slice(1) ?? [];
			assert.deepEqual(JSON.parse(decodeURIComponent(argument ?? "")), [id]);
		}
		await vscode.commands.executeCommand("convscope.lesson");
		await (await workbenchPage()).locator(".gettingStartedContainer", { hasText: "The ideas of a CNN, on LeNet" }).first().waitFor();
		await screenshot("lesson-walkthrough-light");
	});

	test("closed, its model takes the way on along", async () => {
		await closeEverything();
		await (await workbenchPage()).locator(".statusbar-item", { hasText: "Lesson" }).waitFor({ state: "detached" });
	});
});
