import assert from "node:assert/strict";
import { test } from "mocha";
import type { Locator, Page } from "playwright-core";
import type { GradientDerivation } from "../../src/network/gradient";
import type { LossDerivation } from "../../src/network/lossDerivation";
import { formatValue } from "../../webview/format";
import { precise } from "../../webview/pixel/expression";
import { artefact, panelSuite, readProject, settled, violations } from "./harness";
import type { ThemeName } from "./themes";

const lenet = readProject("media/samples/lenet.cnn.json");

/** A network with every family of layers that sends something back in its own way; `train` says what the loss is. */
const zoo = (train: object) =>
	JSON.stringify({
		input: [1, 20, 20],
		layers: [
			{ type: "Conv2d", id: "conv", out_channels: 6, kernel_size: 3, padding: 2, dilation: 2 },
			{ type: "BatchNorm2d", id: "running" },
			{ type: "InstanceNorm2d", id: "norm", affine: true },
			{ type: "GELU", id: "gelu" },
			{ type: "LocalResponseNorm", id: "response", size: 3, alpha: 1 },
			{ type: "MaxPool2d", id: "max", kernel_size: 3, stride: 2, padding: 1 },
			{ type: "Conv2d", id: "pointwise", out_channels: 6, kernel_size: 1 },
			{ type: "Multiply", id: "times", from: ["max", "pointwise"] },
			{ type: "Add", id: "add", from: ["max", "times"] },
			{ type: "Concat", id: "both", from: ["add", "pointwise"] },
			{ type: "Upsample", id: "upsample", scale_factor: 1.5, mode: "bilinear" },
			{ type: "AvgPool2d", id: "mean", kernel_size: 3, stride: 2, padding: 1 },
			{ type: "ConvTranspose2d", id: "transposed", out_channels: 4, kernel_size: 3, stride: 2 },
			{ type: "PixelShuffle", id: "shuffle", upscale_factor: 2 },
			{ type: "ZeroPad2d", id: "pad", padding: [-1, 1, 0, 1] },
			{ type: "AdaptiveMaxPool2d", id: "adaptive", output_size: 5 },
			{ type: "Flatten", id: "flatten" },
			{ type: "Dropout", id: "dropout" },
			{ type: "Linear", id: "linear", out_features: 10 },
			{ type: "LogSoftmax", id: "shares" },
		],
		train: { data: "mnist", ...train },
	});

/** The layers of it, by the form of what they send back. */
const byForm: Readonly<Record<string, readonly string[]>> = {
	normalise: ["running", "norm"],
	localResponse: ["response"],
	"sum of products": ["pointwise", "transposed", "linear", "conv"],
	"sum of copies": ["both", "shuffle", "pad", "flatten", "dropout", "max"],
	"sum of shares": ["mean", "adaptive", "upsample", "add", "times"],
	slope: ["gelu"],
	softmax: ["shares"],
};

const pixelOf = (key: string, view: object = {}) => ({ view: { zoom: "pixel" as const, selected: key, ...view } });

const plain = (text: string | null): string => (text ?? "").replaceAll("−", "-").replace(/\s+/g, " ").trim();

/** The engine's own loss of what is shown. */
const lossOf = (page: Page, x = 0): Promise<LossDerivation> =>
	page.evaluate((column) => {
		const host = window.fakeHost;
		const reply = host.engine.deriveLoss({ revision: host.model?.revision ?? 0, tile: 0, y: 0, x: column, count: 12 });
		if (!reply.ok) throw new Error(reply.text.message);
		return reply.derivation;
	}, x);

/** ∂loss/∂number as the engine's pictures of gradients have it, of a layer's output or the input. */
const gradientAt = (page: Page, layer: string, tile: number, y: number, x: number): Promise<number> =>
	page.evaluate(
		([key, nth, row, column]) => {
			const host = window.fakeHost;
			const place = { layer: key, tile: nth, y: row, x: column, what: "gradients" as const, height: 1, width: 1 };
			const reply = host.engine.patch({ revision: host.model?.revision ?? 0, ...place });
			if (!reply.ok) throw new Error(reply.text.message);
			return new Float32Array(reply.values)[0] ?? Number.NaN;
		},
		[layer, tile, y, x] as const,
	);

/** A printed line ends in a number, as the engine has it, and says that it adds up. */
async function checkResult(line: Locator, value: number): Promise<void> {
	const text = plain(await line.locator(".line-sum").textContent());
	const [, result = ""] = text.split(" = ");
	const decimals = (result.split("e")[0]?.split(".")[1] ?? "").length;
	const written = result.includes("e") ? value.toExponential(decimals) : value.toFixed(decimals);
	assert.equal(Number(result), Number(written), `${text}: the engine says ${value}`);
}

const arriving = (page: Page): Locator => page.locator("convscope-back-lines .line").first();
const sent = (page: Page): Locator => page.locator("convscope-back-lines .line").nth(1);

panelSuite("the way back and the loss", { text: lenet }, ({ open }) => {
	for (const theme of ["light", "dark"] as ThemeName[]) {
		test(`the loss behind the scores, ${theme}: exponentials, their sum, −log p of the label, to the last digit the engine's`, async () => {
			const panel = await open({ theme, ...pixelOf("11", { pixel: { y: 0, x: 7 } }) });
			const part = panel.getByRole("region", { name: "Loss" });
			await part.locator(".row-total").waitFor();
			const loss = await lossOf(panel);
			assert.ok(loss.form === "crossEntropy" && loss.classes.length === 10);
			await checkResult(part, loss.value);
			const scores = await panel.evaluate(() => {
				const { engine, model } = window.fakeHost;
				const request = { revision: model?.revision ?? 0, layer: "11", tile: 0, y: 0, x: 0, height: 1, width: 10, what: "maps" } as const;
				const reply = engine.patch(request);
				return reply.ok ? [...new Float32Array(reply.values)] : [];
			});
			const all = scores.reduce((sum, score) => sum + Math.exp(score), 0);
			assert.ok(Math.abs(loss.value - Math.log(all) + (scores[0] ?? 0)) < 1e-12, "it is −log of the softmax at the label");
			const rows = await part
				.locator("tbody tr")
				.evaluateAll((lines) => lines.map((line) => [...line.children].map((cell) => cell.textContent)));
			assert.equal(rows.length, 10);
			for (const [index, [name, score, power]] of rows.entries()) {
				assert.equal(plain(name ?? ""), index === loss.label ? `${index} ← label` : `${index}`);
				assert.equal(score, formatValue(scores[index] ?? Number.NaN));
				assert.equal(power, formatValue(Math.exp((scores[index] ?? Number.NaN) - loss.max)));
			}
			const totals = plain(await part.locator(".row-totals").textContent());
			assert.ok(totals.includes(plain(formatValue(loss.sum))), totals);
			await part.scrollIntoViewIfNeeded();
			await panel.screenshot({ path: artefact(`webview-loss-${theme}.png`) });
			assert.deepEqual(await violations(panel), []);
		});
	}

	test("the score's line leads on to the loss", async () => {
		const panel = await open(pixelOf("11", { pixel: { y: 0, x: 7 } }));
		const way = panel.getByRole("button", { name: "CrossEntropyLoss" });
		await way.focus();
		await panel.keyboard.press("Enter");
		await panel.waitForFunction(() =>
			document.querySelector("convscope-panel")?.shadowRoot?.activeElement?.classList.contains("loss-part"),
		);
	});

	for (const [name, train] of Object.entries({
		NLLLoss: { loss: "NLLLoss" },
		MSELoss: { loss: "MSELoss" },
		CrossEntropyLoss: { loss: "CrossEntropyLoss", label_smoothing: 0.2, class_weights: [1, 2, 1, 1, 0.5, 1, 1, 3, 1, 1] },
	})) {
		test(`${name}: its line is the engine's loss; turned round, every score's gradient is the engine's`, async () => {
			const panel = await open({ text: zoo(train), theme: "light", ...pixelOf("shares", { pixel: { y: 0, x: 7 } }) });
			const part = panel.getByRole("region", { name: "Loss" });
			await part.locator(".row-total").waitFor();
			const loss = await lossOf(panel);
			assert.equal(loss.type, name);
			await checkResult(part, loss.value);
			await panel.getByRole("radio", { name: "Gradients" }).check();
			await part.getByRole("columnheader", { name: "∂loss/∂x" }).waitFor();
			await checkResult(arriving(panel), await gradientAt(panel, "shares", 0, 0, 7));
			const printed = await part.locator("tbody tr td:last-child").allTextContents();
			assert.deepEqual(
				printed,
				loss.classes.map(({ gradient }) => precise(gradient)),
			);
			const last = await Promise.all(loss.classes.map(({ index }) => gradientAt(panel, "shares", 0, 0, index)));
			assert.deepEqual(
				loss.classes.map(({ gradient }) => gradient),
				last,
			);
			// Through the logarithm of the softmax: what arrives less a share of all that arrives.
			await checkResult(sent(panel), await gradientAt(panel, "linear", 0, 0, 7));
			await panel.screenshot({ path: artefact(`webview-loss-${name}.png`) });
		});
	}

	test("without a label there is no loss, and it says so", async () => {
		const panel = await open({
			text: JSON.stringify({ input: [1, 4, 4], layers: [{ type: "Flatten" }, { type: "Linear", out_features: 3 }] }),
			...pixelOf("1"),
		});
		await panel.evaluate(() => window.fakeHost.panel.select("1"));
		await panel.getByRole("region", { name: "Loss" }).waitFor();
		await panel.evaluate(async () => {
			const { engine } = window.fakeHost;
			engine.setImage({ width: 1, height: 1, rgba: new ArrayBuffer(4) });
			await window.fakeHost.choose({ kind: "image" });
		});
		await panel.getByRole("region", { name: "Loss" }).getByText("There is no loss of this image").waitFor();
	});

	for (const [form, keys] of Object.entries(byForm)) {
		test(`${keys.join(", ")}: the way back is one line that comes to the engine's gradient; axe finds nothing`, async () => {
			const [first = ""] = keys;
			const panel = await open({ text: zoo({ loss: "NLLLoss" }), theme: "light", ...pixelOf(first, { gradients: true }) });
			const layers = await panel.evaluate(() => window.fakeHost.model?.layers.map(({ key, inputs }) => ({ key, inputs })) ?? []);
			for (const key of keys) {
				await panel.evaluate((layer) => window.fakeHost.panel.select(layer), key);
				await panel.locator(".pixel-side h2", { hasText: key }).waitFor();
				await settled(panel);
				await sent(panel).locator(".line-caption").waitFor();
				const asked = await panel.evaluate(() => {
					const calls = window.fakeHost.calls.filter(({ name }) => name === "deriveGradient").slice(-2);
					return calls.map(({ args }) => args[0]) as {
						layer: string;
						tile: number;
						y: number;
						x: number;
						count: number;
						revision: number;
					}[];
				});
				const [own, before] = asked;
				assert.ok(own && before && own.layer === key, `${key} asks for its own gradient and for its input's`);
				const readable = layers.find((layer) => layer.key === key)?.inputs.map((input) => layers[input]?.key ?? "input") ?? [];
				assert.ok(readable.includes(before.layer), `${before.layer} is an input of ${key}`);
				await checkResult(arriving(panel), await gradientAt(panel, key, own.tile, own.y, own.x));
				await checkResult(sent(panel), await gradientAt(panel, before.layer, before.tile, before.y, before.x));
				const derivation = await panel.evaluate((request): GradientDerivation | undefined => {
					const reply = window.fakeHost.engine.deriveGradient(request);
					return reply.ok ? reply.derivation : undefined;
				}, before);
				assert.equal(derivation?.parts.find((part) => part.layer === key)?.form, form.split(" ")[0]);
			}
			assert.deepEqual(await violations(panel), []);
			await panel.screenshot({ path: artefact(`webview-back-${keys.at(-1)}.png`) });
		});
	}

	test("by keyboard: a number of the window is chosen, and all outputs that use it add up to its gradient; Add has two ways back", async () => {
		const panel = await open({ ...pixelOf("3", { channel: 1, pixel: { y: 4, x: 5 }, gradients: true }) });
		const grid = panel.getByRole("grid", { name: /sends back/ }).first();
		await grid.locator('[tabindex="0"]').focus();
		await panel.keyboard.press("ArrowRight");
		await panel.keyboard.press("ArrowDown");
		await panel.keyboard.press("Enter");
		await sent(panel).locator(".line-caption", { hasText: "row 5, column 6" }).waitFor();
		const table = panel.locator(".back-parts table");
		await table.locator("tbody tr").first().waitFor();
		const [tile] = (plain(await sent(panel).locator(".line-caption").textContent()).match(/map (\d+)/) ?? []).slice(1).map(Number);
		await checkResult(sent(panel), await gradientAt(panel, "2", tile ?? -1, 5, 6));
		assert.match(plain(await panel.locator(".back-parts .row-totals").textContent()), /392 more outputs/);
		await table.locator("tbody tr").first().getByRole("button").first().click(); // to that output
		await panel.locator(".breadcrumb .crumb", { hasText: "Conv2d 3" }).waitFor();

		const two = await open({ text: zoo({ loss: "NLLLoss" }), theme: "light", ...pixelOf("times", { gradients: true, channel: 2 }) });
		await two.getByRole("button", { name: "∂loss/∂ of input 1" }).click();
		await sent(two).locator(".line-caption", { hasText: "pointwise" }).waitFor();
		await checkResult(sent(two), await gradientAt(two, "pointwise", 2, 5, 5));
		assert.match(plain(await two.locator(".back-parts").textContent()), /Other layers read the same number/);
	});

	test("the optimiser's step from a kernel weight's gradient is the engine's own", async () => {
		const panel = await open(pixelOf("0", { channel: 1, pixel: { y: 14, x: 14 }, gradients: true }));
		await panel.locator('convscope-numbers [aria-label^="Kernel weight[1, 0]"] [data-nth="7"]').click();
		const detail = panel.getByRole("region", { name: "A weight's gradient" });
		const facts = () =>
			detail.locator("dl").evaluate((list) => {
				const [names, values] = ["dt", "dd"].map((tag) => [...list.querySelectorAll(tag)].map((each) => each.textContent ?? ""));
				return Object.fromEntries((names ?? []).map((name, i) => [name, values?.[i] ?? ""]));
			});
		const reply = () =>
			panel.evaluate(() => {
				const host = window.fakeHost;
				const found = host.engine.deriveWeight({ revision: host.model?.revision ?? 0, layer: "0", tile: 1, y: 1, x: 2, count: 8 });
				if (!found.ok || !found.step) throw new Error("there is no step");
				return { ...found.derivation, step: found.step };
			});
		const check = async (name: string, change: (gradient: number, weight: number) => number) => {
			await detail.locator("dt", { hasText: name }).waitFor();
			const { weight, gradient, step } = await reply();
			const shown = await facts();
			assert.equal(shown[name], precise(step.change));
			assert.equal(shown.weight, precise(weight));
			assert.equal(shown["weight after it"], precise(weight + step.change));
			const expected = change(gradient, weight);
			assert.ok(Math.abs(step.change - expected) <= 1e-6 * Math.abs(weight), `${step.change} is not ${expected}`);
		};
		await check("step of Adam at lr 0.001", (gradient) => -0.001 * Math.sign(gradient));
		await panel.screenshot({ path: artefact("webview-weight-step.png") });
		await panel.evaluate(
			(text) => window.fakeHost.edit(text),
			lenet.replace('"optimizer": "Adam", "lr": 0.001', '"optimizer": "SGD", "momentum": 0.9, "lr": 0.5'),
		);
		await check("step of SGD at lr 0.5", (gradient) => -0.5 * gradient);
		assert.deepEqual(await violations(panel), []);
	});
});
