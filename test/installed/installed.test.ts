import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import path from "node:path";
import { suite, suiteSetup, suiteTeardown, teardown, test } from "mocha";
import { type Browser, chromium, type FrameLocator, type Page } from "playwright-core";

/** From outside of VS Code: what it shows with the package installed, in a folder that nobody trusts, before and after its window is reloaded. */
suite("the package, installed into VS Code", function () {
	this.timeout(180_000); // VS Code starts cold, twice
	let browser: Browser;
	let page: Page;

	suiteSetup(async () => {
		const address = process.env.CONVSCOPE_WINDOW;
		assert.ok(address, "CONVSCOPE_WINDOW is not set: run scripts/installed-tests.mjs");
		browser = await chromium.launch({
			executablePath: process.env.CODE_HOST_CHROMIUM ?? "/usr/bin/chromium",
			args: (process.env.CODE_HOST_CHROMIUM_ARGUMENTS ?? "").split("\n").filter(Boolean),
		});
		page = await (await browser.newContext({ viewport: { width: 1600, height: 1000 } })).newPage();
		page.setDefaultTimeout(90_000);
		await page.goto(address);
	});
	teardown(async function () {
		if (this.currentTest?.state === "failed") await screenshot("installed-failed");
	});
	suiteTeardown(() => browser?.close());

	const panel = (): FrameLocator => page.frameLocator("iframe.webview").frameLocator("iframe#active-frame");
	const header = (key: string) => panel().locator(`button.layer-header[data-key="${key}"]`);

	async function screenshot(name: string): Promise<void> {
		const folder = process.env.CONVSCOPE_ARTEFACTS ?? "out/artefacts";
		mkdirSync(folder, { recursive: true });
		await page.screenshot({ path: path.join(folder, `${name}.png`) });
	}

	/** How many colours the first map of a layer has on the screen. */
	const colours = (key: string): Promise<number> =>
		panel()
			.locator(`section.layer:has(button.layer-header[data-key="${key}"]) convscope-sheet canvas`)
			.first()
			.evaluate((element) => {
				const canvas = element as HTMLCanvasElement;
				const data = canvas.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
				return new Set(new Uint32Array(Uint8ClampedArray.from(data).buffer)).size;
			});

	async function painted(key: string): Promise<void> {
		await panel().locator("convscope-sheet canvas").first().waitFor();
		for (let tries = 0; (await colours(key)) < 8; tries++) {
			assert.ok(tries < 600, `the maps of layer ${key} are not painted`);
			await page.waitForTimeout(100);
		}
	}

	/** As a user does it: VS Code then writes down what is open before it goes. A browser's own reload does not wait for that. */
	async function reload(): Promise<void> {
		await page.keyboard.press("F1");
		await page.locator(".quick-input-widget input").fill(">Developer: Reload Window");
		await Promise.all([
			page.waitForEvent("load"),
			page.locator(".quick-input-list .monaco-list-row", { hasText: "Developer: Reload Window" }).first().click(),
		]);
	}

	test("in Restricted Mode it shows hints and paints maps, and the folder's memory limit does not count", async () => {
		await page.locator(".explorer-viewlet .label-name", { hasText: "outside.cnn.json" }).dblclick();
		await page.locator(".view-line", { hasText: "→ 8×28×28" }).first().waitFor();
		await page.locator(".statusbar-item", { hasText: "Restricted Mode" }).waitFor();
		await page.locator('.editor-actions a.action-label[aria-label^="Show the Network"]').click();
		await painted("0");
		await panel().locator(".layer-shape", { hasText: "→ 3000" }).first().waitFor();
		assert.equal(await panel().locator(".notice").count(), 0, "18 MiB are fine, though the folder's settings allow 16");
		await screenshot("restricted");
	});

	test("reloaded, the window has the panel with its file, its selection and its picture", async () => {
		await panel().locator('.sample[data-index="8"]').click(); // in view: scrolling there would change which sample stands where
		await panel().locator(".fact", { hasText: "mnist #8" }).waitFor();
		await header("1").click();
		await page.waitForTimeout(2000); // the panel saves its view with a delay, which nothing here can see
		await reload();
		await panel().locator(".fact", { hasText: "mnist #8" }).waitFor();
		await painted("0");
		assert.equal(await header("1").getAttribute("aria-current"), "true");
		assert.equal(await panel().locator(".notice.gone").count(), 0);
		await page.locator(".tab", { hasText: "outside.cnn.json — Convscope" }).waitFor();
		await screenshot("restored");
	});

	test("a run that goes on when the window is reloaded is offered afterwards, and goes on from there", async () => {
		await panel().locator(".train-start").click();
		await panel()
			.locator(".train-words", { hasText: /step [1-9]/ })
			.waitFor();
		await reload();
		const resume = panel().locator(".train-resume");
		await resume.waitFor();
		const [, step = ""] = /Continue from step ([\d,]+)/.exec((await resume.textContent()) ?? "") ?? [];
		assert.ok(Number(step.replaceAll(",", "")) > 0, step);
		await screenshot("restored-run");
		await resume.click();
		await panel().locator(".train-pause", { hasText: "Pause" }).waitFor();
		await panel()
			.locator(".train-words", { hasText: /step [1-9]/ })
			.waitFor();
	});
});
