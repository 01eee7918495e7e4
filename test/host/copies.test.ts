import assert from "node:assert/strict";
import { suite, suiteSetup, suiteTeardown, test } from "mocha";
import * as vscode from "vscode";
import { closeEverything, extensionId, openNewModel, panelFrame, until, workspaceFile } from "./support";

const model = (channels: number) => `{ "input": [1, 28, 28], "layers": [
	{ "type": "Conv2d", "out_channels": ${channels}, "kernel_size": 5, "padding": 2 },
	{ "type": "Flatten" },
	{ "type": "Linear", "in_features": 9, "out_features": 10 }
], "weights": "versions.safetensors" }`;

/** As Git's old side of a comparison: the file's path, and which state of it in the query. */
class OldVersions implements vscode.TextDocumentContentProvider, vscode.Disposable {
	private readonly registered = vscode.workspace.registerTextDocumentContentProvider("convscope-old", this);
	readonly of = (file: vscode.Uri): vscode.Uri =>
		file.with({ scheme: "convscope-old", query: JSON.stringify({ path: file.path, ref: "HEAD" }) });
	provideTextDocumentContent(): string {
		return model(6);
	}
	dispose(): void {
		this.registered.dispose();
	}
}

suite("the old side of a comparison", () => {
	let versions: OldVersions;

	suiteSetup(() => {
		versions = new OldVersions();
	});
	suiteTeardown(async () => {
		await closeEverything();
		versions.dispose();
	});

	const codes = (uri: vscode.Uri) => vscode.languages.getDiagnostics(uri).map(({ code }) => code);

	test("nothing is said against it, and it has the weights that lie beside its file", async () => {
		const extension = vscode.extensions.getExtension(extensionId)?.extensionUri;
		assert.ok(extension);
		const shipped = vscode.Uri.joinPath(extension, "media/samples/lenet.safetensors");
		await vscode.workspace.fs.copy(shipped, workspaceFile("versions.safetensors"), { overwrite: true });
		const { document } = await openNewModel("versions.cnn.json", model(8));
		const old = versions.of(document.uri);
		await vscode.commands.executeCommand("vscode.diff", old, document.uri, "versions");
		await until(
			"the new side has its faults",
			() => codes(document.uri).includes("features-mismatch") && codes(document.uri).some((code) => String(code).startsWith("weights-")),
		);
		await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(old), { viewColumn: vscode.ViewColumn.One });
		await vscode.commands.executeCommand("convscope.openPanel");
		await (await panelFrame()).getByText("weights of versions.safetensors").first().waitFor();
		assert.deepEqual(codes(old), []);
	});
});
