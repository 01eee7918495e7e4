import * as vscode from "vscode";
import type { Analysis } from "../../source/analysis";
import { type Analyses, isCopy, isModelUri, modelKey } from "../documents";
import { say } from "../l10n";
import type { Diagnostics } from "../providers/diagnostics";
import { toRange } from "../providers/ranges";
import { severities } from "../providers/severity";
import type { WeightsFiles } from "./files";
import type { WeightsIssue } from "./issues";
import type { WeightsState } from "./state";

/** Publishes, on the line of `weights`, what there is to say about the file that it names: anew with every analysis and every change of the file. */
export class WeightsDiagnostics implements vscode.Disposable {
	private readonly collection = vscode.languages.createDiagnosticCollection("convscope-weights");
	private readonly disposables: vscode.Disposable[];
	private readonly last = new Map<string, { readonly analysis: Analysis; readonly state: WeightsState }>();

	constructor(
		private readonly files: WeightsFiles,
		private readonly analyses: Analyses,
		diagnostics: Diagnostics,
	) {
		this.disposables = [
			diagnostics.onPublished(() => this.refresh()),
			files.onChanged(() => this.refresh()),
			files.onSaved(() => this.refresh()),
			vscode.workspace.onDidCloseTextDocument(({ uri }) => this.clear(uri)),
		];
		this.refresh();
	}

	private refresh(): void {
		for (const document of vscode.workspace.textDocuments) {
			if (!isModelUri(document.uri) || isCopy(document.uri)) continue;
			if (this.files.written(document) === undefined) this.clear(document.uri);
			else void this.publish(document);
		}
	}

	private async publish(document: vscode.TextDocument): Promise<void> {
		const state = await this.files.look(document);
		const { weightsIssues } = await import("../later");
		if (document.isClosed) return;
		if (state !== (await this.files.look(document))) return this.publish(document); // it changed while it was read
		const analysis = this.analyses.of(document);
		const entry = analysis.keys.weights;
		const key = modelKey(document.uri);
		const last = this.last.get(key);
		if (last?.analysis === analysis && last.state === state) return;
		this.last.set(key, { analysis, state });
		if (typeof entry?.written !== "string") return this.clear(document.uri);
		const range = toRange(document, entry.value);
		this.collection.set(
			document.uri,
			weightsIssues(entry.written, state, analysis).map((issue) => diagnosticOf(issue, range, document)),
		);
	}

	private clear(uri: vscode.Uri): void {
		this.last.delete(modelKey(uri));
		this.collection.delete(uri);
	}

	dispose(): void {
		for (const disposable of this.disposables) disposable.dispose();
		this.collection.dispose();
	}
}

function diagnosticOf(issue: WeightsIssue, range: vscode.Range, document: vscode.TextDocument): vscode.Diagnostic {
	const diagnostic = new vscode.Diagnostic(range, say(issue.text), severities[issue.severity]);
	diagnostic.source = "Convscope";
	diagnostic.code = issue.code;
	diagnostic.relatedInformation = issue.related.map(
		(place) => new vscode.DiagnosticRelatedInformation(new vscode.Location(document.uri, toRange(document, place.range)), say(place.text)),
	);
	return diagnostic;
}
