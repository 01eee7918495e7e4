import { createRequire } from "node:module";
import path from "node:path";
import * as vscode from "vscode";
import { extensionId } from "../../test/host/support";
import type { Figure } from "../table";

/** What the host bundle exports. */
interface Bundle {
	activate(context: vscode.ExtensionContext): unknown;
}

/**
 * The extension's start in an extension host that has just started, a model file being open: loading the bundle, and activate(). One sample
 * each. Must run before anything else does. The bundle is loaded here first; the host then takes it out of Node's cache, where activate()
 * has been given a clock. All that VS Code does around it (storage, translations) is in the last row.
 *
 * The extension's copy must have no activation events: VS Code opens its own settings as JSONC while it starts, which would wake the
 * extension before it can be timed.
 */
export async function activationFigures(file: string): Promise<readonly Figure[]> {
	await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(file));
	const extension = vscode.extensions.getExtension(extensionId);
	if (!extension || extension.isActive) throw new Error(extension ? "the extension is active already" : "the extension is not there");
	const main = path.join(extension.extensionPath, extension.packageJSON.main);
	const load = createRequire(main);
	const began = performance.now();
	const bundle: Bundle = load(main);
	const loading = performance.now() - began;

	const cached = load.cache[load.resolve(main)];
	let own: number | undefined;
	const timed: Bundle = {
		...bundle,
		activate: (context) => {
			const called = performance.now();
			const result = bundle.activate(context);
			own = performance.now() - called;
			return result;
		},
	};
	if (cached) cached.exports = timed;
	const asked = performance.now();
	await extension.activate();
	const whole = performance.now() - asked;
	if (own === undefined) throw new Error("the extension host loaded the bundle anew, so that activate() was not timed");
	return [
		{ what: "activate(), a model file being open", limit: 50, unit: "ms", samples: [own] },
		{ what: "loading the host bundle before it", limit: undefined, unit: "ms", samples: [loading] },
		{ what: "activation as VS Code does it, without the loading", limit: undefined, unit: "ms", samples: [whole] },
	];
}
