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

	for (const theme of ["hc-black", "hc-light"] as ThemeName[]) {
		test(`bars, sliders and the focus are seen: ${theme}`, async () => {
			const norms = [{ layer: "0", output: 0.012, weight: 0.31 }];
			const page = await open({
				theme,
				view: { training: true, zoom: "layer", selected: "11" },
				run: { step: 10, steps: 40, phase: "paused", norms },
				height: 900,
			});
			await page.locator(".norm-bar").first().waitFor();
			await page.locator(".score-bar").first().waitFor();
			const seen = await page.evaluate(() => {
				const shadow = document.querySelector("convscope-panel")?.shadowRoot;
				const paper = getComputedStyle(document.documentElement).getPropertyValue("--vscode-editor-background");
				const probe = document.createElement("i");
				probe.style.color = paper;
				document.body.append(probe);
				const paperColour = getComputedStyle(probe).color;
				probe.remove();
				const colour = (part: string) => getComputedStyle(shadow?.querySelector(part) ?? document.body).backgroundColor;
				const knob = getComputedStyle(shadow?.querySelector(".slider input") ?? document.body).accentColor;
				return {
					bars: [".train-track", ".norm-bar", ".score-bar"].map((bar) => colour(bar) !== colour(`${bar} span`)),
					knob: knob !== paperColour,
				};
			});
			assert.deepEqual(seen, { bars: [true, true, true], knob: true });
			const outline = () => page.locator(".train-start").evaluate((button) => getComputedStyle(button).outlineColor);
			const before = await outline();
			await page.locator(".train-step").focus();
			await page.keyboard.press("Shift+Tab");
			assert.notEqual(await outline(), before, "the focus is another colour than the button's border");
		});
	}

	for (const view of [{ training: true }, { training: true, zoom: "layer", selected: "3" }, {}] as const) {
		test(`in a low and narrow panel the picture keeps its room, and all else can be scrolled to: ${JSON.stringify(view)}`, async () => {
			const page = await open({ view, width: 434, height: 400 });
			const main = await page.locator(".main").boundingBox();
			assert.ok(main && main.height >= 130, `${main?.height} pixels`);
			const last = page.locator("convscope-status").getByRole("button", { name: "Re-initialise weights" });
			await last.focus();
			const end = await last.boundingBox();
			assert.ok(end && end.y >= 0 && end.y + end.height <= 400, `at ${end?.y}`);
			await page.locator(".crumb").first().scrollIntoViewIfNeeded();
			assert.equal(await page.locator(".panel").evaluate((panel) => panel.scrollTop), 0);
		});
	}

	test("in half a window Tab goes as it is seen: the facts of a layer after its maps", async () => {
		const page = await open({ view: { zoom: "layer", selected: "3" }, width: 620 });
		await page.locator("convscope-picker .sheet").focus();
		await page.keyboard.press("Tab");
		const facts = () => document.querySelector("convscope-panel")?.shadowRoot?.activeElement?.closest(".zoom-facts") != null;
		await page.waitForFunction(facts);
	});

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
