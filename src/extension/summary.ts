import * as vscode from "vscode";
import { toPyTorch } from "../language/pytorch";
import { summaryTable, toMarkdown, toText } from "../language/summary";
import type { CopyFormat } from "../protocol/panel";
import type { Analysis } from "../source/analysis";
import { t } from "./l10n";

/** Puts a model's summary, or the model as PyTorch code, on the clipboard, and says so. */
export async function copySummary(analysis: Analysis, format: CopyFormat): Promise<void> {
	if (analysis.layers.length === 0) {
		void vscode.window.showWarningMessage(t("There are no layers to copy."));
		return;
	}
	if (format !== "pytorch") {
		const table = summaryTable(analysis);
		await vscode.env.clipboard.writeText(format === "markdown" ? toMarkdown(table) : toText(table));
		vscode.window.setStatusBarMessage(t("Summary copied."), 3000);
		return;
	}
	const code = toPyTorch(analysis);
	if (code === undefined) {
		void vscode.window.showWarningMessage(t("The network has to fit before it can be written as PyTorch code."));
		return;
	}
	await vscode.env.clipboard.writeText(code);
	vscode.window.setStatusBarMessage(t("PyTorch code copied."), 3000);
}
