import assert from "node:assert/strict";
import { suite, suiteSetup, suiteTeardown, teardown, test } from "mocha";
import type { Page } from "playwright-core";
import type { Derivation } from "../../src/network/derivation";
import { artefact, Harness, readProject, settled } from "./harness";
import type { ThemeName } from "./themes";

const lenet = readProject("media/samples/lenet.cnn.json");

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
		.replace(/([+-]) /g, "$1")
		.split(" ")
		.filter((word) => word !== "")
		.map(Number);
	const [result = ""] = right.trim().split(" ");
	return { sum: numbers.reduce((a, b) => a + b, 0), result: Number(result), decimals: (result.split(".")[1] ?? "").length };
}

const lineOf = async (page: Page): Promise<string> => ((await page.locator(".line-sum").textContent()) ?? "").replace(/\s+/g, " ").trim();

suite("the pixel zoom in a browser", function () {
	this.timeout(60_000);
	const harness = new Harness();
	let page: Page | undefined;
	const open = async (options: Parameters<Harness["open"]>[0]): Promise<Page> => {
		page = await harness.open({ text: lenet, ...options });
		await settled(page);
		return page;
	};
	const zoomed = (key: string, view: object = {}) => ({ view: { zoom: "pixel" as const, selected: key, ...view } });

	suiteSetup(() => harness.start());
	suiteTeardown(() => harness.close());
	teardown(async () => {
		const refused = (await page?.evaluate(() => window.fakeHost.refused)) ?? [];
		await page?.close();
		page = undefined;
		assert.deepEqual(refused, [], "the host would refuse these calls");
		assert.deepEqual(harness.problems.splice(0), [], "no script error, nothing that the policy refuses");
	});

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
});
