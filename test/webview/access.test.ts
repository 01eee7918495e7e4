import assert from "node:assert/strict";
import { test } from "mocha";
import { artefact, panelSuite, readProject, violations } from "./harness";
import type { ThemeName } from "./themes";

const lenet = readProject("media/samples/lenet.cnn.json");

panelSuite("the panel is accessible", { text: lenet }, ({ open }) => {
	const views = [
		["overview", { selected: "0" }],
		["layer", { zoom: "layer", selected: "3" }],
		["ledger", { zoom: "ledger", selected: "0" }],
	] as const;
	for (const theme of ["light", "dark", "hc-black", "hc-light"] as ThemeName[]) {
		for (const [name, view] of views) {
			test(`axe finds nothing: ${name}, ${theme}`, async () => {
				const page = await open({ theme, view });
				await page.screenshot({ path: artefact(`webview-${name}-${theme}.png`) });
				assert.deepEqual(await violations(page), []);
			});
		}
	}

	for (const [width, sample] of [
		[420, "lenet"],
		[700, "resnet"],
		[1200, "unet"],
	] as const) {
		test(`no text is cut off at ${width} pixels: ${sample}`, async () => {
			const page = await open({ text: readProject(`media/samples/${sample}.cnn.json`), width, theme: "light" });
			const cut = await page.evaluate(() => {
				const shadow = document.querySelector("convscope-panel")?.shadowRoot;
				const texts = [
					...(shadow?.querySelectorAll<HTMLElement>(".layer-header span, .fact, .scale, .segment span, .more, .caption, .tool, .crumb") ??
						[]),
				];
				return texts.filter((text) => text.scrollWidth > text.clientWidth + 1 && text.clientWidth > 1).map((text) => text.textContent);
			});
			await page.screenshot({ path: artefact(`webview-${sample}-${width}.png`) });
			assert.deepEqual(cut, []);
		});
	}
});
