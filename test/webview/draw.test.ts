import assert from "node:assert/strict";
import { test } from "mocha";
import type { Page } from "playwright-core";
import type { Stroke } from "../../src/protocol/drawing";
import { artefact, type OpenOptions, panelSuite, readProject, settled, violations } from "./harness";
import type { ThemeName } from "./themes";

const lenet = readProject("media/samples/lenet.cnn.json");

/** What the panel has drawn, as it keeps it. */
const kept = (page: Page): Promise<readonly Stroke[]> =>
	page.evaluate(() => (window.fakeHost.saved as { view: { drawing: readonly Stroke[] } }).view.drawing);

const count = (page: Page, name: string): Promise<number> =>
	page.evaluate((wanted) => window.fakeHost.calls.filter((call) => call.name === wanted).length, name);

/** Bytes of a canvas, RGBA. */
const pixels = (page: Page, selector: string): Promise<readonly number[]> =>
	page
		.locator(selector)
		.first()
		.evaluate((element) => {
			const canvas = element as HTMLCanvasElement;
			return [...(canvas.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height).data ?? [])];
		});

const PAD = "convscope-pad canvas";

panelSuite("drawing pad", { text: lenet }, ({ open }) => {
	const pad = async (options: OpenOptions = {}): Promise<Page> => {
		const panel = await open(options);
		await panel.getByRole("button", { name: "Draw", exact: true }).click();
		await panel.locator(PAD).waitFor();
		return panel;
	};

	/** Draws a stroke by mouse along places on the pad, in shares of its sides. */
	async function stroke(panel: Page, places: readonly (readonly [x: number, y: number])[]): Promise<void> {
		const box = await panel.locator(PAD).boundingBox();
		assert.ok(box);
		for (const [i, [x, y]] of places.entries()) {
			await panel.mouse.move(box.x + x * box.width, box.y + y * box.height, { steps: 4 });
			if (i === 0) await panel.mouse.down();
		}
		await panel.mouse.up();
	}

	test("by mouse: what is drawn goes through the network while the button is down, white on black, in the input's size", async () => {
		const panel = await pad({ theme: "light" });
		const box = await panel.locator(PAD).boundingBox();
		assert.ok(box);
		await panel.mouse.move(box.x + box.width / 2, box.y + 0.2 * box.height);
		await panel.mouse.down();
		await panel.mouse.move(box.x + box.width / 2, box.y + 0.5 * box.height, { steps: 8 });
		await panel.waitForFunction(() => window.fakeHost.calls.some(({ name }) => name === "draw"));
		await panel.mouse.move(box.x + box.width / 2, box.y + 0.8 * box.height, { steps: 8 });
		await panel.mouse.up();
		await settled(panel);
		const sent = await panel.evaluate(() => {
			const call = window.fakeHost.calls.filter(({ name }) => name === "draw").at(-1);
			if (!call) throw new Error("nothing was drawn");
			const { width, height, rgba } = call.args[0] as { width: number; height: number; rgba: ArrayBuffer };
			return { width, height, rgba: [...new Uint8Array(rgba)] };
		});
		assert.deepEqual([sent.width, sent.height], [28, 28]);
		assert.deepEqual(await pixels(panel, PAD), sent.rgba, "what is seen is what is sent");
		const at = (x: number, y: number) => sent.rgba.slice(4 * (28 * y + x), 4 * (28 * y + x) + 4);
		assert.deepEqual(
			[at(14, 14), at(3, 14), at(14, 1)],
			[
				[255, 255, 255, 255],
				[0, 0, 0, 255],
				[0, 0, 0, 255],
			],
		);
		const grey = sent.rgba.filter((value, i) => i % 4 === 0 && value > 0 && value < 255).length;
		assert.ok(grey > 0, "its edges are smooth");
		assert.match((await panel.locator(".pad-words").textContent()) ?? "", /^reads \d/);
		await panel.screenshot({ path: artefact("webview-draw.png") });
	});

	test("undo, brush, clear; a sample chosen later is the input again, and the drawing stays on the pad", async () => {
		const panel = await pad();
		await stroke(panel, [
			[0.3, 0.3],
			[0.7, 0.3],
		]);
		const one = await pixels(panel, PAD);
		await panel.getByLabel("Brush").fill("200");
		await stroke(panel, [
			[0.3, 0.7],
			[0.7, 0.7],
		]);
		await settled(panel);
		assert.deepEqual(
			(await kept(panel)).map(({ thickness }) => thickness),
			[90, 200],
		);
		await panel.getByRole("button", { name: "Undo", exact: true }).click();
		await settled(panel);
		assert.deepEqual(await pixels(panel, PAD), one);
		await panel.locator('.sample[data-index="3"]').click();
		await settled(panel);
		assert.match((await panel.locator(".fact").first().textContent()) ?? "", /mnist #3/);
		assert.deepEqual(await pixels(panel, PAD), one);
		await panel.getByRole("button", { name: "Clear", exact: true }).click();
		await settled(panel);
		assert.ok((await pixels(panel, PAD)).every((value, i) => value === (i % 4 === 3 ? 255 : 0)));
		assert.deepEqual(await kept(panel), []);
	});

	test("while one drawing is being computed, no other is sent; the last one is", async () => {
		const panel = await pad();
		await panel.evaluate(() => {
			const host = window.fakeHost;
			const edit = host.edit.bind(host);
			host.edit = async (text) => {
				await new Promise((resolve) => setTimeout(resolve, 100)); // a slow network
				await edit(text);
			};
		});
		const before = await count(panel, "draw");
		await stroke(
			panel,
			Array.from({ length: 30 }, (_, i) => [0.2 + 0.02 * i, 0.5 + 0.2 * Math.sin(i)] as const),
		);
		await settled(panel);
		const sent = (await count(panel, "draw")) - before;
		const [drawing] = await kept(panel);
		assert.ok(sent >= 2 && sent < (drawing?.points.length ?? 0) / 4, `${sent} drawings of ${drawing?.points.length} numbers`);
		const last = await panel.evaluate(() => {
			const call = window.fakeHost.calls.filter(({ name }) => name === "draw").at(-1);
			if (!call) throw new Error("nothing was drawn");
			return [...new Uint8Array((call.args[0] as { rgba: ArrayBuffer }).rgba)];
		});
		assert.deepEqual(last, await pixels(panel, PAD), "nothing of it is lost");
	});

	test("by finger: a touch draws, and the page does not scroll", async () => {
		const panel = await pad();
		const touch = async (type: string, x: number, y: number, id = 7): Promise<void> => {
			const box = await panel.locator(PAD).boundingBox();
			await panel.locator(PAD).dispatchEvent(type, {
				pointerId: id,
				pointerType: "touch",
				button: type === "pointermove" ? -1 : 0,
				clientX: (box?.x ?? 0) + x,
				clientY: (box?.y ?? 0) + y,
				bubbles: true,
				composed: true,
			});
		};
		// A pointer that the browser does not know cannot be captured.
		await panel.locator(PAD).evaluate((canvas) => {
			canvas.setPointerCapture = () => undefined;
		});
		await touch("pointerdown", 50, 50);
		await touch("pointerdown", 150, 150, 8);
		await touch("pointermove", 90, 60);
		await touch("pointermove", 10, 200, 8);
		await touch("pointerup", 90, 60);
		await touch("pointermove", 200, 200);
		const strokes = await kept(panel);
		assert.equal(strokes.length, 1, "a second finger draws nothing");
		assert.equal(strokes[0]?.points.length, 4);
		assert.equal(await panel.locator(PAD).evaluate((canvas) => getComputedStyle(canvas).touchAction), "none");
	});

	test("by keyboard: arrows move the pen, Space puts it down; Escape closes the pad and leads back", async () => {
		const panel = await open({ text: lenet });
		await panel.getByRole("button", { name: "Draw", exact: true }).focus();
		await panel.keyboard.press("Enter");
		await panel.locator(PAD).waitFor();
		await panel.waitForFunction(() =>
			document.querySelector("convscope-panel")?.shadowRoot?.activeElement?.matches("convscope-pad canvas"),
		);
		await panel.keyboard.press("ArrowLeft");
		for (let i = 0; i < 3; i++) await panel.keyboard.press("Shift+ArrowUp");
		assert.equal(await panel.locator(".pad-words").textContent(), "pen up at 14, 2");
		await panel.keyboard.press("Space");
		for (let i = 0; i < 5; i++) await panel.keyboard.press("Shift+ArrowDown");
		await panel.keyboard.press("Space");
		await panel.keyboard.press("ArrowRight");
		await settled(panel);
		const [drawing] = await kept(panel);
		assert.deepEqual(drawing?.points, [518, 89, 518, 232, 518, 375, 518, 518, 518, 661, 518, 804]);
		const drawn = await pixels(panel, PAD);
		assert.equal(drawn[4 * (28 * 12 + 14)], 255);
		await panel.keyboard.press("Backspace");
		assert.deepEqual(await kept(panel), []);
		await panel.keyboard.press("Escape");
		await panel.locator(PAD).waitFor({ state: "detached" });
		assert.ok(await panel.evaluate(() => document.querySelector("convscope-panel")?.shadowRoot?.activeElement?.matches(".draw")));
	});

	test("an input of another size: the strokes are drawn again in that size", async () => {
		const panel = await pad();
		await stroke(panel, [
			[0.5, 0.2],
			[0.5, 0.8],
		]);
		await settled(panel);
		await panel.evaluate((text) => window.fakeHost.edit(text), JSON.stringify({ input: [3, 16, 32], layers: [{ type: "ReLU" }] }));
		await panel.waitForFunction(() => {
			const sent = window.fakeHost.calls.filter(({ name }) => name === "draw").at(-1)?.args[0] as { width: number; height: number };
			return sent.width === 32 && sent.height === 16;
		});
		await settled(panel);
		const box = await panel.locator(PAD).boundingBox();
		assert.deepEqual([box?.width, box?.height], [224, 112]);
	});

	test("a drawing that was the input last is drawn again when the panel comes back", async () => {
		const drawing = [{ thickness: 90, points: [500, 200, 500, 800] }];
		const panel = await open({ text: lenet, view: { drawing }, drawn: true });
		await panel.waitForFunction(() => window.fakeHost.calls.some(({ name }) => name === "draw"));
		await settled(panel);
		assert.equal(await panel.locator("convscope-pad").count(), 0, "the pad stays closed");
		assert.equal(await panel.evaluate(() => window.fakeHost.model?.inputChoice.kind), "image");
	});

	for (const theme of ["light", "dark", "hc-black", "hc-light"] as ThemeName[]) {
		test(`axe finds nothing: ${theme}`, async () => {
			const panel = await pad({ theme });
			await stroke(panel, [
				[0.5, 0.2],
				[0.5, 0.8],
			]);
			await settled(panel);
			assert.deepEqual(await violations(panel), []);
			await panel.screenshot({ path: artefact(`webview-draw-${theme}.png`) });
		});
	}
});
