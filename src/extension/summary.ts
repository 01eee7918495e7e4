import * as vscode from "vscode";
import { summaryTable, toMarkdown, toText } from "../language/summary";
import type { Analysis } from "../source/analysis";
import { t } from "./l10n";

/** Puts a model's summary on the clipboard, and says so. */
export async function copySummary(analysis: Analysis, format: "markdown" | "text"): Promise<void> {
	const table = summaryTable(analysis);
	await vscode.env.clipboard.writeText(format === "markdown" ? toMarkdown(table) : toText(table));
	vscode.window.setStatusBarMessage(t("Summary copied."), 3000);
}
