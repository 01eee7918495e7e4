import assert from "node:assert/strict";
import { test } from "mocha";
import type { Page } from "playwright-core";
import { colourOf, type Scheme } from "../../src/protocol/colour";
import { decode, STATS } from "../../src/protocol/frame";
import { formatValue } from "../../webview/format";
import { paletteFor } from "../../webview/paint/colour";
import { artefact, panelSuite, readProject, settled } from "./harness";
import { bodyClasses, themes } from "./themes";

const lenet = readProject("media/samples/lenet.cnn.json");
const wide = JSON.stringify({
	input: [3, 32, 32],
	layers: [{ type: "Conv2d", out_channels: 512, kernel_size: 3, padding: 1 }, { type: "ReLU" }],
});

interface Tile {
	readonly codes: readonly number[];
	readonly stats: readonly number[];
	readonly width: number;
	readonly height: number;
}

/** A tile as it last came in a frame, at full size. */
const tileOf = (page: Page, layer: string, what: string, tile: number): Promise<Tile> =>
	page.evaluate(
		([key, kind, number, count]) => {
			for (const frame of window.fakeHost.frames.toReversed()) {
				const set = frame.sets.find(
					(s) => s.layer === key && s.what === kind && s.from <= number && number < s.from + s.count && (s.width > 1 || s.fullWidth === 1),
				);
				if (!set) continue;
				const at = number - set.from;
				const size = set.width * set.height;
				return {
					codes: [...new Uint8Array(frame.buffer, set.codes + at * size, size)],
					stats: [...new Float32Array(frame.buffer, set.stats + at * count * 4, count)],
					width: set.width,
					height: set.height,
				};
			}
			throw new Error(`no tile ${number} of ${key}`);
		},
		[layer, what, tile, STATS] as const,
	);

/** The packed colours at the middle of each number of a sheet's first tile. */
const painted = (page: Page, label: string, width: number, height: number): Promise<number[]> =>
	page.locator(`convscope-sheet [aria-label="${label}"] canvas`).evaluate(
		(element, [columns, rows]) => {
			const canvas = element as HTMLCanvasElement;
			const sheet = canvas.closest<HTMLElement & { grid?: { tile: { scale: number } } }>("convscope-sheet");
			const scale = sheet?.grid?.tile.scale ?? 1;
			const image = canvas.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height);
			const words = new Uint32Array(image?.data.buffer ?? new ArrayBuffer(0));
			const at = (y: number, x: number) => words[(1 + y * scale + (scale >> 1)) * canvas.width + 1 + x * scale + (scale >> 1)] ?? 0;
			return Array.from({ length: columns * rows }, (_, i) => at(Math.floor(i / columns), i % columns));
		},
		[width, height] as const,
	);

const expected = (tile: Tile, scheme: Scheme, theme: "light" | "dark", range: number): number[] =>
	tile.codes.map((code) => colourOf(paletteFor(scheme, theme), decode(code, tile.stats[0] ?? 0, tile.stats[1] ?? 0), range));

const extent = (tiles: readonly Tile[]): number =>
	Math.max(...tiles.map(({ stats }) => Math.max(Math.abs(stats[0] ?? 0), Math.abs(stats[1] ?? 0))));

/** What has the focus, inside of the panel. */
const focused = (page: Page): Promise<string> =>
	page.evaluate(() => {
		const active = document.querySelector("convscope-panel")?.shadowRoot?.activeElement;
		return `${active?.getAttribute("role") ?? active?.className ?? ""} ${active?.getAttribute("aria-label") ?? active?.getAttribute("data-key") ?? ""}`.trim();
	});

panelSuite("the panel in a browser", { text: lenet }, ({ open, show }) => {
	test("pixels are the colours of the engine's numbers", async () => {
		const panel = await open({ theme: "light" });
		const tiles = await Promise.all([0, 1, 2, 3, 4, 5].map((tile) => tileOf(panel, "0", "maps", tile)));
		const [first] = tiles;
		assert.ok(first && first.codes.length === 28 * 28 && new Set(first.codes).size > 20, "a real map of a real digit");
		assert.deepEqual(await painted(panel, "Maps of Conv2d 0", 28, 28), expected(first, "RdBu", "light", extent(tiles)));
		const relu = await tileOf(panel, "1", "maps", 0);
		assert.deepEqual(
			await painted(panel, "Maps of ReLU 1", 28, 28),
			expected(relu, "RdBu", "light", extent(tiles)),
			"in its convolution's range",
		);
		const kernels = await Promise.all([0, 1, 2, 3, 4, 5].map((tile) => tileOf(panel, "0", "kernels", tile)));
		assert.ok(kernels[0]);
		assert.deepEqual(await painted(panel, "Kernels of Conv2d 0", 5, 5), expected(kernels[0], "PuOr", "light", extent(kernels)));
		await panel.screenshot({ path: artefact("webview-overview-light.png") });
	});

	test("scope and colours repaint without a message", async () => {
		const panel = await open({ theme: "light" });
		const asked = await panel.evaluate(() => window.fakeHost.calls.filter(({ name }) => name === "want").length);
		await panel.getByRole("radio", { name: "Map", exact: true }).check();
		const tile = await tileOf(panel, "0", "maps", 0);
		assert.deepEqual(await painted(panel, "Maps of Conv2d 0", 28, 28), expected(tile, "RdBu", "light", extent([tile])));
		await panel.getByRole("radio", { name: "Orange–purple" }).check();
		assert.deepEqual(await painted(panel, "Maps of Conv2d 0", 28, 28), expected(tile, "PuOr", "light", extent([tile])));
		const kernel = await tileOf(panel, "0", "kernels", 0);
		assert.deepEqual(await painted(panel, "Kernels of Conv2d 0", 5, 5), expected(kernel, "RdBu", "light", extent([kernel])));
		assert.equal(await panel.evaluate(() => window.fakeHost.calls.filter(({ name }) => name === "want").length), asked);
	});

	test("a theme change repaints at once", async () => {
		const panel = await open({ theme: "light" });
		await panel.evaluate(
			([classes, variables]) => {
				document.body.className = classes;
				(window as unknown as { useTheme(values: unknown): void }).useTheme(variables);
			},
			[bodyClasses.dark, themes.dark] as const,
		);
		const tiles = await Promise.all([0, 1, 2, 3, 4, 5].map((tile) => tileOf(panel, "0", "maps", tile)));
		assert.ok(tiles[0]);
		await panel.waitForFunction(() => document.querySelector("convscope-panel")?.shadowRoot?.querySelector(".panel.dark"));
		assert.deepEqual(await painted(panel, "Maps of Conv2d 0", 28, 28), expected(tiles[0], "RdBu", "dark", extent(tiles)));
		await panel.screenshot({ path: artefact("webview-overview-dark.png") });
	});

	test("an edit brings new maps; every frame is acknowledged", async () => {
		const panel = await open();
		const before = await painted(panel, "Maps of Conv2d 0", 28, 28);
		const canvas = await panel.locator('convscope-sheet [aria-label="Maps of Conv2d 0"] canvas').elementHandle();
		await panel.evaluate(
			(text) => window.fakeHost.edit(text),
			lenet.replace('"kernel_size": 5', '"kernel_size": 3').replace('"padding": 2', '"padding": 1'),
		);
		await settled(panel);
		assert.notDeepEqual(await painted(panel, "Maps of Conv2d 0", 28, 28), before);
		assert.ok(await canvas?.evaluate((element) => element.isConnected), "the same element was painted anew");
		const [frames, drawn] = await panel.evaluate(() => [
			window.fakeHost.frames.map(({ revision }) => revision),
			window.fakeHost.calls.filter(({ name }) => name === "drawn").map(({ args }) => args[0]),
		]);
		assert.deepEqual(drawn, frames);
	});

	test("a broken text dims what follows and blanks nothing", async () => {
		const panel = await open();
		const before = await painted(panel, "Maps of MaxPool2d 5", 5, 5);
		await panel.evaluate(
			(text) => window.fakeHost.edit(text),
			lenet.replace(/"out_channels": 16, "kernel_size": 5/, '"out_channels": 16, "kernel_size": 55'),
		);
		await settled(panel);
		assert.equal(await panel.locator(".layer.fault").count(), 1);
		assert.ok((await panel.locator(".layer.stale").count()) > 0);
		assert.deepEqual(await painted(panel, "Maps of MaxPool2d 5", 5, 5), before);
		const opacity = await panel
			.locator('.layer.stale:has([aria-label="Maps of MaxPool2d 5"]) convscope-sheet')
			.first()
			.evaluate((element) => Number(getComputedStyle(element).opacity));
		assert.ok(opacity < 0.6);
		await panel.screenshot({ path: artefact("webview-fault.png") });
		await panel.locator(".layer-issues .issue").click();
		assert.ok(await panel.evaluate(() => window.fakeHost.calls.some(({ name }) => name === "revealLine")));
	});

	test("the keyboard reaches everything, and Escape goes back one level at a time", async () => {
		const panel = await open({ view: { selected: "0" } });
		await panel.locator('.layer-header[data-key="0"]').focus();
		await panel.keyboard.press("ArrowRight");
		await panel.keyboard.press("ArrowRight");
		await panel.keyboard.press("ArrowRight");
		assert.equal(await focused(panel), "layer-header 3");
		assert.deepEqual(await panel.evaluate(() => window.fakeHost.calls.filter(({ name }) => name === "select").map(({ args }) => args[0])), [
			"1",
			"2",
			"3",
		]);
		await panel.keyboard.press("Tab");
		assert.equal(await focused(panel), "listbox Maps of Conv2d 3");
		await panel.keyboard.press("ArrowDown");
		await panel.keyboard.press("ArrowRight");
		const option = panel.locator('[aria-label="Maps of Conv2d 3"] [role=option]');
		assert.match((await option.getAttribute("aria-label")) ?? "", /map \d+ of 16, min .*, max .*, mean .*, zeros/);
		const chosen = Number(await option.getAttribute("aria-posinset")) - 1;
		assert.ok(chosen > 1);
		await panel.keyboard.press("Enter");
		await panel.locator("convscope-layer-zoom").waitFor();
		await panel.waitForFunction(
			() => document.querySelector("convscope-panel")?.shadowRoot?.activeElement?.getAttribute("role") === "listbox",
		);
		assert.ok((await panel.locator("h3").textContent())?.includes(`Output map ${chosen} (16 in all)`));
		await panel.keyboard.press("Escape");
		await panel.locator("convscope-overview").waitFor();
		await panel.waitForFunction(
			() => document.querySelector("convscope-panel")?.shadowRoot?.activeElement?.getAttribute("data-key") === "3",
		);
		assert.equal(await panel.locator(".layer.selected").count(), 1);
		await panel.keyboard.press("Escape");
		assert.equal(await panel.locator(".layer.selected").count(), 0);
	});

	test("the layer zoom adds partial maps and the bias up to the output", async () => {
		const panel = await open({ view: { zoom: "layer", selected: "3", channel: 2 } });
		const exact = await panel.evaluate(async () => {
			const { engine, model } = window.fakeHost;
			const patch = (what: "maps" | "partials", tile: number) => {
				const reply = engine.patch({
					revision: model?.revision ?? 0,
					layer: "3",
					what,
					tile,
					output: what === "partials" ? 2 : undefined,
					y: 4,
					x: 4,
					height: 1,
					width: 1,
				});
				return reply.ok ? (new Float32Array(reply.values)[0] ?? 0) : Number.NaN;
			};
			const rest = patch("maps", 2) - [0, 1, 2, 3, 4, 5].reduce((sum, tile) => sum + patch("partials", tile), 0);
			const wants = [{ layer: "3", what: "partials", from: 0, count: 1, maxSide: 1, output: 2 }] as const;
			const reply = engine.look({ revision: model?.revision ?? 0, wants });
			return { rest, bias: (reply.ok ? reply.frame.sets[0]?.bias : undefined) ?? Number.NaN };
		});
		assert.ok(Math.abs(exact.bias - exact.rest) < 1e-6, `${exact.bias} is not ${exact.rest}`);
		const sign = exact.bias < 0 ? "−" : "+";
		assert.equal((await panel.locator(".bias").textContent())?.trim(), `${sign} bias ${formatValue(Math.abs(exact.bias))}`);
		assert.ok((await panel.locator(".sum-row").count()) >= 4);
		const tile = await tileOf(panel, "3", "kernels", 12);
		const canvas = await painted(panel, "kernel", 5, 5).catch(() => undefined);
		assert.ok(tile.codes.length === 25 && canvas === undefined, "many kernels are shown, one a row");
		assert.ok((await panel.locator(".against").textContent())?.includes("1,883,200"));
		await panel.screenshot({ path: artefact("webview-layer.png") });
	});

	test("512 maps: only what is in view is asked for and painted", async () => {
		const panel = await open({
			text: wide,
			input: { kind: "sample", dataset: "emoji8", index: 3 },
			view: { zoom: "layer", selected: "0", dataset: "emoji8" },
		});
		const counts = await panel.evaluate(() =>
			window.fakeHost.wants.filter(({ what, maxSide }) => what === "maps" && maxSide > 1).map(({ count }) => count),
		);
		assert.ok(Math.max(...counts) < 200, String(counts));
		await panel.keyboard.press("End");
		await settled(panel);
		assert.ok((await panel.locator("h3").textContent())?.includes("Output map 511 (512 in all)"));
		assert.ok(await panel.locator(".tile-mark.chosen").isVisible());
		await panel.screenshot({ path: artefact("webview-512.png") });
		await panel.keyboard.press("Escape");
		await panel.getByText("+448 more").first().waitFor();
	});

	test("many layers: only those in or near view exist", async () => {
		const layers = Array.from({ length: 240 }, (_, i) =>
			i % 2 ? { type: "ReLU" } : { type: "Conv2d", out_channels: 4, kernel_size: 3, padding: 1 },
		);
		const panel = await open({ text: JSON.stringify({ input: [1, 28, 28], layers }) });
		assert.ok((await panel.locator("convscope-layer").count()) < 30);
		await panel.locator(".scroller").evaluate((scroller) => {
			scroller.scrollLeft = scroller.scrollWidth;
		});
		await settled(panel);
		await panel.locator('.layer-header[data-key="239"]').waitFor();
		assert.ok((await panel.locator("convscope-layer").count()) < 30);
		assert.ok((await painted(panel, "Maps of ReLU 239", 28, 28)).every((colour) => colour !== 0));
	});

	test("what the pointer is on: its numbers, and what feeds it", async () => {
		const panel = await open();
		await panel.locator('[aria-label="Maps of Conv2d 3"] canvas').hover({ position: { x: 70, y: 20 } });
		await panel.waitForFunction(() =>
			document.querySelector("convscope-panel")?.shadowRoot?.querySelector(".twin-value")?.textContent?.includes("="),
		);
		const twin = (await panel.locator(".twin").textContent()) ?? "";
		assert.match(twin, /Conv2d 3.*map 1 of 16.*min .*max .*\(y \d, x \d\) = /s);
		assert.ok((await panel.locator(".edge.traced").count()) === 6, "six maps feed each map of the second convolution");
		await panel.screenshot({ path: artefact("webview-hover.png") });
	});

	test("hidden and shown again, it looks as before", async () => {
		const panel = await open({ width: 700 });
		await panel.locator(".scroller").evaluate((scroller) => {
			scroller.scrollLeft = 400;
		});
		await panel.getByRole("radio", { name: "Network" }).check();
		await settled(panel);
		const state = await panel.evaluate(() => window.fakeHost.saved);
		const again = await open({ width: 700, state });
		assert.equal(await again.locator(".scroller").evaluate((scroller) => scroller.scrollLeft), 400);
		assert.ok(await again.getByRole("radio", { name: "Network" }).isChecked());
	});

	test("a layer that was chosen before there was anything to scroll is in sight", async () => {
		const panel = await open({ view: { selected: "9" }, width: 700 });
		await panel.waitForFunction(() => {
			const root = document.querySelector("convscope-panel")?.shadowRoot;
			const [view, box] = [".scroller", '.layer-header[data-key="9"]'].map((part) => root?.querySelector(part)?.getBoundingClientRect());
			return view !== undefined && box !== undefined && box.left >= view.left && box.right <= view.right;
		});
	});

	test("trained weights: what the train bar says of them is a whole sentence, and its button says what it does, in a narrow panel, too", async () => {
		const panel = await open({ weights: { initialised: 0, given: 5, trained: 0, file: "lenet.safetensors" }, width: 420 });
		const bar = panel.locator("convscope-train-bar");
		await bar.getByText("Training would go on from the trained weights of lenet.safetensors.", { exact: true }).waitFor();
		const shown = await bar.locator(".train-anew").evaluate((button) => {
			const words = document.createRange();
			words.selectNodeContents(button);
			return words.getBoundingClientRect().width > 60 && button.scrollWidth <= button.clientWidth;
		});
		assert.ok(shown, "the button is more than a picture");
	});

	test("numbers that are not finite: the line below says which layer gives them, and that they are striped", async () => {
		const panel = await open({ width: 900 });
		await panel.getByText("Point at a map", { exact: false }).waitFor();
		await panel.evaluate(() => {
			const maps = window.fakeHost.frames.flatMap((frame) =>
				frame.sets.filter(({ what, layer }) => what === "maps" && layer === "0").map((set) => ({ frame, set })),
			);
			const last = maps.at(-1);
			if (!last) throw new Error("the first layer's maps have not come");
			const buffer = last.frame.buffer.slice(0);
			new Float32Array(buffer, last.set.stats, 5)[4] = 3;
			window.fakeHost.send({ ...last.frame, sets: [last.set], buffer });
		});
		await panel.locator("convscope-status .twin", { hasText: "Conv2d 0 gives numbers that are not finite" }).waitFor();
	});

	test("a layer that is chosen in the text has the keyboard where that is asked for", async () => {
		const panel = await open({ width: 700 });
		const focused = (key: string) =>
			panel.waitForFunction((wanted) => {
				const active = document.querySelector("convscope-panel")?.shadowRoot?.activeElement;
				return active instanceof HTMLElement && active.dataset.key === wanted;
			}, key);
		await panel.evaluate(() => window.fakeHost.panel.select("9", true));
		await focused("9");
		await panel.evaluate(() => window.fakeHost.panel.select("8"));
		await panel.locator('.layer-header[data-key="8"][tabindex="0"]').waitFor();
		await focused("9");
		await panel.evaluate(() => window.fakeHost.panel.openView("experiments"));
		await panel.locator("convscope-experiments").waitFor();
		await panel.evaluate(() => window.fakeHost.panel.select("9", true));
		await focused("9");
		await panel.keyboard.press("Enter");
		await panel.locator(".zoom").waitFor();
	});

	test("the input: samples, the keyboard, and a picture of one's own", async () => {
		const panel = await open();
		await panel.locator('.sample[data-index="2"]').click();
		await settled(panel);
		assert.equal(await panel.locator('.sample[data-index="2"]').getAttribute("aria-selected"), "true");
		assert.match((await panel.locator(".facts").textContent()) ?? "", /mnist #2/);
		const said = panel.locator("convscope-status [role=status]");
		assert.match((await said.textContent()) ?? "", /^mnist #2 reads \d — [\d.]+ %/, "how another input is read is said aloud");
		await panel.keyboard.press("ArrowRight");
		await panel.keyboard.press("Enter");
		await settled(panel);
		assert.match((await panel.locator(".facts").textContent()) ?? "", /mnist #3/);
		const decoded = await panel.evaluate(async () => {
			const canvas = new OffscreenCanvas(3, 2);
			const context = canvas.getContext("2d");
			if (context) context.fillStyle = "rgb(10, 20, 30)";
			context?.fillRect(0, 0, 3, 2);
			const bytes = await (await canvas.convertToBlob()).arrayBuffer();
			const picture = await window.fakeHost.panel.decodeImage({ bytes, type: "image/png", name: "a.png" });
			const nonsense = await window.fakeHost.panel.decodeImage({
				bytes: new Uint8Array([1, 2, 3]).buffer,
				type: "image/png",
				name: "b.png",
			});
			return [picture.ok && [picture.width, picture.height, ...new Uint8Array(picture.rgba, 0, 4)], nonsense];
		});
		assert.deepEqual(decoded, [[3, 2, 10, 20, 30, 255], { ok: false, reason: "b.png is not a picture that can be read here." }]);
	});

	test("the ledger counts, selects and copies", async () => {
		const panel = await open({ view: { zoom: "ledger" } });
		const row = panel.locator('tr[data-key="0"]');
		assert.match((await row.textContent()) ?? "", /Conv2d 0.*6×28×28.*5×5.*156.*117,600.*5×5.*18\.4 KiB.*3,692,640/s);
		assert.match((await panel.locator("tfoot").textContent()) ?? "", /61,706.*416,520/s);
		await row.click();
		await panel.getByText("Copy as Markdown").click();
		const calls = await panel.evaluate(() =>
			window.fakeHost.calls.filter(({ name }) => name === "select" || name === "copySummary").map(({ args }) => args[0]),
		);
		assert.deepEqual(calls, ["0", "markdown"]);
		await row.locator(".row-name").focus();
		for (const key of ["1", "2", "3"]) {
			await panel.keyboard.press("ArrowDown");
			const on = await panel.evaluate(
				() => document.querySelector("convscope-panel")?.shadowRoot?.activeElement?.closest("tr")?.dataset.key,
			);
			assert.equal(on, key, "the focus is on what was selected");
		}
		await panel.setViewportSize({ width: 480, height: 480 });
		for (const key of ["End", "Home"]) {
			await panel.keyboard.press(key);
			const covered = await panel.evaluate(() => {
				const root = document.querySelector("convscope-panel")?.shadowRoot;
				const { left, top, height } = root?.activeElement?.getBoundingClientRect() ?? new DOMRect();
				return root?.elementFromPoint(left + 4, top + height / 2)?.closest("button") !== root?.activeElement;
			});
			assert.equal(covered, false, `${key}: neither the head nor the totals cover what has the focus`);
		}
		await panel.keyboard.press("Enter");
		await panel.getByRole("heading", { name: "Conv2d 0", level: 1 }).waitFor();
	});

	test("no model, and a model without layers, say what to do", async () => {
		const page = await show({ text: "" });
		await page.getByText("No model yet").waitFor();
		for (const width of [620, 320]) {
			await page.setViewportSize({ width, height: 700 });
			const cut = await page.locator(".empty pre").evaluate((example) => example.scrollWidth > example.clientWidth);
			assert.equal(cut, false, `at ${width} pixels the example is whole`);
		}
		const empty = await show({ text: '{ "input": [1, 28, 28], "layers": [] }' });
		await empty.getByRole("heading", { name: "No layers yet" }).waitFor();
	});

	test("in Chinese", async () => {
		const strings = JSON.parse(readProject("l10n/parts/webview.zh-cn.json"));
		const panel = await open({ strings, language: "zh-cn" });
		await panel.getByText("总览").waitFor();
		assert.match((await panel.locator(".status").textContent()) ?? "", /识别为/);
		await panel.screenshot({ path: artefact("webview-zh-cn.png") });
	});
});
