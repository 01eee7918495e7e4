import * as vscode from "vscode";
import type { Analyses } from "../documents";
import type { WeightsFiles } from "./files";

/** Quick fixes for what is said about a file of weights. */
export class WeightsFixes implements vscode.CodeActionProvider {
	static readonly metadata: vscode.CodeActionProviderMetadata = { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] };

	constructor(
		private readonly analyses: Analyses,
		private readonly files: WeightsFiles,
	) {}

	async provideCodeActions(
		document: vscode.TextDocument,
		_range: vscode.Range,
		context: vscode.CodeActionContext,
	): Promise<vscode.CodeAction[]> {
		const faults = context.diagnostics.filter(({ code }) => typeof code === "string" && code.startsWith("weights-"));
		if (faults.length === 0 || vscode.workspace.fs.isWritableFileSystem(document.uri.scheme) === false) return [];
		const { weightsFixes } = await import("../later");
		const state = await this.files.look(document);
		return weightsFixes(document, this.analyses.of(document), state, faults);
	}
}
