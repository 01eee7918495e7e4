import assert from "node:assert/strict";
import { test } from "mocha";
import { panelSuite } from "./harness";

const text = JSON.stringify({
	name: "Own",
	input: [1, 8, 8],
	layers: [{ type: "Flatten" }, { type: "Linear", out_features: 2 }],
	labels: ["night", "day"],
	train: { data: "photos/sky" },
});

panelSuite("carousel", { text }, ({ open }) => {
	test("they are offered once they are read, by the folder's name; the test part is shown with its classes, and one becomes the input", async () => {
		const page = await open({ text });
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
		const page = await open({ text: text.replace("[1,8,8]", "[3,8,8]"), input: { kind: "sample", dataset: "emoji8", index: 0 } });
		assert.equal(await page.getByLabel("Dataset", { exact: true }).inputValue(), "emoji8");
		await page.locator('.sample[aria-selected="true"][data-index="0"]').waitFor();
		await page.getByLabel("Dataset", { exact: true }).selectOption("mnist");
		await page.getByRole("option", { name: "Sample 7: 7" }).waitFor();
		assert.equal(await page.locator('.sample[aria-selected="true"]').count(), 0);
	});

	test("an image file leaves it at the data that it showed", async () => {
		const page = await open({ text: text.replace("[1,8,8]", "[3,8,8]"), input: { kind: "sample", dataset: "emoji8", index: 0 } });
		await page.locator('.sample[aria-selected="true"][data-index="0"]').waitFor();
		await page.evaluate(async () => {
			window.fakeHost.engine.setImage({ width: 1, height: 1, rgba: new ArrayBuffer(4) });
			await window.fakeHost.choose({ kind: "image" });
		});
		await page.waitForFunction(
			() => !document.querySelector("convscope-panel")?.shadowRoot?.querySelector('.sample[aria-selected="true"]'),
		);
		assert.equal(await page.getByLabel("Dataset", { exact: true }).inputValue(), "emoji8");
	});

	test("a built-in picture's class is no mistake of a network with classes of its own", async () => {
		const page = await open({ text, input: { kind: "sample", dataset: "mnist", index: 7 } });
		await page.locator(".reads").waitFor();
		assert.match((await page.locator(".reads").textContent()) ?? "", /^reads (night|day)/);
		assert.doesNotMatch((await page.locator(".reads").textContent()) ?? "", /it is/);
	});

	test("samples have room in the narrowest panel", async () => {
		for (const width of [320, 400, 480]) {
			const page = await open({ text, width });
			await page.getByRole("option", { name: /^Sample 0/ }).waitFor();
			const widest = await page.locator(".carousel").evaluate((carousel) => carousel.clientWidth);
			assert.ok(widest >= 120, `${width}: ${widest}`);
			assert.ok((await page.locator("convscope-input-strip").evaluate((strip) => strip.scrollWidth)) <= width);
		}
	});

	test("where they are not read any more, digits stand in until they are", async () => {
		const page = await open({ text, view: { dataset: "own" } });
		const sources = page.getByLabel("Dataset", { exact: true });
		assert.equal(await sources.inputValue(), "mnist");
		await page.getByRole("option", { name: /^Sample 0/ }).waitFor();
		await page.evaluate(() => window.fakeHost.readOwn("photos/sky", ["night", "day"]));
		await page.getByRole("option", { name: "Sample 0: night" }).waitFor();
		assert.equal(await sources.inputValue(), "own");
	});
});
