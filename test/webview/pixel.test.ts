import assert from "node:assert/strict";
import { test } from "mocha";
import type { Page } from "playwright-core";
import type { Derivation } from "../../src/network/derivation";
import { formatValue } from "../../webview/format";
import { artefact, panelSuite, readProject, settled, violations } from "./harness";
import type { ThemeName } from "./themes";

const lenet = readProject("media/samples/lenet.cnn.json");

/** A network in which every form of derivation occurs. */
const zoo = JSON.stringify({
	input: [3, 20, 20],
	layers: [
		{ type: "Conv2d", id: "conv", out_channels: 8, kernel_size: 3, padding: 2, dilation: 2, bias: false },
		{ type: "BatchNorm2d", id: "norm" },
		{ type: "GELU", id: "gelu" },
		{ type: "LocalResponseNorm", id: "response", size: 3 },
		{ type: "Conv2d", id: "depthwise", out_channels: 8, kernel_size: 3, padding: 1, groups: 8 },
		{ type: "MaxPool2d", id: "max", kernel_size: 2 },
		{ type: "ConvTranspose2d", id: "transposed", out_channels: 4, kernel_size: 4, stride: 2, padding: 1 },
		{ type: "Conv2d", id: "pointwise", out_channels: 4, kernel_size: 1 },
		{ type: "Add", id: "add", from: ["transposed", "pointwise"] },
		{ type: "AvgPool2d", id: "mean", kernel_size: 3, stride: 2, padding: 1 },
		{ type: "Upsample", id: "upsample", scale_factor: 2, mode: "bilinear" },
		{ type: "AdaptiveAvgPool2d", id: "adaptive", output_size: 2 },
		{ type: "Flatten", id: "flatten" },
		{ type: "Linear", id: "linear", out_features: 5 },
		{ type: "Softmax", id: "softmax" },
	],
});

/** The engine's own derivation of a number of the shown network. */
const derived = (page: Page, layer: string, tile: number, y: number, x: number): Promise<Derivation> =>
	page.evaluate(
		([key, nth, row, column]) => {
			const host = window.fakeHost;
			const reply = host.engine.derive({
				revision: host.model?.revision ?? 0,
				layer: key,
				tile: nth,
				y: row,
				x: column,
				from: 0,
				count: 8,
				order: "contribution",
				gradient: false,
			});
			if (!reply.ok) throw new Error(reply.text.message);
			return reply.derivation;
		},
		[layer, tile, y, x] as const,
	);

/** What a printed line adds up to, and what it says that it adds up to. */
function added(line: string): { readonly sum: number; readonly result: number; readonly decimals: number } {
	const [left = "", right = ""] = line.replaceAll("−", "-").split(" = ");
	const numbers = left
		.replace(/\([^:()]*: (-?[\d.]+)\)/g, "$1")
		.replace("bias ", "")
		.replace("+ -", "- ")
		.replace(/([+-]) /g, "$1")
		.split(" ")
		.filter((word) => word !== "")
		.map(Number);
	const [result = ""] = right.trim().split(" ");
	return { sum: numbers.reduce((a, b) => a + b, 0), result: Number(result), decimals: (result.split(".")[1] ?? "").length };
}

/** The printed line of a place adds up to the engine's number, and prints it. */
async function checkLine(page: Page, layer: string, tile: number, y: number, x: number): Promise<void> {
	const { value } = await derived(page, layer, tile, y, x);
	await checkValue(page, layer, tile, y, x);
	const line = await lineOf(page);
	const { sum, result, decimals } = added(line);
	assert.equal(result, Number(value.toFixed(decimals)), line);
	assert.equal(Number(sum.toFixed(decimals)), result, line);
}

/** Waits until the value beside the map is that of a place. */
async function checkValue(page: Page, layer: string, tile: number, y: number, x: number): Promise<void> {
	const { value } = await derived(page, layer, tile, y, x);
	await page
		.locator(".pixel-facts dd b", { hasText: new RegExp(`^${formatValue(value).replace(".", "\\.")}$`) })
		.first()
		.waitFor();
}

const lineOf = async (page: Page): Promise<string> =>
	((await page.locator(".pixel-body > convscope-line .line-sum").textContent()) ?? "").replace(/\s+/g, " ").trim();

panelSuite("the pixel zoom in a browser", { text: lenet }, ({ open }) => {
	const zoomed = (key: string, view: object = {}) => ({ view: { zoom: "pixel" as const, selected: key, ...view } });

	for (const theme of ["light", "dark"] as ThemeName[]) {
		test(`a convolution, ${theme}: the printed numbers add up to the engine's`, async () => {
			const panel = await open({ theme, ...zoomed("3", { channel: 2, pixel: { y: 4, x: 5 } }) });
			const derivation = await derived(panel, "3", 2, 4, 5);
			assert.equal(derivation.form, "windows");
			await panel.locator(".window-row").nth(5).waitFor();
			const line = await lineOf(panel);
			const { sum, result, decimals } = added(line);
			assert.equal(result, Number(derivation.value.toFixed(decimals)), line);
			assert.equal(Number(sum.toFixed(decimals)), result, line);
			await panel.screenshot({ path: artefact(`webview-pixel-conv-${theme}.png`) });
		});
	}

	test("by mouse: overview, layer, pixel; the window follows the pointer; a click fixes it; Escape backs out one level at a time", async () => {
		const panel = await open({});
		await panel.locator('button.layer-header[data-key="3"]').click();
		await panel.locator('convscope-sheet [aria-label="Maps of Conv2d 3"]').dblclick({ position: { x: 10, y: 10 } });
		await panel.locator(".sum-result").waitFor();
		await settled(panel);
		const map = panel.locator('.sum-result convscope-sheet [aria-label="map 0 of Conv2d 3"]');
		const box = (await map.boundingBox()) ?? assert.fail("the output map is not shown");
		const cell = box.width / 10;
		await panel.mouse.move(box.x + 2.5 * cell, box.y + 6.5 * cell);
		await panel.mouse.down();
		await panel.mouse.up();
		await panel.locator(".breadcrumb .here", { hasText: "map 0, row 6, column 2" }).waitFor();
		await checkLine(panel, "3", 0, 6, 2);
		const output = (await panel.locator(".output-map").boundingBox()) ?? assert.fail();
		await panel.mouse.move(output.x + (output.width / 10) * 7.5, output.y + (output.height / 10) * 1.5);
		await panel.locator(".pixel-facts dt", { hasText: "row 1, column 7" }).waitFor();
		await checkLine(panel, "3", 0, 1, 7);
		await panel.mouse.move(output.x + output.width + 60, output.y + output.height + 60);
		await panel.locator(".pixel-facts dt", { hasText: "row 6, column 2" }).waitFor();
		await panel.mouse.click(output.x + (output.width / 10) * 7.5, output.y + (output.height / 10) * 1.5);
		await panel.mouse.move(output.x + output.width + 60, output.y + output.height + 60);
		await panel.locator(".breadcrumb .here", { hasText: "row 1, column 7" }).waitFor();
		await panel.keyboard.press("Escape");
		await panel.locator("convscope-layer-zoom .sum-result").waitFor();
		await panel.keyboard.press("Escape");
		await panel.locator("convscope-overview .layer-header").first().waitFor();
	});

	test("by keyboard: Enter goes in, arrows move, brackets step through the layers, the caret follows", async () => {
		const panel = await open({ view: { zoom: "layer", selected: "3" } });
		await panel.waitForFunction(
			() => document.querySelector("convscope-panel")?.shadowRoot?.activeElement?.getAttribute("role") === "listbox",
		);
		await panel.keyboard.press("Enter");
		await panel.locator(".breadcrumb .here", { hasText: "map 0, row 5, column 5" }).waitFor();
		await panel.waitForFunction(() =>
			document.querySelector("convscope-panel")?.shadowRoot?.activeElement?.classList.contains("output-map"),
		);
		await panel.keyboard.press("ArrowUp");
		await panel.keyboard.press("ArrowRight");
		await panel.keyboard.press("ArrowRight");
		await panel.locator(".breadcrumb .here", { hasText: "map 0, row 4, column 7" }).waitFor();
		await checkLine(panel, "3", 0, 4, 7);
		await panel.keyboard.press("]");
		await panel.locator(".breadcrumb .crumb", { hasText: "ReLU 4" }).waitFor();
		await checkValue(panel, "4", 0, 4, 7);
		await panel.keyboard.press("]");
		await panel.locator(".breadcrumb .here", { hasText: "map 0, row 2, column 3" }).waitFor();
		await checkValue(panel, "5", 0, 2, 3);
		await panel.locator(".number.winner").waitFor();
		await panel.keyboard.press("[");
		await panel.keyboard.press("[");
		await panel.locator(".breadcrumb .crumb", { hasText: "Conv2d 3" }).waitFor();
		const selected = await panel.evaluate(() => window.fakeHost.calls.filter(({ name }) => name === "select").map(({ args }) => args[0]));
		assert.deepEqual(selected.slice(-4), ["4", "5", "4", "3"]);
		await panel.keyboard.press("Escape");
		await panel.locator("convscope-layer-zoom .sum-result").waitFor();
	});

	test("the numbers of windows, kernels and products are the engine's, each grid is one tab stop, and what is pointed at is lit in all", async () => {
		const panel = await open(zoomed("0", { channel: 1, pixel: { y: 0, x: 3 } }));
		const derivation = await derived(panel, "0", 1, 0, 3);
		const window = derivation.form === "windows" ? derivation.windows[0] : undefined;
		assert.ok(window?.kernel);
		const grids = panel.locator(".window-row").first().getByRole("grid");
		const titles = (nth: number) =>
			grids
				.nth(nth)
				.getByRole("gridcell")
				.evaluateAll((cells) => cells.map((cell) => (cell as HTMLElement).title));
		assert.deepEqual(await titles(0), window.values.map(formatValue));
		assert.deepEqual(await titles(1), window.kernel.values.map(formatValue));
		assert.deepEqual(
			await titles(2),
			window.values.map((value, i) => formatValue(value * (window.kernel?.values[i] ?? 0))),
		);
		assert.equal(await grids.nth(0).locator(".border").count(), 10, "two rows of the window lie in the border");
		for (const nth of [0, 1, 2]) assert.equal(await grids.nth(nth).locator('[tabindex="0"]').count(), 1);
		await grids.nth(1).locator('[tabindex="0"]').focus();
		await panel.keyboard.press("ArrowDown");
		await panel.keyboard.press("ArrowRight");
		for (const nth of [0, 1, 2]) assert.equal(await grids.nth(nth).locator('.lit[data-nth="6"]').count(), 1);
	});

	test("a page of many channels; in order, or by contribution", async () => {
		const deep = JSON.stringify({
			input: [1, 9, 9],
			layers: [
				{ type: "Conv2d", out_channels: 300, kernel_size: 3 },
				{ type: "Conv2d", out_channels: 2, kernel_size: 3 },
			],
		});
		const panel = await open({ text: deep, ...zoomed("1", { channel: 1 }) });
		await panel.locator(".pager-range", { hasText: "1–8 of 300" }).waitFor();
		assert.match(await lineOf(panel), /\(292 more channels: /);
		const sums = await panel
			.locator(".row-sum")
			.evaluateAll((all) => all.map((each) => Math.abs(Number(each.textContent?.replace("−", "-")))));
		assert.deepEqual(
			sums,
			sums.toSorted((a, b) => b - a),
		);
		await panel.locator(".pager select").selectOption("channel");
		await panel.getByRole("button", { name: "Next page" }).click();
		await panel.locator(".window-map figcaption", { hasText: "map 8" }).waitFor();
		assert.equal(await panel.locator(".window-row").count(), 8);
		const { sum, result, decimals } = added(await lineOf(panel));
		assert.equal(Number(sum.toFixed(decimals)), result);
	});

	test("the receptive field on the input; an input pixel under the pointer lights what depends on it", async () => {
		const panel = await open(zoomed("3", { channel: 2, pixel: { y: 0, x: 0 } }));
		await panel.locator(".field figcaption", { hasText: "12×12: 144 pixels" }).waitFor(); // 14×14 but for the border
		const map = (await panel.locator(".window-map .tile-picture").first().boundingBox()) ?? assert.fail();
		await panel.mouse.move(map.x + (map.width / 14) * 7.5, map.y + (map.height / 14) * 7.5);
		await panel.locator(".output-map .reach").first().waitFor();
		assert.equal(await panel.locator(".output-map .reach").count(), 5, "five rows of five outputs read a pixel in the middle");
		await panel.mouse.move(map.x + (map.width / 14) * 0.5, map.y + (map.height / 14) * 0.5);
		await panel.waitForFunction(
			() => document.querySelector("convscope-panel")?.shadowRoot?.querySelectorAll(".output-map .reach").length === 1,
		);
		await panel.screenshot({ path: artefact("webview-pixel-reach-dark.png") });
		await panel.mouse.move(4, 4);
		await panel.locator(".output-map .reach").first().waitFor({ state: "detached" });
	});

	test("the sweep: the slider covers what it has not reached; playing goes on by itself; with reduced motion there is the slider alone", async () => {
		const panel = await open(zoomed("3", { pixel: { y: 0, x: 0 } }));
		const slider = panel.getByRole("slider", { name: "Output pixel" });
		await slider.fill("34");
		await panel.locator(".breadcrumb .here", { hasText: "row 3, column 4" }).waitFor();
		assert.equal(await panel.locator(".cover").count(), 2);
		await checkLine(panel, "3", 0, 3, 4);
		await panel.getByRole("button", { name: /^Play/ }).click();
		await panel.waitForFunction(() => {
			const slider = document.querySelector("convscope-panel")?.shadowRoot?.querySelector<HTMLInputElement>(".slider");
			return Number(slider?.value) >= 37;
		});
		await panel.getByRole("button", { name: "Pause" }).click();
		assert.equal(await panel.getByRole("button", { name: /^Play/ }).count(), 1);
		await panel.emulateMedia({ reducedMotion: "reduce" });
		await panel.getByRole("button", { name: /^Play/ }).waitFor({ state: "detached" });
		assert.equal(await slider.count(), 1);
	});

	test("backwards: what this pixel sends back, and a kernel number's gradient as the sum over all positions", async () => {
		const panel = await open(zoomed("0", { channel: 1, pixel: { y: 14, x: 14 } }));
		await panel.getByRole("radio", { name: "Gradients" }).check();
		await panel
			.locator(".window-row")
			.first()
			.getByRole("grid", { name: /sends back/ })
			.waitFor();
		await panel.locator('convscope-numbers [aria-label^="Kernel weight[1, 0]"] [data-nth="7"]').click();
		await panel.locator(".weight-detail .row-total").waitFor();
		const [gradient, printed] = await panel.evaluate(() => {
			const host = window.fakeHost;
			const reply = host.engine.deriveWeight({ revision: host.model?.revision ?? 0, layer: "0", tile: 1, y: 1, x: 2, count: 8 });
			const total = document.querySelector("convscope-panel")?.shadowRoot?.querySelector(".weight-detail .row-total");
			return [reply.ok ? reply.derivation.gradient : Number.NaN, total?.textContent ?? ""] as const;
		});
		const value = Number(printed.replaceAll("−", "-"));
		assert.ok(Math.abs(value - gradient) <= Math.abs(gradient) * 1e-3, `${printed} is not ${gradient}`);
		await panel.screenshot({ path: artefact("webview-pixel-weight-dark.png") });
		await panel.locator(".weight-detail").getByRole("button", { name: "Close" }).click();
		await panel.locator(".weight-detail").waitFor({ state: "detached" });
	});

	for (const width of [480, 600, 700])
		test(`in a panel of ${width} pixels window, kernel and products stand side by side, and nothing is cut off`, async () => {
			const panel = await open({ width, height: 900, theme: "light", ...zoomed("3", { channel: 2, pixel: { y: 4, x: 5 } }) });
			await panel.locator(".window-row").nth(5).waitFor();
			const tops = await panel
				.locator(".window-row")
				.first()
				.locator(".numbers-grid")
				.evaluateAll((grids) => grids.map((grid) => grid.getBoundingClientRect().top));
			assert.deepEqual([tops.length, new Set(tops).size], [3, 1]);
			const cut = await panel
				.locator(".pixel, .pixel-body, .number, .pixel-facts dt, .pixel-facts dd, .pixel-shape, .row-sum")
				.evaluateAll((parts) => parts.filter((part) => part.scrollWidth > part.clientWidth + 1).map(({ textContent }) => textContent));
			assert.deepEqual(cut, []);
			await panel.screenshot({ path: artefact(`webview-pixel-${width}.png`) });
		});

	test("the line is copied as text and as LaTeX", async () => {
		const panel = await open(zoomed("2", { channel: 1, pixel: { y: 5, x: 7 } }));
		await panel.context().grantPermissions(["clipboard-read", "clipboard-write"]);
		await panel.getByRole("button", { name: "Text", exact: true }).click();
		await panel.getByRole("button", { name: "Copied" }).waitFor();
		assert.equal(await panel.evaluate(() => navigator.clipboard.readText()), await lineOf(panel));
		await panel.getByRole("button", { name: "LaTeX" }).click();
		await panel.waitForFunction(async () => (await navigator.clipboard.readText()).startsWith("\\max\\left("));
	});

	test("an edit that takes the layer away goes back to the overview; one that changes it shows its new numbers", async () => {
		const panel = await open(zoomed("3", { channel: 2, pixel: { y: 4, x: 5 } }));
		const before = await lineOf(panel);
		await panel.evaluate(
			(text) => window.fakeHost.edit(text),
			lenet.replace('"out_channels": 16, "kernel_size": 5', '"out_channels": 16, "kernel_size": 3'),
		);
		await panel.waitForFunction(
			(old) => document.querySelector("convscope-panel")?.shadowRoot?.querySelector(".line-sum")?.textContent !== old,
			before,
		);
		await settled(panel);
		assert.equal(await panel.locator(".window-row").first().getByRole("gridcell").count(), 27);
		await checkLine(panel, "3", 2, 4, 5);
		await panel.evaluate(() => window.fakeHost.edit('{ "input": [1, 28, 28], "layers": [{ "type": "ReLU" }] }'));
		await panel.locator("convscope-overview .layer-header").first().waitFor();
	});

	for (const theme of ["light", "dark", "hc-black", "hc-light"] as ThemeName[]) {
		test(`axe finds nothing, ${theme}`, async () => {
			const panel = await open({ theme, ...zoomed("3", { channel: 2, pixel: { y: 4, x: 5 } }) });
			for (const key of ["3", "2", "1", "7"]) {
				await panel.evaluate((layer) => window.fakeHost.panel.select(layer), key);
				await settled(panel);
				assert.deepEqual(await violations(panel), [], key);
				await panel.screenshot({ path: artefact(`webview-pixel-${key}-${theme}.png`) });
			}
		});
	}

	test("every form has its picture, turned round, too; axe finds nothing in any", async () => {
		const panel = await open({ text: zoo, theme: "light", ...zoomed("conv") });
		const seen = new Set<string>();
		const keys = await panel.evaluate(() => window.fakeHost.model?.layers.map(({ key }) => key) ?? []);
		for (const key of keys) {
			await panel.evaluate((layer) => window.fakeHost.panel.select(layer), key);
			await panel.locator(".pixel-side h2", { hasText: key }).waitFor();
			await settled(panel);
			const shape = await panel.evaluate((layer) => window.fakeHost.model?.layers.find((each) => each.key === layer)?.shape ?? [], key);
			const middle = (axis: number) => (shape.length === 3 ? (shape[axis] ?? 1) >> 1 : axis === 2 ? (shape[0] ?? 1) >> 1 : 0);
			const derivation = await derived(panel, key, 0, middle(1), middle(2));
			seen.add(derivation.form);
			const line = await lineOf(panel);
			const [result = ""] = (line.replaceAll("−", "-").split(" = ")[1] ?? "").split(" ");
			assert.equal(Number(result), Number(derivation.value.toFixed((result.split(".")[1] ?? "").length)), `${key}: ${line}`);
			for (const shown of ["Gradients", "Activations"]) {
				await panel.getByRole("radio", { name: shown }).check();
				await settled(panel);
				const picture = panel.locator(".pixel-body").locator("convscope-window-row, .terms, .form-pair, .said");
				assert.ok((await picture.count()) > 0, `${key}, ${shown}`);
			}
			assert.deepEqual(await violations(panel), [], key);
		}
		const forms: Record<Derivation["form"], true> = {
			windows: true,
			terms: true,
			max: true,
			mean: true,
			curve: true,
			normalise: true,
			localResponse: true,
			softmax: true,
			copy: true,
			combine: true,
		};
		assert.deepEqual([...seen].sort(), Object.keys(forms).sort());
	});
});
