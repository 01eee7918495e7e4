import assert from "node:assert/strict";
import { test } from "mocha";
import type { Page } from "playwright-core";
import { artefact, panelSuite, readProject, settled } from "./harness";

declare global {
	interface Window {
		/** Animations that the page has begun and that stand still at a time the test chose. */
		held: Animation[];
	}
}

interface Box {
	readonly x: number;
	readonly y: number;
	readonly width: number;
	readonly height: number;
}

/** From now on, every animation stands still at its first moment. */
const hold = (page: Page): Promise<void> =>
	page.evaluate(() => {
		window.held = [];
		const animate = Element.prototype.animate;
		Element.prototype.animate = function (...of) {
			const animation = animate.apply(this, of);
			animation.pause();
			window.held.push(animation);
			return animation;
		};
	});

/** Waits for the motion, and puts it `ms` after its start. */
async function moveTo(page: Page, ms: number): Promise<void> {
	await page.locator(".motion .ghost").first().waitFor({ state: "attached" });
	await page.evaluate((time) => {
		for (const animation of window.held) animation.currentTime = time;
	}, ms);
}

/** Lets what stands still come to its end. */
const release = (page: Page): Promise<void> =>
	page.evaluate(() => {
		for (const animation of window.held.splice(0)) if (animation.playState !== "idle") animation.finish();
	});

const boxOf = async (page: Page, selector: string): Promise<Box> =>
	(await page.locator(selector).first().boundingBox()) ?? assert.fail(`${selector} is not shown`);

function assertAt(actual: Box, expected: Box, message: string): void {
	for (const side of ["x", "y", "width", "height"] as const)
		assert.ok(Math.abs(actual[side] - expected[side]) < 1, `${message}: ${JSON.stringify(actual)} is not ${JSON.stringify(expected)}`);
}

/** Tile 5 of the second convolution in the overview: second row, second column. */
const SHEET = 'convscope-overview [aria-label="Maps of Conv2d 3"]';
async function tileBox(page: Page): Promise<Box> {
	const { x, y } = await boxOf(page, SHEET);
	const [tile, gap] = await page
		.locator(`convscope-overview convscope-sheet:has(> [aria-label="Maps of Conv2d 3"])`)
		.evaluate((element) => {
			const { grid } = element as HTMLElement & { grid: { tile: { width: number }; gap: number } };
			return [grid.tile.width, grid.gap] as const;
		});
	return { x: x + tile + gap, y: y + tile + gap, width: tile, height: tile };
}
const middle = ({ x, y, width, height }: Box): [number, number] => [x + width / 2, y + height / 2];

const OUTPUT = '.sum-result [aria-label="map 5 of Conv2d 3"]';
const PIXEL_MAP = '.output-map [aria-label="Output of Conv2d 3"]';

panelSuite("motion between the zooms", { text: readProject("media/samples/lenet.cnn.json") }, ({ open }) => {
	test("the clicked map moves from its place to its place in the layer zoom, from there to the pixel zoom, and back", async () => {
		const panel = await open();
		const tile = await tileBox(panel);
		await hold(panel);
		await panel.mouse.click(...middle(tile));
		await moveTo(panel, 0);
		assertAt(await boxOf(panel, ".ghost.first"), tile, "it starts where it was clicked");
		const output = await boxOf(panel, OUTPUT);
		await moveTo(panel, 100);
		await panel.screenshot({ path: artefact("webview-motion-layer-dark.png") });
		const under = await boxOf(panel, ".ghost.first");
		assert.ok(under.width > tile.width && under.width < output.width, "it grows");
		await moveTo(panel, 239.99);
		assertAt(await boxOf(panel, ".ghost.first"), output, "it ends where it belongs");
		assert.ok((await panel.locator(".ghost").count()) > 16, "all output maps, input maps and kernels come along");
		await release(panel);
		await settled(panel);
		assertAt(await boxOf(panel, OUTPUT), output, "what stands there has not moved");
		assert.equal(await panel.locator(`${OUTPUT} canvas`).evaluate((canvas) => getComputedStyle(canvas).opacity), "1");

		const inputs = await panel
			.locator(".sum-row")
			.evaluateAll((rows) => rows.map((row) => (row.querySelector(".sheet") as Element).getBoundingClientRect().toJSON() as Box));
		await panel.mouse.click(output.x + output.width * 0.35, output.y + output.height * 0.65);
		await moveTo(panel, 0);
		assertAt(await boxOf(panel, ".ghost.first"), output, "from the layer zoom");
		const marked = await boxOf(panel, ".ghost.first .ghost-frame");
		assertAt(
			marked,
			{ x: output.x + 0.3 * output.width, y: output.y + 0.6 * output.height, width: output.width / 10, height: output.height / 10 },
			"the clicked pixel is marked",
		);
		const numbers = panel.locator(".window-row .numbers-grid");
		await numbers.nth(17).waitFor();
		await panel.locator(".ghost.part").nth(3).waitFor({ state: "attached" });
		await moveTo(panel, 0);
		const parts = await panel
			.locator(".ghost.part")
			.evaluateAll((ghosts) => ghosts.map((ghost) => ghost.getBoundingClientRect().toJSON() as Box));
		assert.ok(
			inputs.some((input) => {
				const window = { x: input.x + (3 / 14) * input.width, y: input.y + (6 / 14) * input.height };
				return parts.some(({ x, y, width }) => Math.hypot(x - window.x, y - window.y) < 1 && Math.abs(width - (5 / 14) * input.width) < 1);
			}),
			"windows begin on their maps",
		);
		await moveTo(panel, 100);
		await panel.screenshot({ path: artefact("webview-motion-pixel-dark.png") });
		await moveTo(panel, 239.99);
		const grids = await numbers.evaluateAll((all) => all.map((grid) => grid.getBoundingClientRect().toJSON() as Box));
		const ends = await panel
			.locator(".ghost.part")
			.evaluateAll((ghosts) => ghosts.map((ghost) => ghost.getBoundingClientRect().toJSON() as Box));
		for (const end of ends)
			assert.ok(
				grids.some(({ x, y }) => Math.hypot(x - end.x, y - end.y) < 1),
				"and become their numbers",
			);
		const pixelMap = await boxOf(panel, PIXEL_MAP);
		assertAt(await boxOf(panel, ".ghost.first"), pixelMap, "into the pixel zoom");
		await release(panel);
		await settled(panel);

		await panel.keyboard.press("Escape");
		await moveTo(panel, 0);
		assertAt(await boxOf(panel, ".ghost.first"), pixelMap, "back from the pixel zoom");
		await moveTo(panel, 239.99);
		assertAt(await boxOf(panel, ".ghost.first"), output, "to the layer zoom");
		await release(panel);
		await settled(panel);
		await panel.keyboard.press("Escape");
		await moveTo(panel, 0);
		assertAt(await boxOf(panel, ".ghost.first"), output, "back from the layer zoom");
		await moveTo(panel, 239.99);
		assertAt(await boxOf(panel, ".ghost.first"), await tileBox(panel), "to its place in the overview");
		await release(panel);
		await settled(panel);
	});

	test("input is taken while it moves: a pixel can be clicked, Escape leads back from where the picture is", async () => {
		const panel = await open();
		const tile = await tileBox(panel);
		await hold(panel);
		await panel.mouse.click(...middle(tile));
		await moveTo(panel, 30);
		const output = await boxOf(panel, OUTPUT);
		await panel.mouse.click(output.x + output.width * 0.35, output.y + output.height * 0.65);
		await panel.locator(".breadcrumb .here", { hasText: "map 5, row 6, column 3" }).waitFor();
		await moveTo(panel, 60);
		const here = await boxOf(panel, ".ghost.first");
		await panel.keyboard.press("Escape");
		await panel.locator("convscope-layer-zoom .sum-result").waitFor();
		await moveTo(panel, 0);
		assertAt(await boxOf(panel, ".ghost.first"), here, "from where it was");
		await panel.keyboard.press("Escape");
		await panel.locator("convscope-overview .layer-header").first().waitFor();
		await release(panel);
		await settled(panel);
	});

	test("a clicked vector grows into the list of its numbers", async () => {
		const panel = await open();
		await panel.locator(".scroller").evaluate((scroller) => {
			scroller.scrollLeft = scroller.scrollWidth;
		});
		await settled(panel);
		const sheet = await boxOf(panel, '[aria-label="Numbers of Linear 7"]');
		await hold(panel);
		await panel.mouse.click(sheet.x + 5, sheet.y + 5);
		await panel.locator(".ghost.part").waitFor({ state: "attached" });
		await moveTo(panel, 0);
		assertAt(await boxOf(panel, ".ghost.part"), sheet, "from its cells");
		await moveTo(panel, 239.99);
		assertAt(await boxOf(panel, ".ghost.part"), await boxOf(panel, "convscope-vector"), "to its numbers");
		await release(panel);
		await settled(panel);
	});

	test("it comes to an end by itself, and does not outlive another model, a wheel or a new size", async () => {
		const panel = await open();
		const tile = await tileBox(panel);
		await panel.mouse.click(...middle(tile));
		await settled(panel);
		await panel.keyboard.press("Escape");
		await settled(panel);
		await hold(panel);
		const ends = [
			() => panel.evaluate(() => window.fakeHost.edit(window.fakeHost.text)),
			() => panel.mouse.wheel(0, 10),
			() => panel.setViewportSize({ width: 1180, height: 760 }),
		];
		for (const end of ends) {
			await panel.mouse.click(...middle(await tileBox(panel)));
			await moveTo(panel, 100);
			await end();
			await panel.locator(".motion > *").first().waitFor({ state: "detached" });
			assert.equal(await panel.locator("convscope-layer-zoom").evaluate((view) => getComputedStyle(view).opacity), "1");
			await panel.evaluate(() => window.fakeHost.panel.openView("ledger"));
			await panel.evaluate(() => window.fakeHost.panel.openView("overview"));
			await settled(panel);
		}
	});

	test("with reduced motion, of the system or of VS Code, nothing moves", async () => {
		const panel = await open();
		const tile = await tileBox(panel);
		await hold(panel);
		const there = async () => {
			await panel.mouse.click(...middle(tile));
			await panel.locator(OUTPUT).waitFor();
			await settled(panel);
			await panel.keyboard.press("Escape");
			await panel.locator(SHEET).waitFor();
			await settled(panel);
			assert.equal(await panel.evaluate(() => window.held.length), 0);
		};
		await panel.emulateMedia({ reducedMotion: "reduce" });
		await there();
		await panel.emulateMedia({ reducedMotion: "no-preference" });
		await panel.evaluate(() => document.body.classList.add("vscode-reduce-motion"));
		await there();
	});
});
