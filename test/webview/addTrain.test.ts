import assert from "node:assert/strict";
import { test } from "mocha";
import { artefact, panelSuite } from "./harness";

const conv = { type: "Conv2d", out_channels: 2, kernel_size: 5, stride: 2 };
const scores = [conv, { type: "Flatten" }, { type: "Linear", out_features: 10 }];
const model = (layers: readonly object[]): string => JSON.stringify({ input: [1, 28, 28], layers });

panelSuite("training: a text that says nothing of it", {}, ({ open }) => {
	test("one press writes the section, and Train can be pressed", async () => {
		const page = await open({ text: model(scores), width: 700 });
		const train = page.locator(".train-start");
		await page.locator(".train-notice", { hasText: "needs a “train” section" }).waitFor();
		assert.equal(await train.getAttribute("aria-disabled"), "true");
		await page.screenshot({ path: artefact("webview-add-train.png") });
		await page.getByRole("button", { name: "Add it" }).click();
		await page.locator('.train-start[aria-disabled="false"]').waitFor();
		assert.equal(await page.getByRole("button", { name: "Add it" }).count(), 0);
		const { train: section } = JSON.parse(await page.evaluate(() => window.fakeHost.text));
		assert.deepEqual(section, { data: "mnist", optimizer: "Adam", lr: 0.001, batch_size: 32, epochs: 10 });
	});

	test("where the last layer gives maps, it says that scores are needed, and offers nothing that would be wrong", async () => {
		const page = await open({ text: model([conv]) });
		await page.locator(".train-notice", { hasText: "Training needs a score for each class, but the last layer gives 2×12×12." }).waitFor();
		assert.equal(await page.getByRole("button", { name: "Add it" }).count(), 0);
	});
});
