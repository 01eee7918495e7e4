import assert from "node:assert/strict";
import { suite, suiteSetup, suiteTeardown, test } from "mocha";
import { artefact, Harness, readProject, settled } from "./harness";
import type { ThemeName } from "./themes";

const lenet = readProject("media/samples/lenet.cnn.json");
const axe = readProject("node_modules/axe-core/axe.min.js");

interface Violation {
	readonly id: string;
	readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

suite("the panel is accessible", function () {
	this.timeout(60_000);
	const harness = new Harness();
	suiteSetup(() => harness.start());
	suiteTeardown(() => harness.close());

	const views = [
		["overview", { selected: "0" }],
		["layer", { zoom: "layer", selected: "3" }],
		["ledger", { zoom: "ledger", selected: "0" }],
	] as const;
	for (const theme of ["light", "dark", "hc-black", "hc-light"] as ThemeName[]) {
		for (const [name, view] of views) {
			test(`axe finds nothing: ${name}, ${theme}`, async () => {
				const page = await harness.open({ text: lenet, theme, view });
				await settled(page);
				await page.screenshot({ path: artefact(`webview-${name}-${theme}.png`) });
				// Through the debugger, which the page's policy does not bind.
				await page.evaluate(axe);
				const violations = await page.evaluate(async () => {
					const { run } = (window as unknown as { axe: { run(): Promise<{ violations: Violation[] }> } }).axe;
					return (await run()).violations;
				});
				await page.close();
				const words = violations.map(
					({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary }) => `${html}\n${failureSummary}`).join("\n")}`,
				);
				assert.deepEqual(words, []);
			});
		}
	}

	for (const [width, sample] of [
		[420, "lenet"],
		[700, "resnet"],
		[1200, "unet"],
	] as const) {
		test(`no text is cut off at ${width} pixels: ${sample}`, async () => {
			const page = await harness.open({ text: readProject(`media/samples/${sample}.cnn.json`), width, theme: "light" });
			await settled(page);
			const cut = await page.evaluate(() => {
				const shadow = document.querySelector("convscope-panel")?.shadowRoot;
				const texts = [
					...(shadow?.querySelectorAll<HTMLElement>(".layer-header span, .fact, .scale, .segment span, .more, .caption, .tool, .crumb") ??
						[]),
				];
				return texts.filter((text) => text.scrollWidth > text.clientWidth + 1 && text.clientWidth > 1).map((text) => text.textContent);
			});
			await page.screenshot({ path: artefact(`webview-${sample}-${width}.png`) });
			await page.close();
			assert.deepEqual(cut, []);
		});
	}
});
