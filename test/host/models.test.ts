import assert from "node:assert/strict";
import { suite, suiteTeardown, test } from "mocha";
import * as vscode from "vscode";
import { api, closeEverything, openModel, openNewModel, panelFrame, screenshot, until, workspaceFile } from "./support";

suite("models", () => {
	suiteTeardown(closeEverything);

	test("every sample opens as an unsaved copy whose layers are all exact and computed", async () => {
		const { sessions } = await api();
		for (const file of ["lenet.cnn.json", "tiny-vgg.cnn.json", "vgg-cifar.cnn.json", "resnet.cnn.json", "unet.cnn.json"]) {
			await vscode.commands.executeCommand("convscope.openSample", file);
			const document = await until(`${file} is open`, () => {
				const active = vscode.window.activeTextEditor?.document;
				return active?.isUntitled && active.uri.path.includes(file.split(".")[0] ?? file) ? active : undefined;
			});
			const session = await until("it has a session", () => sessions.find(document.uri));
			assert.deepEqual(session.analysis.issues, [], file);
			const last = session.model.layers.at(-1);
			assert.ok(last?.shape, `${file} has a last layer`);
			const frame = await session.pictures([{ layer: last.key, what: "maps", from: 0, count: 1, maxSide: 64 }]);
			assert.equal(frame?.sets[0]?.count, 1, `${file}: the last layer is computed`);
			await (await panelFrame()).locator("convscope-sheet canvas").first().waitFor();
			await screenshot(`sample-${file.split(".")[0]}`);
			await closeEverything();
		}
	});

	test("two models at once, each with its own numbers", async () => {
		const { sessions } = await api();
		const model = (channels: number) =>
			`{ "input": [1, 28, 28], "layers": [{ "type": "Conv2d", "out_channels": ${channels}, "kernel_size": 3 }] }`;
		const first = await openNewModel("first.cnn.json", model(2));
		await vscode.commands.executeCommand("convscope.openPanel");
		const second = await openNewModel("second.cnn.json", model(3));
		await vscode.commands.executeCommand("convscope.openPanel");
		const totals = await Promise.all(
			[first, second].map(async ({ document }) => {
				const session = await until("there is a session", () => sessions.find(document.uri));
				const frame = await session.pictures([{ layer: "0", what: "maps", from: 0, count: 9, maxSide: 64 }]);
				return frame?.sets[0]?.total;
			}),
		);
		assert.deepEqual(totals, [2, 3]);
		await closeEverything();
	});

	test("a renamed model keeps its session and its panel", async () => {
		const { sessions } = await api();
		const { document } = await openNewModel("before.cnn.json", '{ "input": [1, 8, 8], "layers": [{ "type": "ReLU" }] }');
		await vscode.commands.executeCommand("convscope.openPanel");
		const session = await until("there is a session", () => sessions.find(document.uri));
		const to = workspaceFile("after.cnn.json");
		const edit = new vscode.WorkspaceEdit();
		edit.renameFile(document.uri, to, { overwrite: true });
		assert.ok(await vscode.workspace.applyEdit(edit));
		await until("the session has moved", () => sessions.find(to) === session && sessions.controller(to) !== undefined);
		assert.equal(session.name, "after.cnn.json");
		await closeEverything();
	});

	test("a network too large to hold is refused with the bytes and the limit, and nothing is allocated", async () => {
		const { document } = await openNewModel(
			"huge.cnn.json",
			'{ "input": [1, 28, 28], "layers": [{ "type": "Conv2d", "out_channels": 1e9, "kernel_size": 3 }] }',
		);
		const [problem] = await until("it is reported", () => {
			const found = vscode.languages.getDiagnostics(document.uri).filter(({ code }) => code === "too-large");
			return found.length > 0 ? found : undefined;
		});
		assert.match(problem?.message ?? "", /\d (GiB|TiB).*2 GiB/);
	});

	test("more memory, and a network that was too large is computed as it stands open", async () => {
		const settings = vscode.workspace.getConfiguration("convscope");
		const convolution = '{ "type": "Conv2d", "out_channels": 4, "kernel_size": 3, "padding": 1 }';
		const layers = Array.from({ length: 6 }, () => convolution).join(", ");
		try {
			await settings.update("memoryLimit", 16, vscode.ConfigurationTarget.Global);
			const { document } = await openNewModel("limit.cnn.json", `{ "input": [3, 512, 512], "layers": [${layers}] }`);
			await vscode.commands.executeCommand("convscope.openPanel");
			const session = await until("there is a session", async () => (await api()).sessions.find(document.uri));
			const panel = await panelFrame();
			await panel.getByText("the limit is 16").first().waitFor();
			await settings.update("memoryLimit", undefined, vscode.ConfigurationTarget.Global);
			await until("the network is whole", () => session.analysis.complete);
			await panel.getByText("forward pass").waitFor();
			await panel.getByText("the limit is 16").first().waitFor({ state: "detached" });
		} finally {
			await settings.update("memoryLimit", undefined, vscode.ConfigurationTarget.Global);
		}
		await closeEverything();
	});

	test("the summary is copied as Markdown and as text", async () => {
		await openModel("lenet.cnn.json");
		await vscode.commands.executeCommand("convscope.copySummaryMarkdown");
		await until("Markdown is on the clipboard", async () => /^\|.*\|$/m.test(await vscode.env.clipboard.readText()));
		assert.match(await vscode.env.clipboard.readText(), /61,706/);
		await vscode.commands.executeCommand("convscope.copySummaryText");
		const text = await until("text is on the clipboard", async () => {
			const copied = await vscode.env.clipboard.readText();
			return copied.includes("|") ? undefined : copied;
		});
		assert.match(text, /Conv2d\s+6×28×28/);
	});

	test("a text without layers leaves the clipboard alone", async () => {
		await openNewModel("no-layers.cnn.json", '{ "input": [1, 28, 28] }');
		await vscode.env.clipboard.writeText("before");
		await vscode.commands.executeCommand("convscope.copySummaryMarkdown");
		await vscode.commands.executeCommand("convscope.copySummaryText");
		assert.equal(await vscode.env.clipboard.readText(), "before");
	});

	test("the model is copied as PyTorch code", async () => {
		await openModel("lenet.cnn.json");
		await vscode.commands.executeCommand("convscope.copyPyTorch");
		const code = await until("code is on the clipboard", async () => {
			const copied = await vscode.env.clipboard.readText();
			return copied.includes("from torch import nn") ? copied : undefined;
		});
		assert.match(code, /nn\.Conv2d\(1, 6, kernel_size=5, padding=2\),/);
	});
});
