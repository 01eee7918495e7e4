import { createRequire } from "node:module";
import path from "node:path";
import * as vscode from "vscode";
import { extensionId } from "../../test/host/support";
import type { Figure } from "../table";

/**
 * The extension's start in an extension host that has just started, a model file being open: loading the bundle, and activate(). One sample
 * each. The host hands the bundle out of its cache once it is loaded, so what remains is activate(). Must run before anything else does.
 *
 * The extension's copy must have no activation events: VS Code opens its own settings as JSONC while it starts, which would wake the
 * extension before it can be timed.
 */
export async function activationFigures(file: string): Promise<readonly Figure[]> {
	await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(file));
	const extension = vscode.extensions.getExtension(extensionId);
	if (!extension || extension.isActive) throw new Error(extension ? "the extension is active already" : "the extension is not there");
	const main = path.join(extension.extensionPath, extension.packageJSON.main);
	const began = performance.now();
	createRequire(main)(main);
	const loaded = performance.now();
	await extension.activate();
	const active = performance.now();
	return [
		{ what: "activate(), a model file being open", limit: 50, unit: "ms", samples: [active - loaded] },
		{ what: "loading the host bundle before it", limit: undefined, unit: "ms", samples: [loaded - began] },
	];
}
