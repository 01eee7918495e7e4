import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { test } from "mocha";
import type { Page } from "playwright-core";
import type { PictureRequest } from "../../src/protocol/panel";
import { artefact, panelSuite, readProject } from "./harness";

const deep = JSON.stringify({
	name: "Deep",
	input: [3, 32, 32],
	layers: [
		{ type: "Sequential", repeat: 16, layers: [{ type: "Conv2d", out_channels: 12, kernel_size: 3, padding: 1 }, { type: "ReLU" }] },
	],
});

panelSuite("export of a view", {}, ({ open }) => {
	/** The exported file. */
	async function exported(page: Page, request: PictureRequest): Promise<Buffer> {
		const bytes = await page.evaluate(async (asked) => {
			const picture = await window.fakeHost.panel.picture(asked);
			return picture.ok ? [...new Uint8Array(picture.bytes)] : picture.reason;
		}, request);
		if (typeof bytes === "string") assert.fail(bytes);
		return Buffer.from(bytes);
	}

	/** What a browser makes of an SVG: its texts, its maps with how many colours each has, and its size. */
	const read = (page: Page, svg: string) =>
		page.evaluate(async (text) => {
			const root = new DOMParser().parseFromString(text, "image/svg+xml").documentElement;
			const images = [...root.querySelectorAll("image")].map(async (element) => {
				const image = new Image();
				image.src = element.getAttribute("href") ?? "";
				await image.decode();
				const canvas = new OffscreenCanvas(image.width, image.height);
				const context = canvas.getContext("2d");
				context?.drawImage(image, 0, 0);
				const { data } = context?.getImageData(0, 0, image.width, image.height) ?? { data: new Uint8ClampedArray(0) };
				return new Set(new Uint32Array(data.buffer)).size;
			});
			return {
				name: root.localName,
				title: root.querySelector("title")?.textContent,
				background: root.querySelector("rect")?.getAttribute("fill"),
				texts: [...root.querySelectorAll("text")].map((element) => element.textContent ?? ""),
				colours: await Promise.all(images),
				paths: root.querySelectorAll("path.edge, path[stroke]").length,
				width: Number(root.getAttribute("width")),
				height: Number(root.getAttribute("height")),
				foreign: root.querySelectorAll("foreignObject, script, style").length,
			};
		}, svg);

	for (const theme of ["light", "dark"] as const) {
		test(`the overview as one SVG for ${theme} paper: text is text, maps are painted`, async () => {
			const page = await open({ text: readProject("media/samples/lenet.cnn.json"), theme: "dark", width: 900 });
			const svg = (await exported(page, { format: "svg", theme })).toString();
			writeFileSync(artefact(`export-lenet-${theme}.svg`), svg);
			const { name, title, background, texts, colours, foreign } = await read(page, svg);
			assert.equal(name, "svg");
			assert.doesNotMatch(svg, /color\(|rgba\(|<!--/, "nothing that only browsers know");
			assert.equal(title, "LeNet-5");
			assert.equal(background, theme === "light" ? "rgb(255, 255, 255)" : "rgb(26, 26, 26)");
			for (const text of ["Conv2d", "MaxPool2d", "Linear", "→ 6×28×28", "156 parameters"])
				assert.ok(texts.includes(text), `${text} in ${texts}`);
			assert.ok(colours.filter((count) => count > 8).length >= 6, `maps and kernels: ${colours}`);
			assert.equal(foreign, 0);
			assert.equal(await page.locator("convscope-panel").getAttribute("style"), "", "the page is as it was");
		});
	}

	test("what is scrolled out of sight is in it", async () => {
		const page = await open({ text: deep, width: 700, height: 500 });
		const before = await page.locator("convscope-layer").count();
		const { texts, colours, width, height } = await read(page, (await exported(page, { format: "svg", theme: "shown" })).toString());
		assert.ok(before < 33, `${before} of 33 boxes are in or near view`);
		assert.equal(texts.filter((text) => text === "Conv2d").length, 16);
		assert.equal(texts.filter((text) => text === "ReLU").length, 16);
		assert.equal(colours.filter((count) => count > 8).length >= 32, true, `every layer has its maps: ${colours}`);
		assert.ok(width > 700 || height > 500);
	});

	test("PNG at three dots a pixel", async () => {
		const page = await open({ text: readProject("media/samples/lenet.cnn.json"), theme: "light" });
		const png = await exported(page, { format: "png", theme: "light" });
		writeFileSync(artefact("export-lenet.png"), png);
		assert.equal(png.subarray(1, 4).toString("latin1"), "PNG");
		const { width, height } = await read(page, (await exported(page, { format: "svg", theme: "light" })).toString());
		assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], [Math.round(3 * width), Math.round(3 * height)]);
	});

	test("other views, too", async () => {
		const page = await open({ text: readProject("media/samples/lenet.cnn.json") });
		for (const view of ["ledger", "layer"] as const) {
			await page.evaluate((name) => window.fakeHost.panel.openView(name), view);
			await page.waitForTimeout(200);
			const svg = (await exported(page, { format: "svg", theme: "light" })).toString();
			writeFileSync(artefact(`export-${view}.svg`), svg);
			const { texts, colours } = await read(page, svg);
			assert.ok(texts.some((text) => text.includes("Conv2d")));
			if (view === "layer") assert.ok(colours.filter((count) => count > 8).length >= 3);
		}
	});
});
