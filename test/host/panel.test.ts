import assert from "node:assert/strict";
import { suite, suiteSetup, suiteTeardown, test } from "mocha";
import type { FrameLocator } from "playwright-core";
import * as vscode from "vscode";
import type { Session } from "../../src/extension/session";
import { colourOf } from "../../src/protocol/colour";
import { type Frame, STATS } from "../../src/protocol/frame";
import { paletteFor, tileColours } from "../../webview/paint/colour";
import { MARGIN } from "../../webview/paint/sheet";
import { greyPng } from "./png";
import {
	api,
	closeEverything,
	openModel,
	panelFrame,
	replaceText,
	screenshot,
	setTheme,
	until,
	viewKept,
	workbenchPage,
	workspaceFile,
} from "./support";

const CONV = '"out_channels": 6, "kernel_size": 5, "padding": 2';

suite("the panel", () => {
	let session: Session;
	let panel: FrameLocator;
	let editor: vscode.TextEditor;

	suiteSetup(async () => {
		await closeEverything();
		await setTheme(vscode.ColorThemeKind.Dark);
		editor = await openModel("lenet.cnn.json");
		await vscode.commands.executeCommand("convscope.openPanel");
		session = await until("there is a session", async () => (await api()).sessions.find(editor.document.uri));
		panel = await panelFrame();
	});

	suiteTeardown(closeEverything);

	/** One layer's maps from the engine, as they are now. */
	async function maps(layer: string, count: number, what: "maps" | "kernels" = "maps"): Promise<Frame> {
		const frame = await session.pictures([{ layer, what, from: 0, count, maxSide: 64 }]);
		assert.ok(frame?.sets[0], `the engine has ${what} of ${layer}`);
		return frame;
	}

	const codesOf = (frame: Frame): string => {
		const [set] = frame.sets;
		return set ? Buffer.from(frame.buffer, set.codes, set.count * set.width * set.height).toString("hex") : "";
	};

	/** Puts the caret on the line that holds a text, so that the panel scrolls to that layer: what is out of view is not in the page. */
	async function show(text: string, key: string): Promise<void> {
		const at = editor.document.getText().indexOf(text);
		assert.ok(at >= 0, `the document does not hold ${text}`);
		const position = editor.document.positionAt(at);
		editor = await vscode.window.showTextDocument(editor.document, { viewColumn: editor.viewColumn });
		editor.selection = new vscode.Selection(position, position);
		await header(key).waitFor();
	}

	/** The header of a layer's column. */
	const header = (key: string) => panel.locator(`button.layer-header[data-key="${key}"]`);

	/** The colours on the screen of the first map of a layer, one a number, read from its canvas. */
	async function painted(layer: number): Promise<{ width: number; height: number; pixels: number[] }> {
		const sheet = panel.locator("convscope-sheet").filter({ has: panel.locator("canvas") });
		return sheet.evaluateAll(
			(elements, [index, margin]) => {
				type Sheet = Element & { layer: number; what: string; grid: { tile: { scale: number; dataWidth: number; dataHeight: number } } };
				const found = (elements as unknown as Sheet[]).find((element) => element.layer === index && element.what === "maps");
				const canvas = found?.querySelector("canvas");
				const context = canvas?.getContext("2d");
				if (!found || !canvas || !context) throw new Error(`layer ${index} has no canvas`);
				const { scale, dataWidth, dataHeight } = found.grid.tile;
				const { data, width } = context.getImageData(0, 0, canvas.width, canvas.height);
				const words = new Uint32Array(data.buffer);
				const pixels: number[] = [];
				const middle = Math.floor(scale / 2);
				for (let y = 0; y < dataHeight; y++)
					for (let x = 0; x < dataWidth; x++) pixels.push(words[(margin + y * scale + middle) * width + margin + x * scale + middle] ?? 0);
				return { width: dataWidth, height: dataHeight, pixels };
			},
			[layer, MARGIN] as const,
		);
	}

	/** The painted pixels once there are any. */
	async function paintedFully(layer: number): Promise<number[] | undefined> {
		const { pixels } = await painted(layer);
		return pixels.every((pixel) => pixel === 0) ? undefined : pixels;
	}

	/** What the first map should look like by the engine's numbers, in the layer's own range. */
	function expected(frame: Frame): number[] {
		const [set] = frame.sets;
		assert.ok(set);
		const stats = new Float32Array(frame.buffer, set.stats, set.count * STATS);
		let range = 0;
		for (let i = 0; i < set.count; i++) range = Math.max(range, Math.abs(stats[i * STATS] ?? 0), Math.abs(stats[i * STATS + 1] ?? 0));
		const palette = paletteFor("RdBu", "dark");
		const colours = tileColours(palette, stats[0] ?? 0, stats[1] ?? 0, range);
		assert.notEqual(colourOf(palette, range, range), colourOf(palette, -range, range));
		return Array.from(new Uint8Array(frame.buffer, set.codes, set.width * set.height), (code) => colours[code] ?? 0);
	}

	test("shows every layer of the text, and a digit going through them", async () => {
		await panel.locator(".layer-shape", { hasText: "→ 6×28×28" }).first().waitFor();
		await panel.getByText("forward pass").waitFor();
		await screenshot("panel-lenet-dark");
		assert.deepEqual(
			session.model.layers.map(({ key, shape }) => [key, shape?.join("×")]),
			[
				["0", "6×28×28"],
				["1", "6×28×28"],
				["2", "6×14×14"],
				["3", "16×10×10"],
				["4", "16×10×10"],
				["5", "16×5×5"],
				["6", "400"],
				["7", "120"],
				["8", "120"],
				["9", "84"],
				["10", "84"],
				["11", "10"],
			],
		);
		await show('"out_features": 10 }', "11");
		await panel.locator(".layer-shape", { hasText: "→ 10" }).last().waitFor();
		await screenshot("panel-scores-dark");
		await show(CONV, "0");
	});

	test("paints the engine's numbers, pixel for pixel", async () => {
		const frame = await maps("0", 6);
		const wanted = expected(frame);
		assert.ok(new Set(wanted).size > 20, "the map is not one flat colour");
		await until("the painted pixels are the engine's numbers", async () => {
			const { pixels, width, height } = await painted(0);
			assert.deepEqual([width, height], [28, 28]);
			assert.deepEqual(pixels, wanted);
			return true;
		});
	});

	test("follows the caret, and the caret follows it", async () => {
		const line = editor.document
			.getText()
			.split("\n")
			.findIndex((text) => text.includes('"out_channels": 16'));
		editor.selection = new vscode.Selection(line, 6, line, 6);
		await until("the panel selects layer 3", async () => (await header("3").getAttribute("aria-current")) === "true");
		await header("5").click();
		await until("the caret stands on layer 5", () => {
			const at = editor.document.lineAt(editor.selection.active.line).text;
			return at.includes("MaxPool2d") && editor.selection.active.line === line + 2;
		});
		assert.equal(await header("5").getAttribute("aria-current"), "true");
		assert.equal(await header("3").getAttribute("aria-current"), "false");
	});

	test("an edit gives new maps, hints and shapes, and keeps the other kernels", async () => {
		await show(CONV, "0");
		const before = await maps("0", 6);
		const kernels = codesOf(await maps("3", 96, "kernels"));
		await replaceText(editor, CONV, CONV.replace('"padding": 2', '"padding": 2, "stride": 1, "dilation": 1'));
		await replaceText(editor, '"dilation": 1', '"dilation": 2');
		await panel.locator(".layer-shape", { hasText: "→ 6×24×24" }).first().waitFor();
		const after = await maps("0", 6);
		assert.deepEqual([after.sets[0]?.width, after.sets[0]?.height], [24, 24]);
		assert.notEqual(codesOf(after), codesOf(before));
		assert.equal(codesOf(await maps("3", 96, "kernels")), kernels, "the second convolution kept its kernels");
		await until("the new maps are painted", async () => {
			assert.deepEqual((await painted(0)).pixels, expected(after));
			return true;
		});
		const hints = await vscode.commands.executeCommand<vscode.InlayHint[]>(
			"vscode.executeInlayHintProvider",
			editor.document.uri,
			new vscode.Range(0, 0, 99, 0),
		);
		assert.equal(hints[0]?.label, "→ 6×24×24");
		await vscode.commands.executeCommand("undo");
		await vscode.commands.executeCommand("undo");
		await panel.locator(".layer-shape", { hasText: "→ 6×28×28" }).first().waitFor();
		assert.equal(codesOf(await maps("0", 6)), codesOf(before), "undone, the numbers are what they were");
	});

	test("inserting a ReLU resets nothing", async () => {
		const kernels = codesOf(await maps("3", 96, "kernels"));
		await replaceText(editor, `{ "type": "Conv2d", ${CONV} },`, `{ "type": "Conv2d", ${CONV} }, { "type": "ReLU" },`);
		await until("there is one layer more", () => session.model.layers.length === 13);
		assert.equal(codesOf(await maps("4", 96, "kernels")), kernels);
		await vscode.commands.executeCommand("undo");
		await until("the layer is gone", () => session.model.layers.length === 12);
	});

	test("a broken text dims what follows and blanks nothing", async () => {
		await show(CONV, "0");
		const exact = await until("the maps are painted", () => paintedFully(0));
		await replaceText(editor, '"out_channels": 16, "kernel_size": 5 }', '"out_channels": 16, "kernel_size": ');
		await until("what follows is dimmed", async () => (await panel.locator("section.layer.stale").count()) >= 1);
		assert.deepEqual(
			session.model.layers.map(({ state }) => state === "ok"),
			Array.from({ length: 12 }, (_, i) => i < 3),
			"no layer vanished",
		);
		await show(CONV, "0");
		assert.deepEqual(await until("the maps are painted", () => paintedFully(0)), exact, "what precedes the fault stays exact");
		await screenshot("panel-broken-dark");
		const problems = vscode.languages.getDiagnostics(editor.document.uri).filter(({ source }) => source === "Convscope");
		assert.deepEqual([...new Set(problems.map(({ code }) => code))], ["syntax"]);
		await vscode.commands.executeCommand("undo");
		await until("all is exact again", async () => (await panel.locator("section.layer.stale").count()) === 0);
	});

	test("a shape fault names its numbers; a quick fix clears it in one undoable step", async () => {
		await replaceText(editor, '"out_features": 120', '"in_features": 400, "out_features": 120');
		await replaceText(editor, '"out_channels": 16, "kernel_size": 5', '"out_channels": 16, "kernel_size": 3');
		const [problem] = await until("the fault is reported", () => {
			const found = vscode.languages.getDiagnostics(editor.document.uri).filter(({ code }) => code === "features-mismatch");
			return found.length > 0 ? found : undefined;
		});
		assert.match(problem?.message ?? "", /16×6×6 = 576/);
		assert.match(problem?.message ?? "", /400/);
		assert.ok(problem?.relatedInformation?.length, "it points at the layer that caused it");
		await show('"in_features"', "7");
		await panel.locator("section.layer.fault").waitFor();
		await screenshot("panel-fault-dark");
		const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
			"vscode.executeCodeActionProvider",
			editor.document.uri,
			problem?.range,
		);
		const fix = actions.find(({ title }) => title === "Set in_features to 576");
		assert.ok(fix?.edit, `the fix is offered among: ${actions.map(({ title }) => title).join("; ")}`);
		assert.ok(actions.length >= 2, "there is another way, too");
		await vscode.workspace.applyEdit(fix.edit);
		await until("the fault is gone", () =>
			vscode.languages.getDiagnostics(editor.document.uri).every(({ severity }) => severity !== vscode.DiagnosticSeverity.Error),
		);
		await vscode.commands.executeCommand("undo");
		await until("one undo brings it back", () => editor.document.getText().includes('"in_features": 400'));
		await vscode.commands.executeCommand("undo");
		await vscode.commands.executeCommand("undo");
		await until("the text is as it was", () => !editor.document.getText().includes("in_features"));
	});

	test("hovering a layer gives its formula and a picture of its maps", async () => {
		const offset = editor.document.getText().indexOf('"Conv2d"') + 3;
		const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
			"vscode.executeHoverProvider",
			editor.document.uri,
			editor.document.positionAt(offset),
		);
		const words = hovers.flatMap(({ contents }) => contents.map((part) => (typeof part === "string" ? part : part.value))).join("\n");
		assert.match(words, /\(28 \+ 2·2 − 5\)\/1 \+ 1 = 28/);
		assert.match(words, /5·5·1·6 \+ 6 = 156/);
		assert.match(words, /!\[.*\]\(data:image\/png;base64,[\w+/=]+\|width=\d+,height=\d+\)/);
		assert.ok(words.length < 100_000);
	});

	test("Reveal the Layer brings the keyboard to it", async () => {
		await show(CONV, "0");
		await vscode.commands.executeCommand("convscope.revealLayer");
		await until("the layer has the focus", () =>
			header("0").evaluate((button) => (button.getRootNode() as ShadowRoot).activeElement === button),
		);
		await vscode.commands.executeCommand("workbench.action.focusFirstEditorGroup");
		editor.selection = new vscode.Selection(0, 0, 0, 0);
		await vscode.commands.executeCommand("convscope.revealLayer");
		await (await workbenchPage()).locator(".statusbar", { hasText: "The caret is on no layer." }).waitFor();
		await vscode.commands.executeCommand("workbench.action.focusFirstEditorGroup");
	});

	test("zooms into a layer, and Escape backs out", async () => {
		await show(CONV, "0");
		await header("0").dblclick();
		await panel.locator(".zoom .sum-row").first().waitFor();
		await panel.getByText("the fully connected layer between the same two volumes: 3,692,640").waitFor();
		await screenshot("panel-layer-dark");
		await panel.getByRole("button", { name: "Larger stride" }).click();
		await panel.locator(".facts-list", { hasText: "6×14×14" }).waitFor();
		assert.ok(editor.document.getText().includes('"padding": 2, "stride": 2 }'), "the number stands in the text");
		await vscode.commands.executeCommand("workbench.action.focusFirstEditorGroup");
		await vscode.commands.executeCommand("undo");
		await panel.locator('.stepper[data-name="stride"]').locator("..").getByText("default").waitFor();
		assert.ok(editor.document.getText().includes('"padding": 2 }'), "one step of undo");
		const more = panel.getByRole("button", { name: "Larger out_channels" });
		for (let presses = 0; presses < 3; presses++) await more.click();
		await until("each press counts", () => editor.document.getText().includes('"out_channels": 9, "kernel_size": 5, "padding": 2 }'));
		await vscode.commands.executeCommand("workbench.action.focusFirstEditorGroup");
		for (const channels of [8, 7, 6]) {
			await vscode.commands.executeCommand("undo");
			await until("one of them is undone", () =>
				editor.document.getText().includes(`"out_channels": ${channels}, "kernel_size": 5, "padding": 2 }`),
			);
		}
		await panel.locator('.stepper[data-name="stride"] input').press("Escape");
		await header("0").waitFor();
	});

	test("hidden and shown again, it is as it was", async () => {
		await show('"out_channels": 16', "3");
		await header("3").dblclick();
		await panel.locator(".zoom .sum-row").first().waitFor();
		await viewKept(editor.document.uri, ({ zoom, selected }) => zoom === "layer" && selected === "3");
		const group = vscode.window.tabGroups.all.find(({ tabs }) => tabs.some(({ label }) => label.includes("Convscope")));
		assert.ok(group);
		await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ content: "in front" }), {
			viewColumn: group.viewColumn,
			preview: false,
		});
		await until("the page is gone", async () => (await api()).sessions.controller(editor.document.uri)?.ready === false);
		await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
		panel = await panelFrame();
		await panel.locator(".zoom .sum-row").first().waitFor();
		await panel.locator(".zoom-facts h2", { hasText: "Conv2d 3" }).waitFor();
		await panel.locator("body").press("Escape");
		await until("the same layer is selected", async () => (await header("3").getAttribute("aria-current")) === "true");
	});

	test("the engine's death is survived: restarted, said, weights kept", async () => {
		await show(CONV, "0");
		const kernels = codesOf(await maps("3", 96, "kernels"));
		const pixels = await until("the maps are painted", () => paintedFully(0));
		session.engine.crash("a test ended it");
		await panel.getByText("was restarted", { exact: false }).waitFor();
		assert.deepEqual((await painted(0)).pixels, pixels);
		assert.equal(codesOf(await maps("3", 96, "kernels")), kernels);
	});

	test("takes another sample, a picture of the user's own, and refuses a corrupt one", async () => {
		const before = codesOf(await maps("0", 6));
		// The strip begins a little before the sample that is chosen; this one is in view.
		await panel.locator('.sample[data-index="9"]').click();
		await until("another digit goes through", async () => codesOf(await maps("0", 6)) !== before);
		const png = greyPng(8, 8, (x, y) => (x === y ? 255 : 30));
		const good = workspaceFile("dot.png");
		await vscode.workspace.fs.writeFile(good, png);
		const digit = codesOf(await maps("0", 6));
		await vscode.commands.executeCommand("convscope.chooseInput", good);
		await until("the picture goes through", async () => session.input.choice.kind === "image" && codesOf(await maps("0", 6)) !== digit);
		await panel.locator(".fact", { hasText: "dot.png" }).waitFor();
		const bad = workspaceFile("bad.png");
		await vscode.workspace.fs.writeFile(bad, png.subarray(0, 40));
		await vscode.commands.executeCommand("convscope.chooseInput", bad);
		await panel.locator(".notice.error", { hasText: "bad.png" }).waitFor();
		await vscode.commands.executeCommand("notifications.clearAll");
	});

	test("light and high contrast are followed live", async () => {
		await show(CONV, "0");
		const dark = await until("the maps are painted", () => paintedFully(0));
		await setTheme(vscode.ColorThemeKind.Light);
		await until("the maps are repainted", async () => (await painted(0)).pixels.join() !== dark.join());
		await screenshot("panel-lenet-light");
		await setTheme(vscode.ColorThemeKind.HighContrast);
		await screenshot("panel-lenet-hc-dark");
		await setTheme(vscode.ColorThemeKind.HighContrastLight);
		await screenshot("panel-lenet-hc-light");
		await setTheme(vscode.ColorThemeKind.Dark);
		await until("dark again", async () => (await painted(0)).pixels.join() === dark.join());
	});
});
