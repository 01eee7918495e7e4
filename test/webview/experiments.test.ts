import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { test } from "mocha";
import type { Page } from "playwright-core";
import { type ExperimentKind, type ExperimentQuery, type ExperimentResult, experimentKinds } from "../../src/network/experiment";
import { artefact, panelSuite, readProject, settled, violations } from "./harness";
import type { ThemeName } from "./themes";

const lenet = readProject("media/samples/lenet.cnn.json");
const unet = readProject("media/samples/unet.cnn.json");

type Of<K extends ExperimentResult["kind"]> = Extract<ExperimentResult, { kind: K }>;

/** What the engine itself says, without the buffers; the class scores as numbers. */
const tried = (
	page: Page,
	query: ExperimentQuery,
): Promise<{ readonly result: ExperimentResult; readonly after: number[]; readonly before: number[] }> =>
	page.evaluate((asked) => {
		const host = window.fakeHost;
		const reply = host.engine.experiment({ revision: host.model?.revision ?? 0, ...asked });
		if (!reply.ok) throw new Error(reply.text.message);
		const { result } = reply;
		const numbers = (name: "before" | "after") =>
			name in result
				? [...new Float32Array((result as Record<typeof name, { output?: ArrayBuffer }>)[name].output ?? new ArrayBuffer(0))]
				: [];
		return { result, before: numbers("before"), after: numbers("after") };
	}, query);

/** Softmax in per cent, as the table prints it. */
function shares(values: readonly number[]): string[] {
	const powers = values.map((value) => Math.exp(value - Math.max(...values)));
	const sum = powers.reduce((total, power) => total + power, 0);
	return powers.map((power) => `${((100 * power) / sum).toFixed(1)} %`.replace(/^0\.0 %$/, "< 0.1 %"));
}

/** The columns of the table of class scores. */
const column = async (page: Page, nth: number): Promise<string[]> =>
	(await page.locator(`.trial-scores tbody tr td:nth-of-type(${nth})`).allTextContents()).map((text) => text.trim());

panelSuite("experiments in a browser", { text: lenet }, ({ open }) => {
	const experimenting = (experiment: ExperimentKind, more: object = {}) => ({
		view: { zoom: "experiments" as const, experiment, ...more },
	});
	/** Waits until the panel has asked for this, and shows the answer. */
	const answered = async (panel: Page, part: object) => {
		await panel.waitForFunction((wanted) => {
			const last = window.fakeHost.calls.filter(({ name }) => name === "experiment").at(-1)?.args[0] as Record<string, unknown> | undefined;
			return last !== undefined && Object.entries(wanted).every(([name, value]) => last[name] === value);
		}, part);
		await settled(panel);
		await panel.locator(".result .verdict").first().waitFor();
	};

	test("translation: the slider moves the picture, and the table says what the engine found", async () => {
		const panel = await open({ view: { selected: "3" } });
		await panel.getByRole("button", { name: "Experiments" }).first().click();
		await answered(panel, { kind: "translation", layer: "3", dy: 1, dx: 1 });
		const slider = panel.getByRole("slider", { name: "To the right" });
		await slider.focus();
		await slider.press("ArrowRight");
		await answered(panel, { kind: "translation", dy: 1, dx: 2 });
		await panel.getByRole("slider", { name: "Down" }).fill("2");
		await answered(panel, { dy: 2, dx: 2 });
		const { result, before, after } = await tried(panel, { kind: "translation", layer: "3", tile: 0, dy: 2, dx: 2 });
		const { layers } = result as Of<"translation">;
		const rows = await panel.locator(".moves tbody tr").allTextContents();
		assert.equal(rows.length, layers.length);
		assert.match(rows[0] ?? "", /Conv2d 0\s*2, 2\s*0moves along exactly/);
		assert.match(rows[3] ?? "", /Conv2d 3\s*1, 1\s*0moves along exactly/);
		assert.match(rows[5] ?? "", /MaxPool2d 5\s*0\.5, 0\.5\s*[\d.]+ %falls between two outputs/);
		assert.deepEqual(await column(panel, 1), shares(before));
		assert.deepEqual(await column(panel, 2), shares(after));
		assert.equal(await panel.locator("canvas.plane").count(), 4);
	});

	test("rotation: the slider turns the picture, the box inverts it, and the scores are the engine's", async () => {
		const panel = await open(experimenting("rotation", { selected: "0" }));
		await answered(panel, { kind: "rotation", layer: "0", degrees: 30, invert: false });
		const slider = panel.getByRole("slider", { name: "Turned by" });
		await slider.focus();
		await slider.press("ArrowRight");
		await answered(panel, { degrees: 35 });
		await panel.getByRole("checkbox", { name: "Inverted" }).check();
		await answered(panel, { degrees: 35, invert: true });
		const { after, before } = await tried(panel, { kind: "rotation", layer: "0", tile: 0, degrees: 35, invert: true });
		assert.deepEqual(await column(panel, 1), shares(before));
		assert.deepEqual(await column(panel, 2), shares(after));
		assert.notDeepEqual(after, before);
		assert.equal(await panel.locator("canvas.plane").count(), 4);
	});

	test("a map that is switched off: another one by the keyboard, another layer from the list", async () => {
		const panel = await open(experimenting("ablation", { selected: "0", channel: 1 }));
		await answered(panel, { kind: "ablation", layer: "0", tile: 1 });
		const number = panel.getByRole("spinbutton", { name: "Map number" });
		await number.focus();
		await number.press("ArrowUp");
		await answered(panel, { layer: "0", tile: 2 });
		const { after } = await tried(panel, { kind: "ablation", layer: "0", tile: 2 });
		assert.deepEqual(await column(panel, 2), shares(after));
		await panel.getByRole("combobox", { name: "Layer" }).selectOption("9");
		await answered(panel, { layer: "9", tile: 0 });
		const selections = await panel.evaluate(() => window.fakeHost.calls.filter(({ name }) => name === "select").map(({ args }) => args[0]));
		assert.deepEqual(selections, ["9"]);
		await panel.keyboard.press("Escape");
		await panel.locator("convscope-overview").waitFor();
	});

	test("every experiment has its result, also of a network without classes", async () => {
		const panel = await open(experimenting("translation"));
		for (const kind of experimentKinds) {
			await panel.locator(`input[name=experiment][value=${kind}]`).check();
			await answered(panel, { kind });
			assert.ok((await panel.locator(".result canvas.plane").count()) >= 2, kind);
			await panel.screenshot({ path: artefact(`webview-experiment-${kind}.png`), fullPage: true });
		}
		const { result } = await tried(panel, { kind: "kernel", layer: "0", tile: 0 });
		const { sharing } = result as Of<"kernel">;
		assert.deepEqual(sharing, { shared: 156, local: 6 * 28 * 28 * 26, full: 6 * 28 * 28 * 785 });
		const words = (await panel.locator(".moves tbody").textContent()) ?? "";
		for (const count of ["156", "122,304", "3,692,640"]) assert.ok(words.includes(count), words);
		const other = await open({ text: unet, ...experimenting("ablation") });
		await answered(other, { kind: "ablation" });
		assert.equal(await other.locator(".trial-scores").count(), 0);
		await other.locator("input[name=experiment][value=pooling]").check();
		await answered(other, { kind: "pooling" });
	});

	test("a kernel's numbers by hand: typed by keyboard, tried at once, as the engine says; reset, and all to 0", async () => {
		const panel = await open(experimenting("kernel", { selected: "3", channel: 2 }));
		await answered(panel, { kind: "kernel", layer: "3", tile: 2 });
		await panel.getByRole("radio", { name: "By hand" }).check();
		const fields = panel.getByRole("group", { name: "Numbers of the kernel" }).getByRole("spinbutton");
		await fields.first().waitFor();
		await panel.locator(".verdict", { hasText: "0 of 100 positions changed" }).waitFor();
		const own = (await tried(panel, { kind: "kernel", layer: "3", tile: 2, source: 0 })).result as Of<"kernel">;
		assert.equal(await fields.count(), 25);
		const shown = () => fields.evaluateAll((all) => all.map((field) => Number((field as HTMLInputElement).value)));
		const rounded = (values: readonly number[]) => values.map((value) => Number(value.toFixed(4)));
		assert.deepEqual(await shown(), rounded(own.kernel?.values ?? []));
		const field = panel.getByRole("spinbutton", { name: "row 2, column 1" });
		await field.fill("0.75");
		await field.press("ArrowUp");
		const changed = (own.kernel?.values ?? []).map((value, i) => (i === 11 ? Number((0.8).toFixed(4)) : value));
		const { result, after } = await tried(panel, { kind: "kernel", layer: "3", tile: 2, source: 0, values: changed });
		const { changed: count, places } = result as Of<"kernel">;
		await panel.locator(".verdict", { hasText: `${count} of ${places} positions changed` }).waitFor();
		await settled(panel);
		assert.deepEqual(await column(panel, 2), shares(after));
		assert.equal(await panel.locator(".kernel-fields .edited").count(), 1);
		assert.deepEqual(await violations(panel), []);
		await panel.screenshot({ path: artefact("webview-experiment-kernel-by-hand.png"), fullPage: true });
		await panel.locator(".kernel-editor").getByRole("button", { name: "Reset" }).click();
		await panel.locator(".verdict", { hasText: "0 of 100 positions changed" }).waitFor();
		assert.deepEqual(await shown(), rounded(own.kernel?.values ?? []));
		await panel.getByRole("button", { name: "All to 0" }).click();
		await panel.locator(".verdict", { hasText: `${own.changed} of 100 positions changed` }).waitFor();
		assert.deepEqual(new Set(await shown()), new Set([0]));
		// Another kernel has its own numbers.
		await panel.getByRole("spinbutton", { name: "Kernel of input channel" }).fill("3");
		const other = (await tried(panel, { kind: "kernel", layer: "3", tile: 2, source: 3 })).result as Of<"kernel">;
		await panel.waitForFunction(
			(first) => {
				const input = document.querySelector("convscope-panel")?.shadowRoot?.querySelector<HTMLInputElement>(".kernel-fields input");
				return Number(input?.value) === first;
			},
			rounded(other.kernel?.values ?? [])[0],
		);
		assert.deepEqual(await shown(), rounded(other.kernel?.values ?? []));
	});

	test("padding along the depth: sizes, how far the border reaches, sizes without padding in any layer", async () => {
		const panel = await open({ text: readProject("media/samples/vgg-cifar.cnn.json"), ...experimenting("padding", { selected: "14" }) });
		await answered(panel, { kind: "padding", layer: "14" });
		const { depth, everywhere } = (await tried(panel, { kind: "padding", layer: "14", tile: 0 })).result as Of<"padding">;
		const rows = await panel
			.locator(".moves tbody tr")
			.evaluateAll((all) => all.map((row) => [...row.children].map((cell) => cell.textContent?.trim())));
		assert.deepEqual(
			rows.map(([, size, , bare]) => [size, bare]),
			depth.map(({ size, bare }) => [size.join("×"), bare?.join("×") ?? "does not fit"]),
		);
		assert.deepEqual(rows.at(-1)?.slice(1), ["4×4", "100 %", "1×1"]);
		assert.equal(everywhere?.width, 3);
		assert.equal(await panel.locator(".result canvas.plane").count(), 3);
		await panel.screenshot({ path: artefact("webview-experiment-padding-vgg.png"), fullPage: true });
	});

	for (const kind of experimentKinds) {
		test(`${kind} can be tried with the large sample, and exported with all that it shows`, async () => {
			const panel = await open({ text: readProject("media/samples/vgg-cifar.cnn.json"), theme: "light", ...experimenting(kind) });
			await answered(panel, { kind });
			const drawn = kind === "padding" || kind === "kernel"; // a PNG takes seconds
			const files = await panel.evaluate(
				async (formats) => {
					const both = [];
					for (const format of formats) {
						const picture = await window.fakeHost.panel.picture({ format, theme: "light" });
						if (!picture.ok) throw new Error(picture.reason);
						both.push([...new Uint8Array(picture.bytes)]);
					}
					return both;
				},
				drawn ? (["svg", "png"] as const) : (["svg"] as const),
			);
			const [svg = Buffer.alloc(0), png] = files.map((bytes) => Buffer.from(bytes));
			writeFileSync(artefact(`export-experiment-${kind}.svg`), svg);
			const { texts, images, width } = await panel.evaluate((text) => {
				const root = new DOMParser().parseFromString(text, "image/svg+xml").documentElement;
				return {
					texts: [...root.querySelectorAll("text")].map((element) => element.textContent ?? ""),
					images: root.querySelectorAll("image").length,
					width: Number(root.getAttribute("width")),
				};
			}, svg.toString());
			const said = (await panel.locator(".result .verdict").first().textContent()) ?? "";
			assert.ok(texts.join(" ").replace(/\s+/g, " ").includes(said.trim().replace(/\s+/g, " ")), `${said} in ${texts}`);
			for (const text of await panel
				.locator(".controls select, .controls input[type=number]")
				.evaluateAll((fields) =>
					fields.map(
						(field) => (field instanceof HTMLSelectElement ? field.selectedOptions[0]?.text : (field as HTMLInputElement).value) ?? "",
					),
				))
				assert.ok(text === "" || texts.includes(text), `${text} in ${texts}`);
			const name = await panel.locator(".experiments > .segments label:has(:checked)").textContent();
			assert.ok(texts.includes(name?.trim() ?? ""), `${name} in ${texts}`);
			assert.equal(images, await panel.locator("canvas.plane").count(), "all pictures are in it");
			if (!png) return;
			writeFileSync(artefact(`export-experiment-${kind}.png`), png);
			assert.equal(png.subarray(1, 4).toString("latin1"), "PNG");
			assert.equal(png.readUInt32BE(16), Math.round(3 * width));
		});
	}

	test("other weights and another picture: tried again", async () => {
		const panel = await open(experimenting("ablation", { selected: "0" }));
		await answered(panel, { kind: "ablation" });
		const before = await column(panel, 1);
		await panel.evaluate(() => window.fakeHost.edit(`${window.fakeHost.text}\n`));
		await settled(panel);
		await panel.locator("convscope-input-strip [role=option]").nth(3).click();
		await panel.waitForFunction((old) => {
			const cells =
				document.querySelector("convscope-panel")?.shadowRoot?.querySelectorAll(".trial-scores tbody tr td:nth-of-type(1)") ?? [];
			return cells.length > 0 && JSON.stringify([...cells].map(({ textContent }) => textContent?.trim())) !== old;
		}, JSON.stringify(before));
	});

	for (const theme of ["light", "dark", "hc-black", "hc-light"] as ThemeName[]) {
		test(`axe finds nothing, and nothing is cut off: ${theme}`, async () => {
			const panel = await open({ theme, width: 560, ...experimenting("translation", { selected: "0" }) });
			await answered(panel, { kind: "translation" });
			await panel.screenshot({ path: artefact(`webview-experiments-${theme}.png`) });
			assert.deepEqual(await violations(panel), []);
		});
	}
});
