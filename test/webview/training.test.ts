import assert from "node:assert/strict";
import { test } from "mocha";
import type { Page } from "playwright-core";
import type { PanelTraining } from "../../src/protocol/training";
import { formatValue } from "../../webview/format";
import { artefact, panelSuite, readProject, settled, violations } from "./harness";
import type { ThemeName } from "./themes";

const lenet = readProject("media/samples/lenet.cnn.json");

/** A run in the middle of its second epoch, as a worker would tell of it. */
const classes = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];
const run: Partial<PanelTraining> = {
	run: 1,
	phase: "paused",
	step: 200,
	stepsPerEpoch: 125,
	steps: 375,
	epoch: 1,
	elapsedMs: 9000,
	train: Array.from({ length: 100 }, (_, i) => ({
		step: 2 * i + 2,
		loss: 2.3 * 0.965 ** i + 0.04 * Math.abs(Math.sin(7.1 * i)) + 0.05,
		accuracy: Math.min(1, 0.1 + 0.88 * (1 - 0.95 ** i) + 0.02 * Math.sin(5.3 * i)),
		lr: 0.001,
	})),
	test: [
		{ step: 0, epoch: 0, loss: 2.31, accuracy: 0.098 },
		{ step: 125, epoch: 1, loss: 0.29, accuracy: 0.914 },
	],
	norms: [
		{ layer: "0", output: 0.012, weight: 0.31 },
		{ layer: "1", output: 0.011, weight: undefined },
		{ layer: "3", output: 0.034, weight: 0.72 },
		{ layer: "7", output: 0.0041, weight: 0.22 },
		{ layer: "9", output: 0.00072, weight: 0.09 },
		{ layer: "11", output: 0.19, weight: 0.41 },
	],
	confusion: {
		step: 125,
		classes,
		counts: classes.flatMap((_, row) =>
			classes.map((__, column) => (row === column ? 91 : (row + 3 * column) % 10 === 0 ? 5 : (row * column) % 7 === 3 ? 1 : 0)),
		),
	},
	snapshots: [0, 25, 50, 75, 100, 125, 150, 175].map((step) => ({ step, bytes: 250_000 })),
};

const calls = (page: Page, name: string): Promise<readonly (readonly unknown[])[]> =>
	page.evaluate((wanted) => window.fakeHost.calls.filter((call) => call.name === wanted).map(({ args }) => args), name);

/** An attribute of what has the focus, as soon as something has that has it. */
const held = async (page: Page, name: string): Promise<unknown> => {
	const found = await page.waitForFunction(
		(attribute) => document.querySelector("convscope-panel")?.shadowRoot?.activeElement?.getAttribute(attribute),
		name,
	);
	return found.jsonValue();
};

/** A network that a browser trains in a moment. */
const small = JSON.stringify({
	input: [1, 28, 28],
	labels: classes,
	layers: [
		{ type: "Conv2d", out_channels: 4, kernel_size: 5, stride: 2 },
		{ type: "ReLU" },
		{ type: "Flatten" },
		{ type: "Linear", out_features: 10 },
	],
	train: { data: "mnist", optimizer: "Adam", lr: 0.003, batch_size: 16, epochs: 1 },
});

panelSuite("training in the panel", { text: lenet }, ({ open }) => {
	for (const theme of ["light", "dark", "hc-black", "hc-light"] as ThemeName[]) {
		for (const beside of ["gradients", "confusion"] as const) {
			test(`axe finds nothing: ${beside}, ${theme}`, async () => {
				const panel = await open({ theme, run, view: { training: true, beside, selected: "3" }, height: 900 });
				await panel.locator(".plot canvas").nth(1).waitFor();
				await panel.screenshot({ path: artefact(`webview-training-${beside}-${theme}.png`) });
				assert.deepEqual(await violations(panel), []);
			});
		}
	}

	for (const width of [320, 420, 622, 640, 700, 1000]) {
		test(`fits a panel of ${width} pixels`, async () => {
			const panel = await open({ theme: "light", run, view: { training: true }, width, height: 900 });
			await panel.locator(".plot canvas").first().waitFor();
			await panel.screenshot({ path: artefact(`webview-training-${width}.png`) });
			const beyond = await panel.evaluate(() => {
				const shadow = document.querySelector("convscope-panel")?.shadowRoot;
				const parts = shadow?.querySelectorAll("convscope-train-bar button, .setting");
				return [...(parts ?? [])].filter((button) => button.getBoundingClientRect().right > innerWidth).length;
			});
			assert.equal(beyond, 0);
			const cut = await panel
				.locator(".train-facts")
				.evaluate(
					(facts) =>
						[...facts.children].filter(
							(fact) =>
								fact.clientWidth + fact.scrollWidth > 0 && fact.getBoundingClientRect().right > facts.getBoundingClientRect().right + 1,
						).length,
				);
			assert.equal(cut, 0, "no number is cut off");
		});
	}

	for (const [width, height] of [
		[1000, 800],
		[620, 850],
		[480, 850],
	] as const) {
		test(`settings, curves and what stands beside them are seen in a panel of ${width}×${height}`, async () => {
			const panel = await open({ run, view: { training: true, beside: "confusion" }, width, height });
			await panel.locator(".plot canvas").nth(1).waitFor();
			const unseen = await panel.locator(".train-area").evaluate((area) => {
				const { top, bottom } = area.getBoundingClientRect();
				const parts = [...area.querySelectorAll(".setting, .plot, .snapshots, .segment")];
				return parts.map((part) => part.getBoundingClientRect()).filter((part) => part.top < top || part.bottom > bottom).length;
			});
			assert.equal(unseen, 0);
		});
	}

	test("in half a window, what is chosen beside the curves comes into sight", async () => {
		const panel = await open({ run, view: { training: true }, width: 620, height: 900 });
		await panel.getByRole("radio", { name: "Confusion" }).check();
		await panel.waitForFunction(() => {
			const root = document.querySelector("convscope-panel")?.shadowRoot;
			const [area, table] = [".train-area", ".confusion"].map((part) => root?.querySelector(part)?.getBoundingClientRect());
			return area && table && table.top >= area.top && table.top < area.bottom - 100;
		});
	});

	test("opening the area moves nothing above the pictures; the bar is always there", async () => {
		const panel = await open();
		const top = () => panel.locator(".main").evaluate((main) => main.getBoundingClientRect().top);
		const bar = () => panel.locator("convscope-train-bar").evaluate((element) => element.getBoundingClientRect().height);
		const [before, height] = [await top(), await bar()];
		await panel.getByRole("button", { name: "Curves" }).click();
		await panel.locator(".train-area").waitFor();
		assert.deepEqual([await top(), await bar()], [before, height]);
		await panel.waitForFunction(() => (window.fakeHost.saved as { view: { training?: boolean } }).view.training === true);
	});

	test("the chosen layer stays in sight when the area takes half of the room", async () => {
		const panel = await open({ view: { selected: "3" }, width: 620, height: 900 });
		const header = panel.locator('.layer-header[data-key="3"]');
		await header.focus();
		await panel.getByRole("button", { name: "Curves" }).click();
		await panel.locator(".train-area").waitFor();
		await panel.waitForFunction(() => {
			const root = document.querySelector("convscope-panel")?.shadowRoot;
			const [view, box] = [".scroller", '.layer-header[data-key="3"]'].map((part) => root?.querySelector(part)?.getBoundingClientRect());
			return (
				view &&
				box &&
				view.height < 320 &&
				box.left >= view.left &&
				box.left < view.right - 60 &&
				box.top >= view.top &&
				box.bottom <= view.bottom
			);
		});
	});

	test("epochs are counted as the text says, whatever batch size the run began with", async () => {
		const panel = await open({ run: { ...run, steps: 2200, stepsPerEpoch: 500 }, view: { training: true } });
		assert.equal(await panel.locator(".train-words span").first().textContent(), "epoch 2 of 10");
	});

	test("the panel cannot be scrolled out of its frame by what is focused below its edge", async () => {
		const panel = await open({ run, view: { training: true }, width: 620, height: 320 });
		await panel.locator(".train-area").waitFor();
		await panel.locator("convscope-status").evaluate((status) => status.scrollIntoView({ block: "start" }));
		assert.equal(await panel.evaluate(() => document.querySelector("convscope-panel")?.getBoundingClientRect().top), 0);
	});

	test("buttons send their actions, and only those that make sense", async () => {
		const panel = await open({ run, view: { training: true } });
		await panel.getByRole("button", { name: "Continue", exact: true }).click();
		assert.deepEqual(await calls(panel, "train"), [["start"]]);
		await panel.locator(".train-area").getByRole("button", { name: "Export the curves" }).click();
		assert.deepEqual(await calls(panel, "exportRun"), [[]]);
	});

	test("weights that are trained already: the bar says so, and offers to begin anew", async () => {
		const weights = { initialised: 0, given: 5, trained: 0, file: "lenet.safetensors" };
		for (const width of [1000, 640, 420]) {
			const panel = await open({ weights, width });
			const button = panel.locator("convscope-train-bar").getByRole("button", { name: "Re-initialise weights" });
			await button.click();
			assert.equal((await calls(panel, "reinitialise")).length, 1);
			await panel.getByText("the trained weights of lenet.safetensors", { exact: false }).waitFor();
			assert.deepEqual(await violations(panel), []);
			await panel.screenshot({ path: artefact(`webview-training-hint-${width}.png`) });
			await panel.evaluate((given) => window.fakeHost.showTraining({ ...window.fakeHost.training, ...given } as never), run);
			await panel.locator("convscope-train-bar .train-fact.loss").waitFor();
		}
	});

	test("a run that was kept before a reload is offered: to go on from, or to discard", async () => {
		for (const width of [1000, 640, 420]) {
			const panel = await open({ width });
			await panel.evaluate(() => {
				const { training, panel: shown } = window.fakeHost;
				if (training) shown.training({ ...training, kept: { step: 1250, when: "2026-01-02T03:04:05Z" } });
			});
			const bar = panel.locator("convscope-train-bar");
			await bar.getByText("A run was kept on Jan 2, 2026", { exact: false }).waitFor();
			const cut = await bar.locator(".train-facts > *").evaluateAll(
				(parts) =>
					parts.filter((part) => {
						const [inner, outer] = [part.getBoundingClientRect(), (part.parentElement ?? part).getBoundingClientRect()];
						return part.scrollHeight > part.clientHeight + 1 || inner.right > outer.right + 1 || inner.bottom > outer.bottom + 1;
					}).length,
			);
			assert.equal(cut, 0, `at ${width} pixels nothing is cut`);
			await bar.getByRole("button", { name: "Discard it" }).click();
			await bar.getByRole("button", { name: "Continue from step 1,250" }).click();
			assert.deepEqual(await calls(panel, "train"), [["discard"], ["resume"]]);
			await panel.locator(".train-area").waitFor();
			assert.deepEqual(await violations(panel), []);
			await panel.screenshot({ path: artefact(`webview-training-kept-${width}.png`) });
		}
	});

	test("where numbers broke, the last snapshot from before is offered", async () => {
		const said = "The output of Linear 11 is no finite number any more, so training stopped; no weight was changed by this step.";
		for (const width of [1000, 640, 420]) {
			const panel = await open({ run, width });
			const tell = (more: object) =>
				panel.evaluate(
					([words, given]) => {
						const { training, panel: shown } = window.fakeHost;
						const notice = { severity: "error", text: { message: words }, layer: "11", ...given } as const;
						if (training) shown.training({ ...training, phase: "stopped", notice });
					},
					[said, more] as const,
				);
			await tell({ broken: true });
			const bar = panel.locator("convscope-train-bar");
			await bar.getByText(said, { exact: true }).first().waitFor();
			const cut = await bar
				.locator(".train-facts > *")
				.evaluateAll((parts) => parts.filter((part) => part.scrollHeight > part.clientHeight + 1).length);
			assert.equal(cut, 0, `at ${width} pixels nothing is cut`);
			await bar.getByRole("button", { name: "Continue from step 175" }).click();
			assert.deepEqual(await calls(panel, "continueFrom"), [[175]]);
			assert.deepEqual(await violations(panel), []);
			await panel.screenshot({ path: artefact(`webview-training-broken-${width}.png`) });
			await tell({}); // stopped by an edit, say: the weights are as good as they were
			await bar.getByRole("button", { name: "Continue from step 175" }).waitFor({ state: "detached" });
		}
	});

	test("why training could not begin is said in the bar, aloud as well", async () => {
		const panel = await open();
		await panel.evaluate(() => {
			const { training, panel: shown } = window.fakeHost;
			if (training) shown.training({ ...training, notice: { severity: "error", text: { message: "pets is no folder." } } });
		});
		await panel.locator(".train-notice.error", { hasText: "pets is no folder." }).waitFor();
		await panel
			.locator('convscope-train-bar [role="status"]', { hasText: "Not trained. pets is no folder." })
			.waitFor({ state: "attached" });
	});

	test("a run that waits for a text to be mended says that it will go on", async () => {
		const panel = await open();
		await panel.evaluate(() => {
			const { training, panel: shown } = window.fakeHost;
			const blocked = { message: "The network has to fit before it can be trained." };
			if (training) shown.training({ ...training, blocked, phase: "running", step: 12 });
		});
		await panel
			.locator(".train-notice", { hasText: "The network has to fit before it can be trained. Then the run goes on by itself." })
			.waitFor();
		await panel.locator(".train-pause", { hasText: "Pause" }).waitFor();
	});

	test("a run that was kept is told of while the text has to be mended first", async () => {
		for (const width of [1000, 620, 420]) {
			const panel = await open({ width });
			await panel.evaluate(() => {
				const { training, panel: shown } = window.fakeHost;
				const blocked = { message: "The network has to fit before it can be trained." };
				if (training) shown.training({ ...training, blocked, kept: { step: 1250, when: "2026-01-02T03:04:05Z" } });
			});
			const bar = panel.locator("convscope-train-bar");
			const said = bar.getByText(
				"The network has to fit before it can be trained. A run that was kept can then be continued from step 1,250.",
			);
			await said.waitFor();
			assert.equal(await said.evaluate((part) => part.scrollHeight > part.clientHeight + 1), false, `at ${width} pixels nothing is cut`);
			assert.equal(await bar.getByText("not trained").count(), 0);
			assert.deepEqual(await violations(panel), []);
			await panel.screenshot({ path: artefact(`webview-training-kept-broken-${width}.png`) });
		}
	});

	test("the model card: of the file that weights are from, and of the run", async () => {
		const card = {
			data: "mnist",
			optimizer: "Adam",
			lr: 0.001,
			epochs: 10,
			steps: 1250,
			bestAccuracy: 0.966,
			when: "2026-01-02T03:04:05Z",
		};
		const weights = { initialised: 0, given: 5, trained: 0, file: "lenet.safetensors", card };
		const panel = await open({ weights, view: { zoom: "ledger" }, theme: "light", height: 900 });
		const told = async () =>
			(await panel.locator(".card").allInnerTexts())
				.join("\n")
				.split("\n")
				.map((line) => line.trim())
				.filter((line) => line !== "");
		const words = await told();
		assert.deepEqual(words.slice(0, 9), [
			"Weights of lenet.safetensors",
			"Parameters",
			"61,706",
			"Best test accuracy",
			"96.6 %",
			"Trained on",
			"mnist",
			"For",
			"10 epochs · 1,250 steps",
		]);
		assert.match(words.join(" "), /How Adam · lr 0.001 When Jan 2, 2026/);
		assert.deepEqual(await violations(panel), []);
		await panel.screenshot({ path: artefact("webview-card.png") });
		const trained = { ...weights, given: 0, trained: 5, card: undefined };
		const page = await open({ weights: trained, run, view: { training: true, beside: "card" }, height: 900 });
		const [title, ...rows] = (await page.locator(".card").allInnerTexts()).join("\n").split(/\n+/);
		assert.equal(title, "Trained here");
		assert.match(rows.join(" "), /Best test accuracy 91.4 % .*For 1 epochs · 200 steps How Adam · lr 0.001 .*Training time 9.0 s/);
		assert.deepEqual(await violations(page), []);
		await page.screenshot({ path: artefact("webview-card-run.png") });
	});

	test("a text that cannot be trained says why, and starts nothing", async () => {
		const panel = await open({ text: lenet.replace(/\s*"train": .*,\n/, "\n") });
		await panel.getByText("The file does not say how to train", { exact: false }).waitFor();
		await panel.locator(".train-start").click({ force: true });
		await panel.locator(".train-reset").click({ force: true });
		assert.deepEqual(await calls(panel, "train"), []);
	});

	test("after the last epoch more of them can be had, and nothing else be trained", async () => {
		const [, written = "0"] = /"epochs": (\d+)/.exec(lenet) ?? [];
		const panel = await open({ run: { ...run, phase: "done", epoch: Number(written), step: 375 } });
		const more = panel.getByRole("button", { name: "More epochs" });
		assert.match((await more.getAttribute("title")) ?? "", new RegExp(`“epochs”: ${2 * Number(written)} is written`));
		assert.equal(await panel.locator(".train-start").count(), 0);
		const step = panel.locator(".train-step");
		assert.deepEqual([await step.getAttribute("aria-disabled"), await step.getAttribute("title")], ["true", "All epochs are done."]);
		await step.click({ force: true });
		assert.deepEqual(await calls(panel, "train"), []);
		assert.deepEqual(await violations(panel), []);
		await more.focus();
		await panel.keyboard.press("Enter");
		await panel.waitForFunction((epochs) => window.fakeHost.text.includes(`"epochs": ${epochs}`), 2 * Number(written));
		await panel.waitForFunction(() => window.fakeHost.calls.some(({ name }) => name === "train"));
		assert.deepEqual(await calls(panel, "train"), [["start"]]);
	});

	test("the keyboard stays in the bar when its button goes with what it was for", async () => {
		const panel = await open({ run: { ...run, phase: "running" } });
		await panel.getByRole("button", { name: "Pause" }).focus();
		const epoch = Number(/"epochs": (\d+)/.exec(lenet)?.[1]);
		await panel.evaluate((given) => window.fakeHost.showTraining({ ...window.fakeHost.training, ...given } as never), {
			...run,
			phase: "done",
			epoch,
		} as object);
		await panel.getByRole("button", { name: "More epochs" }).waitFor();
		assert.match(String(await held(panel, "class")), /train-more/);
	});

	test("Escape takes back what was typed into a setting, and stays in it", async () => {
		const panel = await open({ view: { training: true, selected: "3", zoom: "layer" } });
		const lr = panel.getByRole("spinbutton", { name: "lr" });
		const before = await lr.inputValue();
		await lr.fill("much");
		await panel.keyboard.press("Enter");
		assert.equal(await lr.getAttribute("aria-invalid"), "true");
		await panel.keyboard.press("Escape");
		await panel.waitForFunction(() => !document.querySelector("convscope-panel")?.shadowRoot?.querySelector('[aria-invalid="true"]'));
		assert.deepEqual([await lr.inputValue(), await held(panel, "id")], [before, "setting-lr"]);
		assert.equal(await panel.locator("convscope-layer-zoom").count(), 1);
		await panel.keyboard.press("Escape");
		await panel.locator("convscope-overview").waitFor();
	});

	test("settings are edits of the text", async () => {
		const panel = await open({ run, view: { training: true } });
		const lr = panel.getByLabel("lr", { exact: true });
		assert.equal(await lr.inputValue(), "0.001");
		await lr.fill("0.01");
		await lr.press("Enter");
		await panel.waitForFunction(() => window.fakeHost.text.includes('"lr": 0.01'));
		await lr.press("ArrowUp");
		await panel.waitForFunction(() => window.fakeHost.text.includes('"lr": 0.02'));
		const epochs = panel.getByLabel("epochs", { exact: true });
		await epochs.fill("1");
		await panel.evaluate(() => window.fakeHost.edit(window.fakeHost.text)); // as every frame of a run does, it renders the panel
		await settled(panel);
		assert.equal(await epochs.inputValue(), "1", "what is being typed stays");
		await epochs.press("End");
		await epochs.pressSequentially("2");
		await epochs.press("Enter");
		await panel.waitForFunction(() => window.fakeHost.text.includes('"epochs": 12'));
		const size = panel.getByLabel("batch_size", { exact: true });
		await size.fill("none");
		await size.press("Enter");
		assert.equal(await size.getAttribute("aria-invalid"), "true");
		const said = panel.locator(".setting-fault");
		assert.match((await said.textContent()) ?? "", /^batch_size must be a positive integer; it is none\.$/);
		await size.blur();
		await settled(panel);
		assert.deepEqual(
			[await size.inputValue(), await size.getAttribute("aria-invalid")],
			["32", "false"],
			"it shows the text's number again",
		);
		assert.notEqual(await said.textContent(), "", "and why stays");
		await size.press("ArrowDown");
		await panel.waitForFunction(() => window.fakeHost.text.includes('"batch_size": 16'));
		assert.equal(await size.getAttribute("aria-invalid"), "false");
		assert.equal((await said.textContent())?.trim(), "");
		assert.ok(await panel.getByLabel("momentum", { exact: true }).isDisabled(), "Adam has none");
		assert.ok((await panel.evaluate(() => window.fakeHost.text)).includes("// LeNet-5"), "comments stay");
	});

	test("curves are drawn in the theme's colours; arrow keys read exact numbers", async () => {
		const panel = await open({ run, theme: "light", view: { training: true } });
		const loss = panel.getByRole("slider", { name: "Loss over the steps" });
		const blues = () =>
			loss.locator("canvas").evaluate((element) => {
				const canvas = element as HTMLCanvasElement;
				const data = canvas.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
				let count = 0;
				for (let i = 0; i < data.length; i += 4)
					if (data[i] === 0x1a && data[i + 1] === 0x85 && data[i + 2] === 0xff && data[i + 3] === 255) count++;
				return count;
			});
		await panel.waitForFunction(() => document.querySelector("convscope-panel")?.shadowRoot?.querySelector(".plot canvas"));
		assert.ok((await blues()) > 100, "the smoothed curve is there");
		await loss.focus();
		await panel.keyboard.press("Home");
		await panel.keyboard.press("ArrowRight");
		const first = run.train?.[0];
		const words = (await loss.getAttribute("aria-valuetext")) ?? "";
		assert.match(words, /^step 2: /);
		assert.ok(first && words.includes(`train ${formatValue(first.loss)}, smoothed ${formatValue(first.loss)}, test 2.31`), words);
		assert.match((await panel.locator(".reading.at").first().textContent()) ?? "", /step 2/);
		assert.match((await panel.locator(".reading.at").nth(1).textContent()) ?? "", /step 2/, "both plots follow");
		await panel.getByLabel("Log scale").check();
		await panel.setViewportSize({ width: 900, height: 700 });
		await panel.waitForFunction(() => {
			const canvas = document.querySelector("convscope-panel")?.shadowRoot?.querySelector<HTMLCanvasElement>(".plot canvas");
			return canvas && Math.abs(canvas.getBoundingClientRect().width - (canvas.closest(".plot")?.clientWidth ?? 0)) < 2;
		});
		assert.ok((await blues()) > 60);
	});

	for (const theme of ["light", "dark"] as ThemeName[]) {
		test(`the numbers at the axes are whole, before the first step and during a run: ${theme}`, async () => {
			for (const [what, given] of [
				["before", undefined],
				["during", run],
			] as const) {
				const panel = await open({ theme, ...(given ? { run: given } : {}), view: { training: true }, height: 900 });
				await panel.locator(".plot canvas").nth(1).waitFor();
				await settled(panel);
				await panel.locator(".plots").screenshot({ path: artefact(`webview-axes-${what}-${theme}.png`) });
				const edges = await panel.locator(".plot canvas").evaluateAll((canvases) =>
					canvases.map((each) => {
						const canvas = each as HTMLCanvasElement;
						const context = canvas.getContext("2d");
						const ink = (x: number, y: number, width: number, height: number) =>
							context?.getImageData(x, y, width, height).data.some((value, i) => i % 4 === 3 && value > 0);
						const { width, height } = canvas;
						return { drawn: ink(0, 0, width, height), cut: ink(0, 0, width, 1) || ink(0, height - 1, width, 1) || ink(0, 0, 1, height) };
					}),
				);
				assert.deepEqual(
					edges,
					[
						{ drawn: true, cut: false },
						{ drawn: true, cut: false },
					],
					what,
				);
			}
		});
	}

	test("snapshots: the scrubber goes back, and training goes on from there", async () => {
		const panel = await open({ run, view: { training: true } });
		const weights = panel.getByRole("slider", { name: /Weights of/ });
		assert.equal(await weights.getAttribute("aria-valuetext"), "Now");
		assert.ok(await panel.getByRole("button", { name: "Continue from here" }).isDisabled());
		await weights.focus();
		await panel.keyboard.press("ArrowLeft");
		assert.deepEqual(await calls(panel, "showSnapshot"), [[175]]);
	});

	test("cells of the confusion matrix: arrow keys move, a click asks for the pictures behind it", async () => {
		const panel = await open({ run, view: { training: true, beside: "confusion" } });
		await panel.getByRole("button", { name: /^3 taken for 3/ }).focus();
		await panel.keyboard.press("ArrowRight");
		assert.equal(await held(panel, "data-cell"), "34");
		await panel.keyboard.press("ArrowLeft");
		await panel.keyboard.press("Enter");
		await panel.getByText("The test pictures are looked at when training begins", { exact: false }).waitFor();
		assert.deepEqual(await calls(panel, "tested"), [[{ from: 0, count: 48, cell: { actual: 3, taken: 3 } }]]);
	});

	test("mistakes: the pictures with the highest loss, and those behind a cell; one of them becomes the input", async () => {
		const panel = await open({ text: small, theme: "light", view: { training: true, beside: "mistakes" }, height: 900 });
		await panel.getByRole("button", { name: "Step", exact: true }).click();
		const pictures = panel.locator(".gallery-picture");
		await pictures.nth(47).waitFor({ timeout: 60_000 });
		const losses = (await pictures.locator(".dim").allTextContents()).map(Number);
		assert.deepEqual(
			losses,
			losses.toSorted((a, b) => b - a),
			"the worst stand first",
		);
		const painted = await pictures.locator("canvas").evaluateAll((all) =>
			all.map((element) => {
				const canvas = element as HTMLCanvasElement;
				return (
					canvas
						.getContext("2d")
						?.getImageData(0, 0, 28, 28)
						.data.some((value, i) => i % 4 === 0 && value > 200) ?? false
				);
			}),
		);
		assert.ok(painted.every(Boolean), "each shows a digit");
		await panel.getByRole("button", { name: "More", exact: true }).click();
		await pictures.nth(95).waitFor();
		await pictures.first().focus();
		await panel.keyboard.press("ArrowRight");
		await panel.keyboard.press("Enter");
		await settled(panel);
		const [, label] = /^Picture \d+: (\d)/.exec((await pictures.nth(1).getAttribute("title")) ?? "") ?? [];
		assert.equal(await pictures.nth(1).getAttribute("aria-selected"), "true");
		assert.match((await panel.locator(".reads").textContent()) ?? "", new RegExp(`\\(it is ${label}\\)`), "what the gallery says it is");
		assert.deepEqual(await violations(panel), []);
		await panel.screenshot({ path: artefact("webview-training-mistakes.png") });
		await panel.getByRole("radio", { name: "Confusion" }).check();
		const cell = panel.locator('.cell:not([aria-disabled="true"])').first();
		const [, actual, taken, count = "0"] = /^(\d) taken for (\d): (\d+)/.exec((await cell.getAttribute("aria-label")) ?? "") ?? [];
		await cell.click();
		await panel.locator(".gallery-head", { hasText: `${actual} taken for ${taken}: ${count}` }).waitFor();
		assert.equal(await pictures.count(), Math.min(48, Number(count)));
		const said = actual === taken ? `: ${actual}, right` : `: ${actual} taken for ${taken}, loss`;
		for (const words of await pictures.evaluateAll((all) => all.map((each) => (each as HTMLElement).title)))
			assert.ok(words.includes(said), words);
		assert.equal(await held(panel, "data-at"), "0", "the keyboard goes with them");
		await panel.keyboard.press("Escape");
		assert.deepEqual(await held(panel, "data-cell"), String(10 * Number(actual) + Number(taken)), "Escape leads back to the cell");
		await panel.evaluate(() => window.fakeHost.hold());
		await panel.keyboard.press("Enter");
		await panel.getByRole("button", { name: "Show all" }).focus();
		await panel.evaluate(() => window.fakeHost.release());
		await panel.locator(".gallery-head", { hasText: `${actual} taken for ${taken}: ${count}` }).waitFor();
		await pictures.first().waitFor();
		await settled(panel);
		assert.deepEqual(await held(panel, "class"), "tool", "pictures that come late leave the keyboard where it went meanwhile");
		await panel.keyboard.press("Enter");
		await panel.getByText("Test pictures with the highest loss").waitFor();
		await pictures.nth(47).waitFor();
		// The button is gone, the keyboard is not.
		await panel.locator('.gallery-picture[data-at="0"]:focus').waitFor();
	});

	test("trains: the loss falls, kernels change, gradients have pictures, a reset begins anew", async () => {
		const panel = await open({ text: small, theme: "light" });
		const kernels = () =>
			panel.locator('[aria-label="Kernels of Conv2d 0"] canvas').evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
		const before = await kernels();
		await panel.getByRole("button", { name: "Train", exact: true }).click();
		await panel.locator(".train-area").waitFor();
		await panel.waitForFunction(() => (window.fakeHost.training?.step ?? 0) > 40);
		const [first, last] = await panel.evaluate(() => [
			window.fakeHost.training?.train[0]?.loss ?? 0,
			window.fakeHost.training?.train.at(-1)?.loss ?? 9,
		]);
		assert.ok(last < first * 0.7, `${first} → ${last}`);
		await panel.screenshot({ path: artefact("webview-training-running.png") });
		await panel.getByRole("button", { name: "Pause", exact: true }).click();
		await panel.waitForFunction(() => window.fakeHost.training?.phase === "paused");
		await settled(panel);
		assert.notEqual(await kernels(), before);
		assert.match((await panel.locator(".facts").textContent()) ?? "", /after \d+ steps/);
		const { step } = await panel.evaluate(() => ({ step: window.fakeHost.training?.step ?? 0 }));
		await panel.getByRole("button", { name: "Step", exact: true }).click();
		await panel.waitForFunction((done) => window.fakeHost.training?.step === done + 1 && window.fakeHost.training.phase === "paused", step);
		await panel.locator('.layer-header[data-key="0"]').dblclick();
		await panel.getByRole("radio", { name: "Gradients" }).first().check();
		await panel.locator(".slope canvas").first().waitFor();
		await settled(panel);
		const painted = await panel.locator(".slope canvas").evaluateAll((all) =>
			all.map((element) => {
				const canvas = element as HTMLCanvasElement;
				const words = new Uint32Array(
					canvas.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height).data.buffer ?? new ArrayBuffer(0),
				);
				return new Set(words).size;
			}),
		);
		assert.ok(painted.length >= 3 && painted.every((colours) => colours > 8), String(painted));
		await panel.screenshot({ path: artefact("webview-training-slopes.png") });
		await panel.getByRole("button", { name: "Reset", exact: true }).click();
		await panel.waitForFunction(() => window.fakeHost.training?.step === 0);
		await panel.keyboard.press("Escape");
		await settled(panel);
		assert.equal(await kernels(), before, "the same seed, the same kernels");
	});
});
