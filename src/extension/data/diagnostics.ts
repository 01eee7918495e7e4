import * as vscode from "vscode";
import type { Analysis } from "../../source/analysis";
import { say } from "../l10n";
import { toRange } from "../providers/ranges";
import { severities } from "../providers/severity";
import { classesIssue } from "./classes";
import { DATA_CODE } from "./fixProvider";
import type { OwnData } from "./ownData";

/** Publishes, at the `data` of a model's text, what there is to say about the folder that it names. */
export class DataDiagnostics implements vscode.Disposable {
	private readonly collection = vscode.languages.createDiagnosticCollection("convscope-data");

	/** Says it anew, where the text has been analysed or the folder was looked at again. */
	show(document: vscode.TextDocument, { train, graph, complete, labels }: Analysis, own: OwnData): void {
		const entry = train?.keys.data;
		const data = train?.recipe.data ?? "";
		const classes = own.classes(data);
		const output = complete ? graph?.nodes.at(-1)?.shape : undefined;
		const issue = own.issue?.data === data ? own.issue : classes && classesIssue(data, classes, { output, labels });
		if (!entry || !issue || document.isClosed) {
			this.clear(document.uri);
			return;
		}
		const diagnostic = new vscode.Diagnostic(toRange(document, entry.value), say(issue.text), severities[issue.severity]);
		diagnostic.source = "Convscope";
		diagnostic.code = DATA_CODE;
		this.collection.set(document.uri, [diagnostic]);
	}

	clear(uri: vscode.Uri): void {
		this.collection.delete(uri);
	}

	dispose(): void {
		this.collection.dispose();
	}
}
