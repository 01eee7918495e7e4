import assert from "node:assert/strict";
import { suite, suiteSetup, suiteTeardown, test } from "mocha";
import * as vscode from "vscode";
import { closeEverything, openLenet, panelFrame } from "./support";

suite("export of the view", () => {
	suiteSetup(async () => {
		await closeEverything();
		await openLenet("exported.cnn.json");
		await vscode.commands.executeCommand("convscope.openPanel");
		await (await panelFrame()).getByText("forward pass").waitFor();
	});
	suiteTeardown(closeEverything);

	for (const format of ["svg", "png"] as const) {
		test(`“Convscope: Export the View…”: a whole ${format.toUpperCase()}`, async () => {
			const [folder] = vscode.workspace.workspaceFolders ?? [];
			assert.ok(folder);
			const place = vscode.Uri.joinPath(folder.uri, `exported.${format}`);
			await vscode.commands.executeCommand("convscope.exportPicture", { format, theme: "light" }, place);
			const bytes = Buffer.from(await vscode.workspace.fs.readFile(place));
			if (format === "png") {
				assert.equal(bytes.subarray(1, 4).toString("latin1"), "PNG");
				assert.ok(bytes.readUInt32BE(16) > 1000);
			} else {
				const text = bytes.toString();
				assert.match(text, /^<\?xml[^>]*>\n<svg /);
				assert.match(text, />MaxPool2d</);
				assert.ok(text.split("<image ").length > 12, "there are maps and kernels");
			}
			await vscode.workspace.fs.delete(place);
		});
	}
});
