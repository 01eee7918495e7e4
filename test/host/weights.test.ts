import assert from "node:assert/strict";
import { chmodSync } from "node:fs";
import { suite, suiteTeardown, teardown, test } from "mocha";
import * as vscode from "vscode";
import type { Session } from "../../src/extension/session";
import { saveWeights } from "../../src/extension/weights/save";
import { readHeader, readTensor } from "../../src/weights/read";
import { type NamedTensor, writeWeights } from "../../src/weights/write";
import { api, closeEverything, openNewModel, panelFrame, replaceText, until, workspaceFile } from "./support";
import { MemoryFiles } from "./virtual";

const model = (file: string) => `{
	"input": [1, 28, 28],
	"layers": [
		{ "type": "Conv2d", "out_channels": 4, "kernel_size": 3, "padding": 1 },
		{ "type": "ReLU" },
		{ "type": "Flatten" },
		{ "type": "Linear", "out_features": 10 }
	]${file === "" ? "" : `,\n\t"weights": "${file}"`}
}
`;

/** Numbers that nobody draws by chance: 1, 2, 3 … eighths. */
const counted = (name: string, shape: readonly number[]): NamedTensor => ({
	name,
	shape,
	data: Float32Array.from({ length: shape.reduce((product, size) => product * size, 1) }, (_, i) => (i + 1) / 8),
});

const tensors = [counted("0.weight", [4, 1, 3, 3]), counted("0.bias", [4]), counted("3.weight", [10, 3136]), counted("3.bias", [10])];

const write = (name: string, bytes: Uint8Array) => vscode.workspace.fs.writeFile(workspaceFile(name), bytes);

const opened = async (document: vscode.TextDocument): Promise<Session> => {
	await vscode.commands.executeCommand("convscope.openPanel", document.uri);
	return until("there is a session", async () => (await api()).sessions.find(document.uri));
};

/** Exact numbers of a layer's kernels, of the newest revision. */
async function kernels(session: Session, layer: string, count: number, height: number, width: number): Promise<number[]> {
	await session.computed();
	const found: number[] = [];
	for (let tile = 0; tile < count; tile++) {
		const query = { revision: session.revision, layer, what: "kernels", tile, y: 0, x: 0, height, width } as const;
		const reply = await session.engine.call("patch", [query]);
		assert.ok(reply.ok, JSON.stringify(reply));
		found.push(...new Float32Array(reply.values));
	}
	return found;
}

const faults = (uri: vscode.Uri) =>
	vscode.languages.getDiagnostics(uri).map(({ code, message, range, severity }) => ({ code, message, line: range.start.line, severity }));

/** A disk without room: what is written is cut off in the middle. */
class FullDisk extends MemoryFiles {
	isFull = false;

	override writeFile(uri: vscode.Uri, content: Uint8Array): void {
		super.writeFile(uri, this.isFull ? content.subarray(0, content.length / 2) : content);
		if (this.isFull) throw vscode.FileSystemError.Unavailable("no space left");
	}
}

/** Gives a file its new name only after so many failures. */
class Unsteady extends MemoryFiles {
	failures = 0;

	override rename(from: vscode.Uri, to: vscode.Uri): void {
		if (this.failures-- > 0) throw vscode.FileSystemError.Unavailable("not now");
		super.rename(from, to);
	}
}

const firstWeights = Array.from({ length: 36 }, (_, i) => (i + 1) / 8);

suite("files of weights", () => {
	teardown(closeEverything);
	suiteTeardown(closeEverything);

	test("the numbers of the file that the text names are the numbers that are shown, and the panel says where they are from", async () => {
		await write("named.safetensors", writeWeights(tensors));
		const { document } = await openNewModel("named.cnn.json", model("named.safetensors"));
		const session = await opened(document);
		const panel = await panelFrame();
		await panel.getByText("weights of named.safetensors").waitFor();
		assert.deepEqual(await kernels(session, "0", 4, 3, 3), firstWeights);
		assert.deepEqual(faults(document.uri), []);
		await vscode.commands.executeCommand("convscope.reinitialise");
		await panel.getByText("untrained", { exact: true }).waitFor();
		assert.notDeepEqual(await kernels(session, "0", 4, 3, 3), firstWeights);
	});

	test("a tensor of another shape is told on the line, with both shapes; an edit that makes it fit takes it", async () => {
		await write(
			"wrong.safetensors",
			writeWeights([...tensors.slice(2), counted("0.weight", [6, 1, 3, 3]), counted("0.bias", [6]), counted("9.weight", [2])]),
		);
		const editor = await openNewModel("wrong.cnn.json", model("wrong.safetensors"));
		const { document } = editor;
		const found = await until("the file was compared", () => {
			const all = faults(document.uri);
			return all.length > 0 && all;
		});
		assert.deepEqual(found.map(({ code, message }) => [code, message]).sort(), [
			["weights-unexpected-tensors", "1 of the 5 tensors in wrong.safetensors are not in the network: 9.weight."],
			["weights-wrong-shape", "0.bias is 6 in wrong.safetensors, but 4 in the network. Layer 0 keeps what it has."],
			["weights-wrong-shape", "0.weight is 6×1×3×3 in wrong.safetensors, but 4×1×3×3 in the network. Layer 0 keeps what it has."],
		]);
		assert.ok(found.every(({ line }) => document.lineAt(line).text.includes('"weights"')));
		await write("wrong.safetensors", writeWeights(tensors));
		await until("the file was read again", () => faults(document.uri).length === 0);
		await write("wrong.safetensors", writeWeights(tensors).subarray(0, 1000));
		await until("the file is cut off", () =>
			faults(document.uri).some(({ code, message }) => code === "weights-unreadable" && message.includes("cut off")),
		);
		await vscode.workspace.fs.delete(workspaceFile("wrong.safetensors"));
		await until("the file is gone", () => faults(document.uri).some(({ code }) => code === "weights-not-found"));
		const [line] = faults(document.uri);
		assert.ok(line);
		const range = document.lineAt(line.line).range;
		const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>("vscode.executeCodeActionProvider", document.uri, range);
		const titles = actions.map(({ title }) => title);
		assert.ok(titles.includes("Save the current weights as wrong.safetensors"), titles.join());
		const remove = actions.find(({ title }) => title === "Remove weights");
		assert.ok(remove?.edit);
		await vscode.workspace.applyEdit(remove.edit);
		assert.equal(document.getText(), model(""));
		await until("nothing is said any more", () => faults(document.uri).length === 0);
	});

	test("layers take the names that the file has for them, and with the names its numbers", async () => {
		const names: Readonly<Record<string, string>> = { "0": "conv", "3": "fc" };
		const renamed = tensors.map(({ name, ...rest }) => ({ ...rest, name: name.replace(/^\d/, (key) => names[key] ?? key) }));
		await write("modules.safetensors", writeWeights(renamed));
		const { document } = await openNewModel("modules.cnn.json", model("modules.safetensors"));
		const session = await opened(document);
		const panel = await panelFrame();
		await panel.getByText("untrained", { exact: true }).waitFor();
		await until("the file was compared", () => faults(document.uri).length === 2);
		const at = document.positionAt(document.getText().indexOf("modules.safetensors"));
		const action = await until("there is a fix", async () => {
			const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
				"vscode.executeCodeActionProvider",
				document.uri,
				new vscode.Range(at, at),
			);
			return actions.find(({ title }) => title === "Name 2 layers as in modules.safetensors: conv, fc");
		});
		assert.ok(action.edit);
		assert.ok(await vscode.workspace.applyEdit(action.edit));
		assert.match(document.getText(), /"type": "Conv2d", "id": "conv", "out_channels": 4/);
		await until("the file fits", () => faults(document.uri).length === 0);
		await panel.getByText("weights of modules.safetensors").waitFor();
		assert.deepEqual(await kernels(session, "conv", 4, 3, 3), firstWeights);
	});

	test("a name that leads out of the folder is not read", async () => {
		const { document } = await openNewModel("outside.cnn.json", model("../../../etc/hostname"));
		await until("it is told", () => faults(document.uri).some(({ code }) => code === "weights-outside"));
	});

	test("saved, the text names the file; loaded, the numbers are the same, bit for bit", async () => {
		const editor = await openNewModel("saved.cnn.json", model(""));
		const { document } = editor;
		const session = await opened(document);
		const place = workspaceFile("saved.safetensors");
		const before = await kernels(session, "0", 4, 3, 3);
		await vscode.commands.executeCommand("convscope.saveWeights", document.uri, place);
		assert.match(document.getText(), /"weights": "saved\.safetensors"\s*\}\s*$/);
		const file = await vscode.workspace.fs.readFile(place);
		const { tensors: written, metadata } = readHeader(file);
		const weight = written.get("0.weight");
		assert.deepEqual(weight && [...(readTensor(file, weight) ?? [])], before);
		assert.deepEqual([metadata.format, metadata.name, written.size], ["pt", "saved.cnn.json", 4]);
		assert.ok(Math.abs(Date.now() - Date.parse(metadata.saved ?? "")) < 600_000, metadata.saved);
		await until("the file fits", () => faults(document.uri).length === 0);
		await vscode.window.showTextDocument(document, vscode.ViewColumn.One);
		await vscode.commands.executeCommand("undo");
		assert.equal(document.getText(), model(""), "one step takes the line back");
		const folder = await vscode.workspace.fs.readDirectory(workspaceFile("."));
		assert.deepEqual(
			folder.filter(([name]) => name.endsWith(".part")),
			[],
		);

		await vscode.commands.executeCommand("convscope.reinitialise");
		assert.notDeepEqual(await kernels(session, "0", 4, 3, 3), before);
		await vscode.commands.executeCommand("convscope.loadWeights", document.uri, place);
		assert.deepEqual(await kernels(session, "0", 4, 3, 3), before);

		// What does not fit keeps what it has; a layer that fits again is the file's.
		await replaceText(editor, '"out_channels": 4', '"out_channels": 5');
		await until("it is computed", () => session.computed().then(() => session.model.layers[0]?.shape?.[0] === 5));
		await replaceText(editor, '"out_channels": 5', '"out_channels": 4');
		assert.deepEqual(await kernels(session, "0", 4, 3, 3), before);
	});

	test("weights that were trained since are not overwritten by a file that changes, only by a person's wish", async () => {
		const trainable = model("").replace("]\n}", ']\n,\t"train": { "data": "mnist", "batch_size": 8 }\n}');
		const { document } = await openNewModel("changed.cnn.json", trainable);
		const session = await opened(document);
		const place = workspaceFile("changed.safetensors");
		await vscode.commands.executeCommand("convscope.saveWeights", document.uri, place);
		const before = await kernels(session, "0", 4, 3, 3);
		await session.training.act("step");
		await until("one step was made", () => session.training.shown.step === 1 && session.training.shown.phase === "paused");
		const trained = await kernels(session, "0", 4, 3, 3);
		assert.notDeepEqual(trained, before);
		await write("changed.safetensors", writeWeights(tensors));
		const panel = await panelFrame();
		await panel.getByText("changed.safetensors has changed", { exact: false }).waitFor();
		assert.deepEqual(await kernels(session, "0", 4, 3, 3), trained);
		await vscode.commands.executeCommand("convscope.loadWeights", document.uri, place);
		assert.deepEqual(await kernels(session, "0", 4, 3, 3), firstWeights);
		await panel.getByText("weights of changed.safetensors").waitFor();
	});

	test("a file that another program damages while it trains is told at the line; the run goes on", async () => {
		const text = model("damaged.safetensors").replace("\n}", ',\n\t"train": { "data": "mnist", "epochs": 500 }\n}');
		await write("damaged.safetensors", writeWeights(tensors));
		const { document } = await openNewModel("damaged.cnn.json", text);
		const session = await opened(document);
		assert.deepEqual(await kernels(session, "0", 4, 3, 3), firstWeights);
		await session.training.act("start");
		await until("it trains", () => session.training.run.step > 0);
		await write("damaged.safetensors", writeWeights(tensors).subarray(0, 100));
		await until("it is told", () => faults(document.uri).some(({ code }) => code === "weights-unreadable"));
		const { step } = session.training.run;
		await until("it goes on", () => session.training.run.phase === "running" && session.training.run.step > step);
		await vscode.workspace.fs.delete(workspaceFile("damaged.safetensors"));
		await until("it is missed", () => faults(document.uri).some(({ code }) => code === "weights-not-found"));
		await session.training.act("pause");
		const trained = await kernels(session, "0", 4, 3, 3);
		await vscode.commands.executeCommand("convscope.saveWeights", document.uri);
		await until("the file is there again, and fits", () => faults(document.uri).length === 0);
		assert.deepEqual(await kernels(session, "0", 4, 3, 3), trained, "saved by a person, it is what was trained");
	});

	test("while the text is broken nothing is saved: the file keeps the layers that are not there at the moment", async () => {
		const whole = writeWeights(tensors);
		await write("whole.safetensors", whole);
		const editor = await openNewModel("broken-save.cnn.json", model("whole.safetensors"));
		const session = await opened(editor.document);
		await session.computed();
		await replaceText(editor, '"out_features": 10 }', '"out_features": 10 ');
		await until("the text is broken", () => !session.analysis.complete);
		await assert.rejects(saveWeights(session), /network is at fault/);
		assert.deepEqual(new Uint8Array(await vscode.workspace.fs.readFile(workspaceFile("whole.safetensors"))), whole);
	});

	test("a disk that is full leaves the old file whole", async () => {
		const files = new FullDisk("full", false);
		try {
			const place = files.put("old.safetensors", "the old file");
			files.isFull = true;
			const { document } = await openNewModel("full.cnn.json", model(""));
			const { session } = (await api()).sessions.open(document);
			await assert.rejects(saveWeights(session, place), /could not be saved.*no space/i);
			assert.equal(new TextDecoder().decode(files.readFile(place)), "the old file");
			assert.equal(files.readDirectory().length, 1, "and nothing beside it");
			assert.equal(document.getText(), model(""));
			files.isFull = false;
			await saveWeights(session, place);
			assert.equal(readHeader(files.readFile(place)).tensors.size, 4);
		} finally {
			files.dispose();
		}
	});

	test("a file system that deletes what is replaced and then fails leaves the new file, in its place or beside it", async () => {
		const files = new Unsteady("unsteady", false);
		try {
			const place = files.put("old.safetensors", "the old file");
			const { document } = await openNewModel("unsteady.cnn.json", model(""));
			const { session } = (await api()).sessions.open(document);
			files.failures = 1;
			await saveWeights(session, place);
			assert.equal(readHeader(files.readFile(place)).tensors.size, 4);
			assert.equal(files.readDirectory().length, 1);
			files.failures = 2;
			const aside = /old\.safetensors was deleted.*as (old\.safetensors\.\w+\.part)/;
			const said = await saveWeights(session, place).then(
				() => "",
				(error: Error) => error.message,
			);
			const [, name = ""] = aside.exec(said) ?? assert.fail(said);
			assert.equal(readHeader(files.readFile(place.with({ path: `/${name}` }))).tensors.size, 4);
		} finally {
			files.dispose();
		}
	});

	test("a file that is read-only is not replaced", async () => {
		await write("kept.safetensors", writeWeights(tensors));
		const place = workspaceFile("kept.safetensors");
		chmodSync(place.fsPath, 0o444);
		try {
			const { document } = await openNewModel("kept-weights.cnn.json", model(""));
			const { session } = (await api()).sessions.open(document);
			await assert.rejects(saveWeights(session, place), /could not be saved: kept\.safetensors cannot be written/);
			assert.deepEqual(new Uint8Array(await vscode.workspace.fs.readFile(place)), writeWeights(tensors));
		} finally {
			chmodSync(place.fsPath, 0o644);
		}
	});

	test("the numbers outlive the worker", async () => {
		await write("survives.safetensors", writeWeights(tensors));
		const { document } = await openNewModel("survives.cnn.json", model("survives.safetensors"));
		const session = await opened(document);
		assert.deepEqual(await kernels(session, "0", 4, 3, 3), firstWeights);
		session.engine.crash("a test ended it");
		await until("another worker computes", () => session.computed().then(() => true));
		assert.deepEqual(await kernels(session, "0", 4, 3, 3), firstWeights);
	});

	test("a sample has weights that were trained, though its copy lies nowhere yet", async () => {
		await vscode.commands.executeCommand("convscope.openSample", "lenet.cnn.json");
		const document = vscode.window.activeTextEditor?.document;
		assert.ok(document?.isUntitled && document.getText().includes('"weights": "lenet.safetensors"'));
		const session = await until("there is a session", async () => (await api()).sessions.find(document.uri));
		const panel = await panelFrame();
		await panel.getByText("weights of lenet.safetensors", { exact: true }).waitFor();
		await session.computed();
		assert.deepEqual(faults(document.uri), []);
		await panel.getByText("reads 7", { exact: false }).waitFor();
		await panel.getByText("go on from the trained weights of lenet.safetensors", { exact: false }).waitFor();
		await vscode.commands.executeCommand("convscope.openLedger");
		await panel.locator(".card", { hasText: "Weights of lenet.safetensors" }).getByText("96.6 %").waitFor();
		await panel.locator(".train-anew").click();
		await panel.locator(".card", { hasText: "Not trained" }).waitFor();
		await panel.getByRole("button", { name: "Overview", exact: true }).click();
	});
});
