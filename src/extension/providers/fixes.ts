import * as vscode from "vscode";
import { issuesIn } from "../../language";
import type { Analyses } from "../documents";
import { say } from "../l10n";
import { editOf, toRange } from "./ranges";

/** Quick fixes: each one clears its fault in one undoable step. They are searched when the editor asks, not before. */
export class Fixes implements vscode.CodeActionProvider {
	static readonly metadata: vscode.CodeActionProviderMetadata = { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] };

	constructor(private readonly analyses: Analyses) {}

	async provideCodeActions(
		document: vscode.TextDocument,
		range: vscode.Range,
		context: vscode.CodeActionContext,
		token: vscode.CancellationToken,
	): Promise<vscode.CodeAction[]> {
		const analysis = this.analyses.of(document);
		const touched = issuesIn(analysis, { start: document.offsetAt(range.start), end: document.offsetAt(range.end) });
		// Problems offers fixes of read-only files, too: applied, they would change a text that can never be saved.
		const readOnly = vscode.workspace.fs.isWritableFileSystem(document.uri.scheme) === false;
		if (touched.length === 0 || readOnly) return [];
		const { fixesFor } = await import("../answers");
		if (token.isCancellationRequested) return [];
		return touched.flatMap((issue) => {
			const where = toRange(document, issue.range);
			const diagnostics = context.diagnostics.filter((diagnostic) => diagnostic.code === issue.code && diagnostic.range.isEqual(where));
			return fixesFor(analysis, issue).map((fix) => {
				const action = new vscode.CodeAction(say(fix.title), vscode.CodeActionKind.QuickFix);
				action.edit = editOf(document, fix.edits);
				action.diagnostics = diagnostics;
				action.isPreferred = fix.preferred;
				return action;
			});
		});
	}
}
