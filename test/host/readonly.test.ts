import assert from "node:assert/strict";
import { suite, suiteSetup, suiteTeardown, teardown, test } from "mocha";
import * as vscode from "vscode";
import { api, closeEverything, panelFrame, screenshot, until } from "./support";
import { MemoryFiles } from "./virtual";

const faulty = `{ "input": [1, 28, 28], "layers": [
	{ "type": "Conv2d", "out_channels": 4, "kernel_size": 3 },
	{ "type": "Flatten" },
	{ "type": "Linear", "in_features": 9, "out_features": 10 }
] }`;

suite("files that cannot be written, and files of a virtual workspace", () => {
	let archive: MemoryFiles;
	let memory: MemoryFiles;

	suiteSetup(() => {
		archive = new MemoryFiles("convscope-archive", true);
		memory = new MemoryFiles("convscope-memory", false);
	});
	teardown(closeEverything);
	suiteTeardown(async () => {
		await closeEverything();
		archive.dispose();
		memory.dispose();
	});

	async function open(uri: vscode.Uri): Promise<vscode.TextEditor> {
		const document = await vscode.workspace.openTextDocument(uri);
		const editor = await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.One, preview: false });
		await vscode.commands.executeCommand("convscope.openPanel");
		await (await panelFrame()).locator("convscope-sheet canvas").first().waitFor();
		return editor;
	}

	/** What a hover on the first "Conv2d" says. */
	async function hover({ document }: vscode.TextEditor): Promise<string> {
		const at = document.positionAt(document.getText().indexOf('"Conv2d"') + 2);
		const hovers = await vscode.commands.executeCommand<vscode.Hover[]>("vscode.executeHoverProvider", document.uri, at);
		return hovers.flatMap(({ contents }) => contents.map((part) => (typeof part === "string" ? part : part.value))).join("\n");
	}

	async function fixes({ document }: vscode.TextEditor): Promise<vscode.CodeAction[]> {
		const [problem] = await until("the fault is reported", () => {
			const found = vscode.languages.getDiagnostics(document.uri).filter(({ code }) => code === "features-mismatch");
			return found.length > 0 ? found : undefined;
		});
		assert.ok(problem);
		return vscode.commands.executeCommand("vscode.executeCodeActionProvider", document.uri, problem.range);
	}

	test("a read-only model is shown and explained, and no fix changes it", async () => {
		const editor = await open(archive.put("archived.cnn.json", faulty));
		assert.match(await hover(editor), /data:image\/png;base64/);
		const offered = await fixes(editor);
		assert.deepEqual(
			offered.filter(({ edit }) => edit),
			[],
			"no fix touches the text",
		);
		await screenshot("read-only");
	});

	test("a virtual one is edited, saved and deleted like any other", async () => {
		const { sessions } = await api();
		const editor = await open(memory.put("virtual.cnn.json", faulty));
		const { uri } = editor.document;
		const session = await until("there is a session", () => sessions.find(uri));
		assert.match(await hover(editor), /data:image\/png;base64/);
		const fix = (await fixes(editor)).find(({ title }) => title === "Set in_features to 2704");
		assert.ok(fix?.edit);
		assert.ok(await vscode.workspace.applyEdit(fix.edit));
		await until("the model is whole", () => session.model.complete);
		assert.ok(await editor.document.save());
		assert.match(new TextDecoder().decode(memory.readFile(uri)), /2704/);
		const panel = await panelFrame();
		await panel.locator(".layer-shape", { hasText: "→ 10" }).first().waitFor();
		memory.delete(uri);
		await panel.locator(".notice.gone").getByText("was deleted or moved").waitFor();
	});
});
