import * as vscode from "vscode";
import type { Analyses } from "../documents";
import { say, t } from "../l10n";
import type { OpenModels } from "../openModels";
import { editOf } from "../providers/ranges";

/** What is said about a folder of data has this code. */
export const DATA_CODE = "data-folder";

/** Quick fixes where the classes of a folder and the network do not go together, or the folder cannot be read. What is said about folders comes from open models. */
export class DataFixes implements vscode.CodeActionProvider {
	static readonly metadata: vscode.CodeActionProviderMetadata = { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] };

	constructor(
		private readonly analyses: Analyses,
		private readonly models: OpenModels,
	) {}

	async provideCodeActions(
		document: vscode.TextDocument,
		_range: vscode.Range,
		context: vscode.CodeActionContext,
	): Promise<vscode.CodeAction[]> {
		const diagnostics = context.diagnostics.filter(({ code }) => code === DATA_CODE);
		if (diagnostics.length === 0 || vscode.workspace.fs.isWritableFileSystem(document.uri.scheme) === false) return [];
		const [{ fitClasses }, { sessions }] = await Promise.all([import("../answers"), this.models.opened()]);
		const classes = sessions.find(document.uri)?.dataClasses;
		const choose = new vscode.CodeAction(t("Use a Folder as Training Data…"), vscode.CodeActionKind.QuickFix);
		choose.command = { command: "convscope.chooseData", title: choose.title, arguments: [document.uri] };
		choose.diagnostics = diagnostics;
		if (!classes) return [choose];
		return fitClasses(this.analyses.of(document), classes).map((fix) => {
			const action = new vscode.CodeAction(say(fix.title), vscode.CodeActionKind.QuickFix);
			action.edit = editOf(document, fix.edits);
			action.diagnostics = diagnostics;
			action.isPreferred = fix.preferred;
			return action;
		});
	}
}
