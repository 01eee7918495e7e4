import assert from "node:assert/strict";
import { suite, suiteSetup, suiteTeardown, teardown, test } from "mocha";
import type { Page } from "playwright-core";
import { Harness, settled } from "./harness";

const text = JSON.stringify({
	name: "Own",
	input: [1, 8, 8],
	layers: [{ type: "Flatten" }, { type: "Linear", out_features: 2 }],
	labels: ["night", "day"],
	train: { data: "photos/sky" },
});

suite("carousel", function () {
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

	test("they are offered once they are read, by the folder's name; the test part is shown with its classes, and one becomes the input", async () => {
		page = await harness.open({ text });
		await settled(page);
		const sources = page.getByLabel("Dataset", { exact: true });
		assert.deepEqual(await sources.locator("option").allTextContents(), ["Digits", "Emoji"]);
		await page.evaluate(() => window.fakeHost.readOwn("photos/sky", ["night", "day"]));
		await sources.locator("option", { hasText: "sky" }).waitFor({ state: "attached" });
		await sources.selectOption("own");
		await page.getByRole("option", { name: "Sample 3: day" }).waitFor();
		assert.equal(await page.getByRole("option", { name: /^Sample/ }).count(), 4); // two of three in each class
		await page.getByRole("option", { name: "Sample 2: day" }).click();
		const chosen = await page.evaluate(() => window.fakeHost.calls.findLast(({ name }) => name === "chooseInput")?.args);
		assert.deepEqual(chosen, [{ kind: "sample", dataset: "own", index: 2 }]);
		await page.locator('.sample[aria-selected="true"][data-index="2"]').waitFor();
		const asked = () => page?.evaluate(() => window.fakeHost.calls.filter(({ name }) => name === "samples").length) ?? 0;
		const before = await asked();
		await page.evaluate(() => window.fakeHost.readOwn("photos/sky", ["dark", "light"]));
		await page.getByRole("option", { name: "Sample 2: light" }).waitFor();
		assert.equal(await asked(), (before ?? 0) + 1);
	});

	test("before anybody chooses, it shows the data that the input is of", async () => {
		page = await harness.open({ text: text.replace("[1,8,8]", "[3,8,8]"), input: { kind: "sample", dataset: "emoji8", index: 0 } });
		await settled(page);
		assert.equal(await page.getByLabel("Dataset", { exact: true }).inputValue(), "emoji8");
		await page.locator('.sample[aria-selected="true"][data-index="0"]').waitFor();
		await page.getByLabel("Dataset", { exact: true }).selectOption("mnist");
		await page.getByRole("option", { name: "Sample 7: 7" }).waitFor();
		assert.equal(await page.locator('.sample[aria-selected="true"]').count(), 0);
	});

	test("where they are not read any more, digits stand in until they are", async () => {
		page = await harness.open({ text, view: { dataset: "own" } });
		await settled(page);
		const sources = page.getByLabel("Dataset", { exact: true });
		assert.equal(await sources.inputValue(), "mnist");
		await page.getByRole("option", { name: /^Sample 0/ }).waitFor();
		await page.evaluate(() => window.fakeHost.readOwn("photos/sky", ["night", "day"]));
		await page.getByRole("option", { name: "Sample 0: night" }).waitFor();
		assert.equal(await sources.inputValue(), "own");
	});
});
