import * as vscode from "vscode";
import { removeEntry } from "../../language/edit";
import type { Analysis } from "../../source/analysis";
import { t } from "../l10n";
import { editOf } from "../providers/ranges";
import { listOf } from "./issues";
import { namingEdits } from "./naming";
import type { WeightsState } from "./state";

/** What can be done about each of the faults of a file of weights. */
const canSave = new Set<unknown>(["weights-not-found", "weights-unreadable", "weights-missing-tensors", "weights-wrong-shape"]);
const canRemove = new Set<unknown>(["weights-not-found", "weights-outside", "weights-unreadable", "weights-wrong-shape"]);
const canName = new Set<unknown>(["weights-missing-tensors", "weights-unexpected-tensors"]);

/** Quick fixes for the line of `weights`. */
export function weightsFixes(
	document: vscode.TextDocument,
	analysis: Analysis,
	state: WeightsState,
	faults: readonly vscode.Diagnostic[],
): vscode.CodeAction[] {
	const entry = analysis.keys.weights;
	if (!entry || typeof entry.written !== "string") return [];
	const actions: vscode.CodeAction[] = [];
	const nameable = faults.filter(({ code }) => canName.has(code));
	const naming = nameable.length > 0 && state.kind === "read" ? namingEdits(analysis, state.header.tensors) : undefined;
	if (naming) {
		const values = { file: entry.written, count: naming.names.length, names: listOf(naming.names) };
		const title = t("Name {count} layers as in {file}: {names}", values);
		const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
		action.edit = editOf(document, naming.edits);
		action.diagnostics = nameable;
		action.isPreferred = true;
		actions.push(action);
	}
	const savable = faults.filter(({ code }) => canSave.has(code));
	if (savable.length > 0) {
		const action = new vscode.CodeAction(t("Save the current weights as {file}", { file: entry.written }), vscode.CodeActionKind.QuickFix);
		action.command = { command: "convscope.saveWeights", title: action.title, arguments: [document.uri] };
		action.diagnostics = savable;
		actions.push(action);
	}
	const removable = faults.filter(({ code }) => canRemove.has(code));
	if (removable.length > 0) {
		const action = new vscode.CodeAction(t("Remove weights"), vscode.CodeActionKind.QuickFix);
		action.edit = editOf(document, removeEntry(analysis.text, Object.values(analysis.keys), entry));
		action.diagnostics = removable;
		actions.push(action);
	}
	return actions;
}
