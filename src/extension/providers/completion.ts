import * as vscode from "vscode";
import type { Analyses } from "../documents";
import { say } from "../l10n";
import { toRange } from "./ranges";

const itemKinds = {
	value: vscode.CompletionItemKind.Value,
	reference: vscode.CompletionItemKind.Reference,
	type: vscode.CompletionItemKind.Class,
};

/** What a schema cannot know: numbers that keep the shapes legal, with the shape each one gives, the ids in scope, and which layers come first. */
export class Completions implements vscode.CompletionItemProvider {
	constructor(private readonly analyses: Analyses) {}

	async provideCompletionItems(
		document: vscode.TextDocument,
		position: vscode.Position,
		token: vscode.CancellationToken,
	): Promise<vscode.CompletionItem[]> {
		const { completionsAt } = await import("../answers");
		if (token.isCancellationRequested) return [];
		return completionsAt(this.analyses.of(document), document.offsetAt(position)).map((entry) => {
			const item = new vscode.CompletionItem(entry.label, itemKinds[entry.kind]);
			item.insertText = entry.insertText;
			item.filterText = entry.insertText;
			item.range = toRange(document, entry.range);
			item.detail = say(entry.detail);
			if (entry.documentation) item.documentation = say(entry.documentation);
			item.sortText = entry.sort;
			return item;
		});
	}
}
