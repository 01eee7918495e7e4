import assert from "node:assert/strict";
import { suite, suiteSetup, suiteTeardown, test } from "mocha";
import type { FrameLocator } from "playwright-core";
import * as vscode from "vscode";
import type { Session } from "../../src/extension/session";
import { decode, INPUT_KEY, STATS } from "../../src/protocol/frame";
import { greyPng } from "./png";
import { api, closeEverything, openNewModel, panelFrame, screenshot, until, workbenchPage, workspaceFile } from "./support";

/** Red, green, blue of the four quarters of the test picture: top left, top right, bottom left, bottom right. */
const quarters = [
	[230, 40, 20],
	[30, 180, 60],
	[10, 90, 200],
	[250, 240, 120],
] as const;

suite("pictures of the user's own", () => {
	let session: Session;
	let panel: FrameLocator;

	suiteSetup(async () => {
		await closeEverything();
		const { document } = await openNewModel("pictures.cnn.json", '{ "input": [3, 8, 8], "layers": [{ "type": "ReLU" }] }');
		await vscode.commands.executeCommand("convscope.openPanel");
		session = await until("there is a session", async () => (await api()).sessions.find(document.uri));
		panel = await panelFrame();
		await panel.locator("convscope-sheet canvas").first().waitFor();
	});
	suiteTeardown(async () => {
		await vscode.commands.executeCommand("notifications.clearAll");
		await closeEverything();
	});

	/** The four quarters as a file of 16×16 pixels, by the browser's own encoders. */
	async function encode(type: string): Promise<Uint8Array> {
		const base64 = await (await workbenchPage()).evaluate(
			async ([colours, mime]) => {
				const canvas = new OffscreenCanvas(16, 16);
				const context = canvas.getContext("2d");
				if (!context) throw new Error("there is no canvas");
				for (const [i, colour] of colours.entries()) {
					context.fillStyle = `rgb(${colour.join()})`;
					context.fillRect((i % 2) * 8, Math.floor(i / 2) * 8, 8, 8);
				}
				const blob = await canvas.convertToBlob({ type: mime, quality: 1 });
				if (blob.type !== mime) throw new Error(`the browser writes ${blob.type}`);
				return btoa(String.fromCharCode(...new Uint8Array(await blob.arrayBuffer())));
			},
			[quarters, type] as const,
		);
		return Buffer.from(base64, "base64");
	}

	async function file(name: string, bytes: Uint8Array): Promise<vscode.Uri> {
		await vscode.workspace.fs.writeFile(workspaceFile(name), bytes);
		return workspaceFile(name);
	}

	/** The network's input as the engine has it: 3×8×8 numbers as levels from 0 to 255. */
	async function input(): Promise<number[]> {
		const frame = await session.pictures([{ layer: INPUT_KEY, what: "maps", from: 0, count: 3, maxSide: 64 }]);
		const [set] = frame?.sets ?? [];
		assert.ok(frame && set);
		assert.deepEqual([set.count, set.height, set.width], [3, 8, 8]);
		const stats = new Float32Array(frame.buffer, set.stats, set.count * STATS);
		const codes = new Uint8Array(frame.buffer, set.codes, 3 * 64);
		return Array.from(
			codes,
			(code, i) => 255 * decode(code, stats[Math.floor(i / 64) * STATS] ?? 0, stats[Math.floor(i / 64) * STATS + 1] ?? 0),
		);
	}

	/** Fails unless every pixel of the input has its quarter's colour, give or take `levels` of 255. */
	async function assertColours(levels: number): Promise<void> {
		for (const [i, level] of (await input()).entries()) {
			const [channel, y, x] = [Math.floor(i / 64), Math.floor(i / 8) % 8, i % 8];
			const wanted = quarters[2 * Math.floor(y / 4) + Math.floor(x / 4)]?.[channel] ?? Number.NaN;
			assert.ok(Math.abs(level - wanted) <= levels, `channel ${channel}, y ${y}, x ${x}: ${level}, not ${wanted}`);
		}
	}

	/** Waits until the picture of that name goes through the network. */
	const shown = (name: string) => panel.locator(".fact", { hasText: name }).waitFor();

	// A tile's byte stands for a 254th of its range: half of that is the most that PNG and lossless WebP may be off. JPEG rounds besides.
	for (const [name, type, levels] of [
		["quarters.png", "image/png", 0.51],
		["quarters.webp", "image/webp", 0.51],
		["quarters.jpg", "image/jpeg", 4],
	] as const) {
		test(`${type}: its colours are the network's input, within ${levels} of 255`, async () => {
			await vscode.commands.executeCommand("convscope.chooseInput", await file(name, await encode(type)));
			await shown(name);
			await assertColours(levels);
			await panel.locator('.sample[data-index="2"]').click(); // and away from it
			await shown("#2");
		});
	}

	test("dropped onto the panel", async () => {
		const bytes = await encode("image/webp");
		await panel.locator("convscope-panel").evaluate((target, given) => {
			const dataTransfer = new DataTransfer();
			dataTransfer.items.add(new File([Uint8Array.from(given)], "dropped.webp", { type: "image/webp" }));
			target.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
		}, Array.from(bytes));
		await shown("dropped.webp");
		await assertColours(0.51);
		await screenshot("picture-dropped");
	});

	test("chosen in VS Code's own dialog, by the panel's button", async () => {
		await file("chosen.png", await encode("image/png"));
		await panel.locator("vscode-button", { hasText: "Choose Image…" }).click();
		const dialog = (await workbenchPage()).locator(".quick-input-widget", { hasText: "Choose an input picture" });
		await dialog.locator(".monaco-list-row", { hasText: "chosen.png" }).click();
		await shown("chosen.png");
		await assertColours(0.51);
	});

	for (const [name, what, bytes] of [
		["empty.png", /empty\.png is empty/, () => Buffer.alloc(0)],
		["text.png", /text\.png is not a PNG, JPEG or WebP picture/, () => Buffer.from("not a picture at all")],
		["half.jpg", /half\.jpg/, async () => (await encode("image/jpeg")).subarray(0, 200)],
		["half.webp", /half\.webp/, async () => (await encode("image/webp")).subarray(0, 40)],
		["enormous.png", /enormous\.png is too large: 60,?000 × 60,?000 pixels; at most 67 million are decoded/, enormous],
	] as const) {
		test(`${name} is refused, and the picture before stays`, async () => {
			await vscode.commands.executeCommand("convscope.chooseInput", await file("good.png", await encode("image/png")));
			await shown("good.png");
			await vscode.commands.executeCommand("convscope.chooseInput", await file(name, await bytes()));
			await panel.locator(".notice.error", { hasText: name }).getByText(what).waitFor();
			await shown("good.png");
			await assertColours(0.51);
			if (name === "enormous.png") await screenshot("picture-refused");
		});
	}

	/** A PNG whose header says 60,000×60,000: 14 GB of pixels. */
	function enormous(): Uint8Array {
		const png = greyPng(1, 1, () => 0);
		png.writeUInt32BE(60_000, 16);
		png.writeUInt32BE(60_000, 20);
		return png;
	}
});
