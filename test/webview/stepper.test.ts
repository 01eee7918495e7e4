import assert from "node:assert/strict";
import { test } from "mocha";
import type { Page } from "playwright-core";
import { artefact, panelSuite, readProject, settled, violations } from "./harness";

const lenet = readProject("media/samples/lenet.cnn.json");

panelSuite("numbers of a layer, changed in the panel", { text: lenet, view: { zoom: "layer", selected: "3" }, width: 900 }, ({ open }) => {
	const number = (page: Page, name: string) => page.locator(`.stepper[data-name="${name}"] input`);
	const text = (page: Page) => page.evaluate(() => window.fakeHost.text);
	const conv = '"out_channels": 16, "kernel_size": 5';

	test("a button writes the next value into the text, and the picture follows", async () => {
		const page = await open();
		await page.getByRole("button", { name: "Smaller kernel_size" }).click();
		await page.locator(".facts-list", { hasText: "16×11×11" }).waitFor();
		assert.equal(await text(page), lenet.replace(conv, '"out_channels": 16, "kernel_size": 4'));
		assert.equal(await number(page, "kernel_size").inputValue(), "4");
		await page.getByRole("button", { name: "Larger stride" }).click();
		await page.locator(".facts-list", { hasText: "16×6×6" }).waitFor();
		assert.equal(await text(page), lenet.replace(conv, '"out_channels": 16, "kernel_size": 4, "stride": 2'));
		await settled(page);
		await page.screenshot({ path: artefact("webview-stepper.png") });
		assert.deepEqual(await violations(page), []);
	});

	test("every output map can be chosen, however they fall into rows", async () => {
		for (const width of [560, 700, 900, 1200]) {
			const page = await open({ width });
			const sheet = page.locator("convscope-picker convscope-sheet");
			const inside = await sheet.evaluate((element) => {
				const { grid } = element as unknown as {
					grid: { count: number; columns: number; tile: { width: number; height: number }; gap: number };
				};
				const { width: right, height: bottom } = element.getBoundingClientRect();
				const last = grid.count - 1;
				const row = Math.floor(last / grid.columns);
				const widest = Math.min(grid.count, grid.columns);
				return [
					grid.count,
					widest * (grid.tile.width + grid.gap) - grid.gap <= right,
					(row + 1) * (grid.tile.height + grid.gap) - grid.gap <= bottom,
				];
			});
			assert.deepEqual(inside, [16, true, true], `at ${width}`);
		}
	});

	test("every stepper can be scrolled to, in a narrow panel and in a low one", async () => {
		for (const size of [
			{ width: 560, height: 760 },
			{ width: 620, height: 980 },
			{ width: 1000, height: 560 },
		]) {
			const page = await open(size);
			const last = page.getByRole("button", { name: "Larger groups" });
			const maps = await page.locator("convscope-picker").boundingBox();
			assert.ok(maps && maps.y < 260, "the maps stand above");
			const zoom = await page.locator(size.width < 820 ? ".zoom" : ".zoom-facts").boundingBox();
			assert.ok(zoom);
			await page.mouse.move(zoom.x + zoom.width / 2, zoom.y + zoom.height / 2);
			for (let turns = 0; turns < 40; turns++) await page.mouse.wheel(0, 200);
			await page.waitForFunction(() => {
				const button = document
					.querySelector("convscope-panel")
					?.shadowRoot?.querySelector('.stepper[data-name="groups"] button:last-child');
				const box = button?.getBoundingClientRect();
				return (
					box !== undefined && document.querySelector("convscope-panel")?.shadowRoot?.elementFromPoint(box.x + 4, box.y + 4) === button
				);
			});
			await last.click();
			await page.waitForFunction(() => window.fakeHost.text.includes('"groups": 2'));
		}
	});

	test("the arrow keys step to what fits, and what is typed is written", async () => {
		const page = await open();
		await number(page, "groups").press("ArrowUp");
		await page.waitForFunction(() => window.fakeHost.text.includes('"groups": 2'));
		await number(page, "groups").press("ArrowDown");
		await page.waitForFunction(() => window.fakeHost.text.includes('"groups": 1'));
		await number(page, "out_channels").fill("24");
		await number(page, "out_channels").press("Enter");
		await page.locator(".facts-list", { hasText: "24×10×10" }).waitFor();
		await number(page, "out_channels").fill("0");
		await number(page, "out_channels").press("Enter");
		assert.equal(await number(page, "out_channels").inputValue(), "24", "what no attribute can have is put back");
		assert.ok((await text(page)).includes('"out_channels": 24, "kernel_size": 5, "groups": 1'));
		const input = await number(page, "out_channels").evaluate((element) => element === (element.getRootNode() as ShadowRoot).activeElement);
		assert.ok(input, "the field keeps the focus");
	});

	test("what is being typed stays while the picture changes; left alone, the field follows again", async () => {
		const page = await open();
		const again = () => page.evaluate((same) => window.fakeHost.edit(same), lenet);
		await number(page, "out_channels").fill("2");
		await again();
		await settled(page);
		assert.equal(await number(page, "out_channels").inputValue(), "2");
		await number(page, "out_channels").pressSequentially("4");
		await again();
		await number(page, "out_channels").press("Enter");
		await page.locator(".facts-list", { hasText: "24×10×10" }).waitFor();
		await number(page, "out_channels").fill("7");
		await number(page, "out_channels").press("ArrowUp");
		await page.waitForFunction(() => window.fakeHost.text.includes('"out_channels": 25'));
		await page.waitForFunction(
			(name) => document.querySelector("convscope-panel")?.shadowRoot?.querySelector<HTMLInputElement>(name)?.value === "25",
			'.stepper[data-name="out_channels"] input',
		);
		await again();
		await page.waitForFunction(
			(name) => document.querySelector("convscope-panel")?.shadowRoot?.querySelector<HTMLInputElement>(name)?.value === "16",
			'.stepper[data-name="out_channels"] input',
		);
	});
});
