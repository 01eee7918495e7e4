import * as vscode from "vscode";
import type { Severity } from "../../network/issue";

/** How grave VS Code takes what we say. */
export const severities: Readonly<Record<Severity, vscode.DiagnosticSeverity>> = {
	error: vscode.DiagnosticSeverity.Error,
	warning: vscode.DiagnosticSeverity.Warning,
	info: vscode.DiagnosticSeverity.Information,
};
