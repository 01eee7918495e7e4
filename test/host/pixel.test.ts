import assert from "node:assert/strict";
import { suite, suiteSetup, suiteTeardown, test } from "mocha";
import type { FrameLocator } from "playwright-core";
import * as vscode from "vscode";
import { api, closeEverything, openLenet, panelFrame, screenshot, setTheme, until } from "./support";

suite("the pixel zoom", () => {
	let editor: vscode.TextEditor;
	let panel: FrameLocator;

	suiteSetup(async () => {
		await closeEverything();
		await setTheme(vscode.ColorThemeKind.Light);
		editor = await openLenet("pixel.cnn.json");
		await vscode.commands.executeCommand("convscope.openPanel");
		await until("there is a session", async () => (await api()).sessions.find(editor.document.uri));
		panel = await panelFrame();
		await panel.getByText("forward pass").waitFor();
	});

	suiteTeardown(async () => {
		await panel.getByRole("button", { name: "Overview" }).first().click();
		await closeEverything();
	});

	const line = async (): Promise<string> =>
		((await panel.locator(".line-sum").textContent()) ?? "").replaceAll("−", "-").replace(/\s+/g, " ");

	/** The engine's number of a place of the second convolution. */
	async function exact(tile: number, y: number, x: number): Promise<number> {
		const session = await until("there is a session", async () => (await api()).sessions.find(editor.document.uri));
		const request = { layer: "3", tile, y, x, from: 0, count: 8, order: "channel", gradient: false } as const;
		const reply = await session.engine.call("derive", [{ revision: session.revision, ...request }]);
		assert.ok(reply.ok);
		return reply.derivation.value;
	}

	test("its file is loaded under the page's policy; what it prints adds up to the engine's number", async () => {
		const at = editor.document.positionAt(editor.document.getText().lastIndexOf('"Conv2d"'));
		editor.selection = new vscode.Selection(at, at);
		await panel.locator('button.layer-header[data-key="3"]').dblclick();
		await panel.getByRole("button", { name: "How one number comes about" }).click();
		await panel.locator(".window-row").nth(5).waitFor();
		await panel.getByRole("slider", { name: "Output pixel" }).fill("45");
		await panel.locator(".pixel-facts dt", { hasText: "row 4, column 5" }).waitFor();
		const value = await exact(0, 4, 5);
		const text = await until("the line is that of the place", async () => {
			const words = await line();
			const [result = ""] = (words.split(" = ")[1] ?? "").split(" ");
			return Number(result) === Number(value.toFixed((result.split(".")[1] ?? "").length)) ? words : undefined;
		});
		const [terms = "", after = ""] = text.split(" = ");
		const [result = ""] = after.split(" ");
		const numbers = terms
			.replace("bias ", "")
			.replace(/([+-]) /g, "$1")
			.split(" ")
			.map(Number);
		const decimals = (result.split(".")[1] ?? "").length;
		assert.equal(numbers.reduce((a, b) => a + b, 0).toFixed(decimals), Number(result).toFixed(decimals), text);
		assert.match(text, /→ ReLU /);
		await screenshot("panel-pixel-light");
		await setTheme(vscode.ColorThemeKind.Dark);
		await panel.locator(".panel.dark").waitFor();
		await screenshot("panel-pixel-dark");
	});

	test("turned round: the file of the way back is loaded, too, and its lines come to the engine's gradients", async () => {
		await panel.getByRole("radio", { name: "Gradients" }).check();
		const lines = panel.locator("convscope-back-lines .line");
		const number = async (nth: number, place: { layer: string; tile: number; y: number; x: number }) => {
			const session = await until("there is a session", async () => (await api()).sessions.find(editor.document.uri));
			const request = { revision: session.revision, what: "gradients" as const, height: 1, width: 1, ...place };
			const reply = await session.engine.call("patch", [request]);
			assert.ok(reply.ok);
			const value = new Float32Array(reply.values)[0] ?? Number.NaN;
			await until(`line ${nth} says ${value}`, async () => {
				const words = ((await lines.nth(nth).locator(".line-result b").textContent()) ?? "").replaceAll("−", "-");
				const decimals = (words.split("e")[0]?.split(".")[1] ?? "").length;
				const written = words.includes("e") ? value.toExponential(decimals) : value.toFixed(decimals);
				return words !== "" && Number(words) === Number(written) ? true : undefined;
			});
		};
		await lines.nth(1).locator(".line-caption", { hasText: "MaxPool2d 2" }).waitFor();
		await number(0, { layer: "3", tile: 0, y: 4, x: 5 });
		const [tile] = ((await lines.nth(1).locator(".line-caption").textContent()) ?? "").match(/\d+/) ?? [];
		await number(1, { layer: "2", tile: Number(tile), y: 6, x: 7 }); // the middle of its window of 5 × 5
		await screenshot("panel-pixel-back-dark");
		await panel.getByRole("radio", { name: "Activations" }).check();
		await panel.locator(".window-row").nth(5).waitFor();
	});

	test("the caret follows to the next layer, and Escape leads out one level at a time", async () => {
		await panel.getByRole("button", { name: "Next layer (])" }).click();
		await panel.locator(".breadcrumb .crumb", { hasText: "ReLU 4" }).waitFor();
		await until("the caret is on the activation", () => editor.document.lineAt(editor.selection.active.line).text.includes("ReLU"));
		await panel.locator(".output-map").press("Escape");
		await panel.locator("convscope-layer-zoom .sum").waitFor();
		await panel.locator("body").press("Escape");
		await panel.locator("convscope-overview .layer-header").first().waitFor();
	});
});
