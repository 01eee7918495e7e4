import assert from "node:assert/strict";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { suite, suiteSetup, suiteTeardown, test } from "mocha";
import type { FrameLocator, Locator, Page } from "playwright-core";
import * as vscode from "vscode";
import type { Session } from "../../src/extension/session";
import { greyPng } from "./png";
import { api, closeEverything, openNewModel, panelFrame, replaceText, screenshot, until, workbenchPage, workspaceFile } from "./support";

/** Grey pictures of three classes: brighter above, below, or in the middle. `n` changes size and noise. */
const patterns: Readonly<Record<string, (y: number) => number>> = {
	above: (y) => (y < 0.5 ? 220 : 30),
	below: (y) => (y < 0.5 ? 30 : 220),
	middle: (y) => (y > 0.25 && y < 0.75 ? 220 : 30),
};
const names = Object.keys(patterns);

function drawn(name: string, n: number): Buffer {
	const [width, height] = [20 + n, 24 + (n % 5)];
	return greyPng(width, height, (x, y) => (patterns[name]?.(y / height) ?? 0) + ((x * 7 + y * 3 + n) % 25));
}

const model = (data: string, more = "") => `{
	"name": "Own pictures", "input": [1, 8, 8],
	"layers": [{ "type": "Conv2d", "out_channels": 4, "kernel_size": 3, "padding": 1 }, { "type": "ReLU" }, { "type": "Flatten" }, { "type": "Linear", "out_features": 3 }],
	"train": { "data": "${data}", "lr": 0.1, "batch_size": 4, "epochs": 12, "test_split": 0.25${more} }
}`;

suite("training with one's own pictures", () => {
	let editor: vscode.TextEditor;
	let session: Session;
	let panel: FrameLocator;

	const run = () => session.training.run;
	const write = (name: string, bytes: Uint8Array) => vscode.workspace.fs.writeFile(workspaceFile(name), bytes);
	const problems = () => vscode.languages.getDiagnostics(editor.document.uri).filter(({ code }) => code === "data-folder");

	suiteSetup(async () => {
		await closeEverything();
		for (const name of names) for (let n = 0; n < 12; n++) await write(`shapes/${name}/${n}.png`, drawn(name, n));
		await write("shapes/above/notes.txt", new TextEncoder().encode("not a picture"));
		await write("shapes/below/broken.png", new TextEncoder().encode("no PNG, either"));
		editor = await openNewModel("own.cnn.json", model("shapes"));
		await vscode.commands.executeCommand("convscope.openPanel");
		session = await until("there is a session", async () => (await api()).sessions.find(editor.document.uri));
		panel = await panelFrame();
		await panel.getByText("forward pass").waitFor();
	});

	suiteTeardown(closeEverything);

	test("a folder of classes trains, its progress is told, and the confusion matrix has the classes' names", async () => {
		const read = new Set<string>();
		const listening = session.training.onChanged(() => {
			const { reading } = run();
			if (reading) read.add(`of ${reading.total}`);
		});
		await vscode.commands.executeCommand("convscope.train");
		await until("it is done", () => run().phase === "done", { timeout: 60_000 });
		listening.dispose();
		assert.deepEqual([...read], ["of 37"]);
		const { confusion, test: tested, stepsPerEpoch } = run();
		assert.deepEqual([confusion?.classes, stepsPerEpoch], [names, 7]); // 27 or 28 of 36 to train with
		assert.deepEqual(confusion?.counts, [3, 0, 0, 0, 3, 0, 0, 0, 3]);
		assert.equal(tested.at(-1)?.accuracy, 1);
		assert.deepEqual(problems(), []);
		await panel.locator(".fact", { hasText: "shapes #0" }).waitFor(); // nobody has chosen another input
		assert.deepEqual(session.input.choice, { kind: "sample", dataset: "own", index: 0 });
		await panel.locator(".notice", { hasText: "2 files skipped" }).waitFor();
		await panel.locator('input[name="beside"][value="confusion"]').check();
		await panel.locator(".confusion th", { hasText: "middle" }).first().waitFor();
		await screenshot("own-pictures");
	});

	test("the pictures kept for testing can be looked at: from the carousel, and from those with the highest loss", async () => {
		const input = () => session.input.choice;
		await panel.getByLabel("Dataset", { exact: true }).selectOption({ label: "shapes" });
		await panel.getByRole("option", { name: "Sample 8: middle" }).click();
		await until("it is the input", () => JSON.stringify(input()) === '{"kind":"sample","dataset":"own","index":8}');
		await panel.locator(".fact", { hasText: "shapes #8" }).waitFor();
		await panel.locator(".reads", { hasText: "reads middle" }).waitFor();
		await panel.locator('input[name="beside"][value="mistakes"]').check();
		const other = panel.locator('.gallery-picture[aria-selected="false"]').first();
		const [index] = /\d+/.exec((await other.getAttribute("title")) ?? "") ?? [];
		await other.click();
		await panel.locator(".fact", { hasText: `shapes #${index}` }).waitFor();
		const choice = input();
		assert.ok(choice.kind === "sample" && choice.dataset === "own" && choice.index === Number(index));
		await screenshot("own-pictures-carousel");
	});

	test("a new picture is called by its class", async () => {
		await write("new.png", drawn("middle", 19));
		await vscode.commands.executeCommand("convscope.chooseInput", workspaceFile("new.png"));
		await panel.locator(".fact", { hasText: "new.png" }).waitFor();
		await panel.locator(".reads", { hasText: "reads middle" }).waitFor();
		await screenshot("own-pictures-new");
	});

	test("what is wrong with a folder stands at its name, before anything is read", async () => {
		await write("one/only/1.png", drawn("above", 1));
		await write("four/a/1.png", drawn("above", 1));
		for (const name of ["b", "c", "d"]) await write(`four/${name}/1.png`, drawn("below", 2));
		let before = "shapes";
		for (const [data, what] of [
			["nowhere", /nowhere is not there/],
			["one", /one has one class alone, only/],
			["../outside", /lies outside of the workspace/],
			["new.png", /new\.png is no folder/],
			["four", /four has 4 classes \(a, b, c, d\), but the network gives only 3 scores/],
		] as const) {
			await replaceText(editor, `"data": "${before}"`, `"data": "${data}"`);
			before = data;
			await until(`it is said about ${data}`, () => problems().some(({ message }) => what.test(message)));
			assert.equal(editor.document.getText(problems()[0]?.range), `"${data}"`);
		}
		await vscode.commands.executeCommand("convscope.train");
		await panel.locator(".train-notice.error", { hasText: "only 3 scores" }).waitFor();
		assert.equal(await panel.locator(".notice", { hasText: "only 3 scores" }).count(), 0, "and not once more below it");
		await replaceText(editor, `"data": "${before}"`, '"data": "shapes"');
		await until("nothing is wrong any more", () => problems().length === 0);
	});

	test("a quick fix gives the network as many scores as the folder has classes, in one step", async () => {
		await replaceText(editor, '"data": "shapes"', '"data": "four"');
		const [problem] = await until("it is said", () => problems().length > 0 && problems());
		const before = editor.document.getText();
		const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
			"vscode.executeCodeActionProvider",
			editor.document.uri,
			problem?.range,
		);
		const fix = actions.find(({ title }) => title === "Set out_features of 3 Linear to 4");
		assert.ok(fix?.edit, actions.map(({ title }) => title).join("; "));
		await vscode.workspace.applyEdit(fix.edit);
		await until("nothing is wrong any more", () => problems().length === 0);
		await vscode.window.showTextDocument(editor.document, { viewColumn: editor.viewColumn });
		await vscode.commands.executeCommand("undo");
		await until("one step takes it back", () => editor.document.getText() === before);
		await replaceText(editor, '"data": "four"', '"data": "shapes"');
	});

	test("MNIST's four files train, gzipped or not; one that is cut off is said", async () => {
		const files = (count: number) => {
			const pixels = Array.from({ length: count * 64 }, (_, i) => patterns[names[Math.floor(i / 64) % 3] ?? ""]?.((i % 64) / 64) ?? 0);
			const images = Uint8Array.from([0, 0, 8, 3, 0, 0, 0, count, 0, 0, 0, 8, 0, 0, 0, 8, ...pixels]);
			const labels = Uint8Array.from([0, 0, 8, 1, 0, 0, 0, count, ...Array.from({ length: count }, (_, i) => i % 3)]);
			return { images, labels };
		};
		const [train, kept] = [files(24), files(9)];
		await write("idx/train-images-idx3-ubyte.gz", gzipSync(train.images));
		await write("idx/train-labels-idx1-ubyte", train.labels);
		await write("idx/t10k-images-idx3-ubyte", kept.images.subarray(0, 100));
		await write("idx/t10k-labels-idx1-ubyte.gz", gzipSync(kept.labels));
		await vscode.commands.executeCommand("convscope.resetTraining");
		await replaceText(editor, '"data": "shapes"', '"data": "idx"');
		await until("the text is read", () => session.analysis.train?.recipe?.data === "idx");
		await vscode.commands.executeCommand("convscope.train");
		await until("it is said at the line", () => problems().some(({ message }) => /says 9×8×8 = 576 bytes, but holds 84/.test(message)));
		assert.equal(run().phase, "idle");
		await write("idx/t10k-images-idx3-ubyte", kept.images);
		await vscode.commands.executeCommand("convscope.train");
		await until("it is done", () => run().phase === "done", { timeout: 60_000 });
		assert.deepEqual([run().confusion?.classes, run().stepsPerEpoch], [["0", "1", "2"], 6]);
		assert.deepEqual(problems(), []);
	});

	test("reading waits while the panel is hidden, and can be cancelled", async () => {
		await vscode.commands.executeCommand("convscope.resetTraining");
		for (const name of names) {
			const many = Array.from({ length: 150 }, (_, n) => write(`many/${name}/${n}.png`, drawn(name, n)));
			await Promise.all(many);
		}
		await replaceText(editor, '"data": "idx"', '"data": "many"');
		await until("the text is read", () => session.analysis.train?.recipe?.data === "many");
		const controller = (await api()).sessions.open(editor.document);
		void vscode.commands.executeCommand("convscope.train");
		await until("some pictures are read", () => (run().reading?.done ?? 0) > 0);
		const column = controller.panel.view.viewColumn ?? vscode.ViewColumn.Two;
		await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ content: "in front" }), { viewColumn: column });
		await until("the panel is hidden", () => !controller.panel.view.visible);
		assert.ok(run().reading, "it has not left off");
		controller.panel.view.reveal();
		panel = await panelFrame();
		await panel.locator(".train-pause", { hasText: "Cancel" }).click();
		await until("it has left off", () => run().reading === undefined);
		assert.deepEqual([run().phase, run().notice, problems()], ["idle", undefined, []]);
		await vscode.commands.executeCommand("convscope.train");
		await until("it is done", () => run().phase === "done", { timeout: 60_000 });
		assert.equal(run().stepsPerEpoch, Math.ceil((450 - 3 * 38) / 4));
	});

	test("more pictures than memory allows are refused before any is read, with bytes and limit", async () => {
		const limit = vscode.workspace.getConfiguration("convscope");
		await limit.update("memoryLimit", 16, vscode.ConfigurationTarget.Global);
		try {
			await replaceText(editor, "[1, 8, 8]", "[3, 128, 128]");
			const read: unknown[] = [];
			const listening = session.training.onChanged(() => read.push(run().reading));
			await vscode.commands.executeCommand("convscope.train");
			listening.dispose();
			const said = /The 450 pictures of many need 42\.2 MiB; the limit is 16(\.0)? MiB/;
			await until("it is said at the line", () => problems().some(({ message }) => said.test(message)));
			await panel.locator(".train-notice.error", { hasText: said }).waitFor();
			assert.ok(
				read.every((reading) => reading === undefined),
				"nothing was read",
			);
		} finally {
			await limit.update("memoryLimit", undefined, vscode.ConfigurationTarget.Global);
			await replaceText(editor, "[3, 128, 128]", "[1, 8, 8]");
		}
	});

	/** *Use a Folder as Training Data…* as a person goes through it: in a browser, VS Code asks for a folder by its path. */
	async function inDialog(answer: (page: Page, input: Locator) => Promise<void>): Promise<void> {
		const page = await workbenchPage();
		const asked = vscode.commands.executeCommand("convscope.chooseData", editor.document.uri);
		const dialog = page.locator(".quick-input-widget", { hasText: "Choose the folder of the training data" });
		await dialog.waitFor();
		const input = dialog.locator("input[type=text]");
		await until("it shows where the model lies", async () => (await input.inputValue()).endsWith("/workspace/"));
		await answer(page, input);
		await dialog.waitFor({ state: "hidden" });
		await asked;
	}

	test("a folder outside of the workspace is read once it was chosen; one parted into train and val is taken as it is", async () => {
		const outside = vscode.Uri.file(mkdtempSync(path.join(tmpdir(), "convscope-")));
		try {
			for (const name of names) {
				const put = (part: string, n: number) =>
					vscode.workspace.fs.writeFile(vscode.Uri.joinPath(outside, "mine", part, name, `${n}.png`), drawn(name, n));
				for (let n = 0; n < 8; n++) await put(n < 6 ? "train" : "val", n);
			}
			const mine = vscode.Uri.joinPath(outside, "mine");
			await replaceText(editor, '"data": "many"', `"data": "${mine.path}"`);
			await until("it is refused", () => problems().some(({ message }) => /lies outside of the workspace/.test(message)));
			const text = editor.document.getText();
			await inDialog(async (page) => page.keyboard.press("Escape"));
			assert.equal(editor.document.getText(), text, "cancelled, nothing has changed");
			assert.equal(problems().length, 1);
			await replaceText(editor, `"data": "${mine.path}"`, '"data": "mnist"'); // the dialog's answer is written instead
			await inDialog(async (page, input) => {
				await input.fill(`${mine.path}/`);
				await page.locator(".quick-input-list .monaco-list-row", { hasText: "train" }).waitFor();
				await input.press("Enter");
			});
			await until("the text names it", () => editor.document.getText().includes(`"data": "${mine.path}"`));
			await until("it is not, any more", () => problems().length === 0);
			assert.ok(editor.document.getText().includes(`"data": "${mine.path}"`), "the text names the whole path");
			await vscode.commands.executeCommand("convscope.resetTraining");
			await vscode.commands.executeCommand("convscope.train");
			await until("it is done", () => run().phase === "done", { timeout: 60_000 });
			assert.deepEqual([run().stepsPerEpoch, run().confusion?.classes], [5, names], "18 pictures to train with");
			assert.deepEqual(
				run().confusion?.counts.reduce((sum, count) => sum + count, 0),
				6,
				"the six of val are tested",
			);
			await vscode.commands.executeCommand("convscope.chooseData", editor.document.uri, workspaceFile("shapes"));
			await until("the text names what lies beside it", () => editor.document.getText().includes('"data": "shapes"'));
		} finally {
			await vscode.workspace.fs.delete(outside, { recursive: true });
		}
	});
});
