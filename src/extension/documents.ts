import * as vscode from "vscode";
import type { Analysis } from "../source/analysis";
import { analyze } from "../source/analyze";

/** Which documents are models: by name, whatever their scheme (`file:`, `untitled:`, virtual). */
export const modelSelector: vscode.DocumentSelector = { pattern: "**/*.cnn.json" };

export const isModelUri = (uri: vscode.Uri): boolean => uri.path.endsWith(".cnn.json");

/**
 * Whether a document is another state of a file, as the old side of a comparison is: read from no file system, or with a query that says
 * which state (`git:` has that). It has no folder of its own, and nobody can mend it.
 */
export const isCopy = ({ scheme, query }: vscode.Uri): boolean =>
	scheme !== "untitled" && (query !== "" || vscode.workspace.fs.isWritableFileSystem(scheme) === undefined);

/** A document's identity: the same file is the same model, however it was opened. */
export const modelKey = (uri: vscode.Uri): string => uri.toString();

/**
 * One analysis per document version, shared by every language feature, the panel and the engine, so that the same number shows everywhere.
 * A file that is closed and opened again is another document, whose versions count from 1 again: it is the document that is remembered.
 */
export class Analyses {
	private memo = new WeakMap<vscode.TextDocument, { readonly version: number; readonly analysis: Analysis; readonly ms: number }>();

	/** The analysis of the document as it stands now. */
	of(document: vscode.TextDocument): Analysis {
		const known = this.memo.get(document);
		if (known?.version === document.version) return known.analysis;
		const start = performance.now();
		const analysis = analyze(document.getText(), { memoryLimit: memoryLimit() });
		this.memo.set(document, { version: document.version, analysis, ms: performance.now() - start });
		return analysis;
	}

	/** How long the last analysis of the document took, in milliseconds: slow files are analysed less often while typing. */
	cost(document: vscode.TextDocument): number {
		return this.memo.get(document)?.ms ?? 0;
	}

	/** Forgets everything, because a setting that analyses depend on has changed. */
	clear(): void {
		this.memo = new WeakMap();
	}
}

/** The setting `convscope.memoryLimit`, in bytes. */
export function memoryLimit(): number {
	const mebibytes = vscode.workspace.getConfiguration("convscope").get<number>("memoryLimit", 2048);
	return Math.min(Math.max(Number.isFinite(mebibytes) ? mebibytes : 2048, 16), 65536) * 1024 * 1024;
}
