import * as vscode from "vscode";
import type { Analysis } from "../source/analysis";
import { analyze } from "../source/analyze";

/** Which documents are models: by name, whatever their scheme (`file:`, `untitled:`, virtual). */
export const modelSelector: vscode.DocumentSelector = { pattern: "**/*.cnn.json" };

export const isModelUri = (uri: vscode.Uri): boolean => uri.path.endsWith(".cnn.json");

/** A document's identity: the same file is the same model, however it was opened. */
export const modelKey = (uri: vscode.Uri): string => uri.toString();

/**
 * One analysis per document version, shared by every language feature, the panel and the engine, so that the same number shows everywhere.
 */
export class Analyses implements vscode.Disposable {
	private readonly memo = new Map<string, { version: number; analysis: Analysis; ms: number }>();
	private readonly listener: vscode.Disposable;

	constructor() {
		this.listener = vscode.workspace.onDidCloseTextDocument((document) => this.memo.delete(modelKey(document.uri)));
	}

	/** The analysis of the document as it stands now. */
	of(document: vscode.TextDocument): Analysis {
		const key = modelKey(document.uri);
		const known = this.memo.get(key);
		if (known?.version === document.version) return known.analysis;
		const start = performance.now();
		const analysis = analyze(document.getText(), { memoryLimit: memoryLimit() });
		this.memo.set(key, { version: document.version, analysis, ms: performance.now() - start });
		return analysis;
	}

	/** How long the last analysis of the document took, in milliseconds: slow files are analysed less often while typing. */
	cost(document: vscode.TextDocument): number {
		return this.memo.get(modelKey(document.uri))?.ms ?? 0;
	}

	/** Forgets everything, because a setting that analyses depend on has changed. */
	clear(): void {
		this.memo.clear();
	}

	dispose(): void {
		this.listener.dispose();
		this.memo.clear();
	}
}

/** The setting `convscope.memoryLimit`, in bytes. */
export function memoryLimit(): number {
	const mebibytes = vscode.workspace.getConfiguration("convscope").get<number>("memoryLimit", 2048);
	return Math.min(Math.max(Number.isFinite(mebibytes) ? mebibytes : 2048, 16), 65536) * 1024 * 1024;
}
