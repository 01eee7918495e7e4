import assert from "node:assert/strict";
import { suite, suiteSetup, suiteTeardown, teardown, test } from "mocha";
import type { Page } from "playwright-core";
import { artefact, Harness, settled } from "./harness";

const conv = { type: "Conv2d", out_channels: 2, kernel_size: 5, stride: 2 };
const scores = [conv, { type: "Flatten" }, { type: "Linear", out_features: 10 }];
const model = (layers: readonly object[]): string => JSON.stringify({ input: [1, 28, 28], layers });

suite("training: a text that says nothing of it", function () {
	this.timeout(60_000);
	const harness = new Harness();
	let page: Page | undefined;

	suiteSetup(() => harness.start());
	suiteTeardown(() => harness.close());
	teardown(async () => {
		const refused = (await page?.evaluate(() => window.fakeHost.refused)) ?? [];
		await page?.close();
		page = undefined;
		assert.deepEqual(refused, [], "the host would refuse these calls");
		assert.deepEqual(harness.problems.splice(0), [], "no script error, nothing that the policy refuses");
	});

	test("one press writes the section, and Train can be pressed", async () => {
		page = await harness.open({ text: model(scores), width: 700 });
		await settled(page);
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
		page = await harness.open({ text: model([conv]) });
		await settled(page);
		await page.locator(".train-notice", { hasText: "Training needs a score for each class, but the last layer gives 2×12×12." }).waitFor();
		assert.equal(await page.getByRole("button", { name: "Add it" }).count(), 0);
	});
});
