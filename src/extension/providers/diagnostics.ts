import * as vscode from "vscode";
import { diagnostics } from "../../language";
import { type Analyses, isCopy, isModelUri, modelKey } from "../documents";
import { say } from "../l10n";
import { toRange } from "./ranges";
import { severities } from "./severity";

/** Publishes what an analysis has against each open model, old sides of comparisons left out: at once for the first change, then at most once per analysis. */
export class Diagnostics implements vscode.Disposable {
	private readonly collection = vscode.languages.createDiagnosticCollection("convscope");
	private readonly waiting = new Map<string, ReturnType<typeof setTimeout>>();
	private readonly disposables: vscode.Disposable[];
	private readonly published = new vscode.EventEmitter<void>();
	/** Fires when an analysis has been published: hints and lenses are out of date. */
	readonly onPublished = this.published.event;

	constructor(private readonly analyses: Analyses) {
		this.disposables = [
			vscode.workspace.onDidOpenTextDocument((document) => this.publish(document)),
			vscode.workspace.onDidChangeTextDocument((event) => this.schedule(event.document)),
			vscode.workspace.onDidCloseTextDocument((document) => this.collection.delete(document.uri)),
		];
		for (const document of vscode.workspace.textDocuments) this.publish(document);
	}

	/** Publishes every open model anew, and so has hints and lenses fetched again. */
	refresh(): void {
		for (const document of vscode.workspace.textDocuments) this.publish(document);
	}

	private schedule(document: vscode.TextDocument): void {
		if (!isModelUri(document.uri)) return;
		const key = modelKey(document.uri);
		if (this.waiting.has(key)) return;
		const cost = this.analyses.cost(document);
		this.waiting.set(
			key,
			setTimeout(() => this.publish(document), cost > 4 ? Math.min(cost * 4, 1000) : 0),
		);
	}

	private publish(document: vscode.TextDocument): void {
		if (!isModelUri(document.uri)) return;
		clearTimeout(this.waiting.get(modelKey(document.uri)));
		this.waiting.delete(modelKey(document.uri));
		if (document.isClosed) return;
		const entries = isCopy(document.uri) ? [] : diagnostics(this.analyses.of(document));
		const found = entries.map((entry) => {
			const diagnostic = new vscode.Diagnostic(toRange(document, entry.range), say(entry.text), severities[entry.severity]);
			diagnostic.source = "Convscope";
			diagnostic.code = entry.code;
			diagnostic.relatedInformation = entry.related.map(
				(place) =>
					new vscode.DiagnosticRelatedInformation(new vscode.Location(document.uri, toRange(document, place.range)), say(place.text)),
			);
			return diagnostic;
		});
		this.collection.set(document.uri, found);
		this.published.fire();
	}

	dispose(): void {
		for (const timer of this.waiting.values()) clearTimeout(timer);
		for (const disposable of this.disposables) disposable.dispose();
		this.published.dispose();
		this.collection.dispose();
	}
}
