import assert from "node:assert/strict";
import { test } from "mocha";
import type { Page } from "playwright-core";
import { panelSuite, readProject, settled } from "./harness";

const here = (page: Page, words: string) => page.locator(".breadcrumb .here", { hasText: words }).waitFor();
const zoom = (page: Page): Promise<unknown> => page.evaluate(() => (window.fakeHost.saved as { view: { zoom: unknown } }).view.zoom);
const MAPS = 'convscope-overview [aria-label="Maps of Conv2d 3"]';

panelSuite("ways between the zooms", { text: readProject("media/samples/lenet.cnn.json") }, ({ open }) => {
	test("a click on a map goes into it, whatever is selected; then a click on a pixel; the breadcrumb says where one is", async () => {
		const panel = await open();
		await panel.locator('button.layer-header[data-key="0"]').click();
		assert.equal(await zoom(panel), "overview", "the header selects");
		await panel.locator(MAPS).hover({ position: { x: 70, y: 20 } });
		assert.equal(await panel.locator(MAPS).evaluate((sheet) => getComputedStyle(sheet).cursor), "zoom-in");
		await panel.locator(MAPS).click({ position: { x: 70, y: 20 } });
		await here(panel, "Conv2d 3");
		await panel.getByRole("heading", { name: "Output map 1 (16 in all)" }).waitFor();
		const selected = await panel.evaluate(() => window.fakeHost.calls.findLast(({ name }) => name === "select")?.args[0]);
		assert.equal(selected, "3", "the caret follows");
		await settled(panel);
		await panel.locator('.into [aria-label="map 1 of Conv2d 3"]').click({ position: { x: 40, y: 72 } });
		await here(panel, "map 1, row 4, column 2");
	});

	test("a kernel leads to the map that it makes; class scores lead to their layer", async () => {
		const panel = await open();
		await panel.locator('convscope-overview [aria-label="Kernels of Conv2d 3"]').click({ position: { x: 10, y: 36 } });
		await panel.getByRole("heading", { name: "Output map 1 (16 in all)" }).waitFor();
		await panel.keyboard.press("Escape");
		await panel.locator("convscope-overview .layer-header").first().waitFor();
		await panel.locator(".scroller").evaluate((scroller) => {
			scroller.scrollLeft = scroller.scrollWidth;
		});
		await panel.locator("convscope-overview convscope-scores").click();
		await here(panel, "Linear 11");
	});

	test("a double click on a map goes one level in, not two, wherever its second click falls", async () => {
		const panel = await open();
		const box = (await panel.locator(MAPS).boundingBox()) ?? assert.fail();
		await panel.mouse.click(box.x + 20, box.y + 40, { clickCount: 2, delay: 20 });
		await panel.locator("convscope-layer-zoom .sum-result").waitFor();
		await settled(panel);
		assert.equal(await zoom(panel), "layer");
		await panel.keyboard.press("Escape");
		await panel.locator('button.layer-header[data-key="0"]').dblclick();
		await here(panel, "Conv2d 0");
	});

	test("a click on empty space backs out exactly one level, the end of a drag does not", async () => {
		const panel = await open({ view: { zoom: "pixel", selected: "3", channel: 2, pixel: { y: 4, x: 5 } } });
		const empty = async (selector: string): Promise<readonly [number, number]> => {
			const box = (await panel.locator(selector).boundingBox()) ?? assert.fail();
			return [box.x + box.width - 24, box.y + box.height - 12];
		};
		const [x, y] = await empty(".pixel-body >> nth=0");
		await panel.mouse.move(x, y - 30);
		await panel.evaluate(() => document.querySelector("convscope-panel")?.shadowRoot?.querySelector(".pixel")?.scrollTo(0, 1e6));
		const at = await panel.locator(".pixel-body").evaluate((body) => {
			const { right } = body.getBoundingClientRect();
			const bottom = body.parentElement?.getBoundingClientRect().bottom ?? 0;
			return [right - 20, bottom - 6] as const;
		});
		await panel.mouse.move(at[0], at[1]);
		await panel.mouse.down();
		await panel.mouse.move(at[0] - 60, at[1], { steps: 4 });
		await panel.mouse.up();
		assert.equal(await zoom(panel), "pixel");
		await panel.mouse.click(at[0], at[1]);
		await panel.locator("convscope-layer-zoom .sum-result").waitFor();
		assert.equal(await zoom(panel), "layer");
		await settled(panel);
		await panel.mouse.click(...(await empty("convscope-layer-zoom")));
		await panel.locator("convscope-overview .layer.selected").waitFor();
		await settled(panel);
		await panel.mouse.click(...(await empty("convscope-overview")));
		await panel.locator("convscope-overview .layer.selected").waitFor({ state: "detached" });
	});

	test("by keyboard: Enter on a header and on a map, Escape back, and the layer that was left is in sight", async () => {
		const panel = await open({ width: 500 });
		await panel.locator('button.layer-header[data-key="0"]').focus();
		await panel.keyboard.press("Enter");
		await here(panel, "Conv2d 0");
		for (let i = 0; i < 7; i++) await panel.keyboard.press("]");
		await here(panel, "Linear 7");
		await panel.keyboard.press("Escape");
		const header = panel.locator('button.layer-header[data-key="7"]');
		await header.waitFor();
		await panel.waitForFunction(
			() => document.querySelector("convscope-panel")?.shadowRoot?.activeElement?.getAttribute("data-key") === "7",
		);
		const [inside, view] = await Promise.all([header.boundingBox(), panel.locator("convscope-overview").boundingBox()]);
		assert.ok(inside && view && inside.y >= view.y && inside.y + inside.height <= view.y + view.height, "in sight");
	});
});
