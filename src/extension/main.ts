import * as v from "valibot";
import * as vscode from "vscode";
import { registerCommands } from "./commands";
import { Datasets } from "./datasets";
import { Analyses, isModelUri, modelSelector } from "./documents";
import { EditorLink } from "./editorLink";
import type { StartWorker } from "./engineHost";
import { Memories } from "./memory";
import { PANEL_TYPE } from "./modelPanel";
import { Completions } from "./providers/completion";
import { Diagnostics } from "./providers/diagnostics";
import { Fixes } from "./providers/fixes";
import { InlayHints, Lenses, Symbols } from "./providers/hints";
import { Hovers } from "./providers/hover";
import { Sessions } from "./sessions";
import { WeightsDiagnostics } from "./weights/diagnostics";
import { WeightsFiles } from "./weights/files";
import { WeightsFixes } from "./weights/fixProvider";

/** What differs between the hosts: how a worker is started, and whether the first model's panel opens by itself (`npm start`). */
export interface Platform {
	readonly startWorker: StartWorker;
	readonly openPanelAtStart: boolean;
}

/** What tests inside a VS Code may look at. Given out in test mode only. */
export interface TestApi {
	readonly sessions: Sessions;
	readonly analyses: Analyses;
}

/** Starts everything but the engine, which waits for the first panel or hover that needs it. */
export function activate(context: vscode.ExtensionContext, platform: Platform): TestApi | undefined {
	const started = performance.now();
	const log = vscode.window.createOutputChannel("Convscope", { log: true });
	const analyses = new Analyses();
	const editors = new EditorLink();
	const weightsFiles = new WeightsFiles(context.extensionUri, analyses);
	const sessions = new Sessions({
		extension: context.extensionUri,
		analyses,
		editors,
		datasets: new Datasets(context.extensionUri),
		weightsFiles,
		memories: new Memories(context.workspaceState),
		startWorker: platform.startWorker,
		log,
	});
	const diagnostics = new Diagnostics(analyses);
	const lenses = new Lenses(analyses, diagnostics, sessions);
	const { languages } = vscode;
	context.subscriptions.push(
		log,
		analyses,
		editors,
		sessions,
		diagnostics,
		weightsFiles,
		new WeightsDiagnostics(weightsFiles, analyses, diagnostics),
		lenses,
		languages.registerInlayHintsProvider(modelSelector, new InlayHints(analyses, diagnostics)),
		languages.registerCodeLensProvider(modelSelector, lenses),
		languages.registerDocumentSymbolProvider(modelSelector, new Symbols(analyses), { label: "Convscope" }),
		languages.registerCodeActionsProvider(modelSelector, new Fixes(analyses), Fixes.metadata),
		languages.registerCodeActionsProvider(modelSelector, new WeightsFixes(analyses), WeightsFixes.metadata),
		languages.registerCompletionItemProvider(modelSelector, new Completions(analyses), " ", ":", "[", '"'),
		languages.registerHoverProvider(modelSelector, new Hovers(analyses, sessions, log)),
		registerCommands({ extension: context.extensionUri, sessions, analyses, editors, log }),
		vscode.window.registerWebviewPanelSerializer(PANEL_TYPE, {
			deserializeWebviewPanel: (panel, state: unknown) => restore(sessions, panel, state, log),
		}),
		vscode.workspace.onDidChangeConfiguration((event) => {
			if (!event.affectsConfiguration("convscope")) return;
			analyses.clear();
			diagnostics.refresh();
		}),
	);
	showTraining(sessions, context);
	if (platform.openPanelAtStart) openFirstModel(context, sessions);
	log.info(`activated in ${(performance.now() - started).toFixed(1)} ms`);
	return context.extensionMode === vscode.ExtensionMode.Test ? { sessions, analyses } : undefined;
}

/** The status bar and the context keys of training, from the first time that something is trained. */
function showTraining(sessions: Sessions, context: vscode.ExtensionContext): void {
	const waiting = sessions.onTraining(async () => {
		waiting.dispose();
		const { TrainingIndicator } = await import("./later");
		context.subscriptions.push(new TrainingIndicator(sessions));
	});
}

const panelState = v.object({ uri: v.pipe(v.string(), v.maxLength(8192)) });

/** A panel that VS Code brings back after a restart. State that does not say which model it shows closes the panel. */
async function restore(sessions: Sessions, panel: vscode.WebviewPanel, state: unknown, log: vscode.LogOutputChannel): Promise<void> {
	const kept = v.safeParse(panelState, state);
	if (!kept.success) {
		log.warn("a panel's saved state names no model; the panel was closed");
		return panel.dispose();
	}
	try {
		sessions.open(await vscode.workspace.openTextDocument(vscode.Uri.parse(kept.output.uri, true)), panel);
	} catch (error) {
		log.warn(`a panel's model could not be opened again: ${error instanceof Error ? error.message : String(error)}`);
		panel.dispose();
	}
}

/** Opens the panel of the first model that is shown in an editor. */
function openFirstModel(context: vscode.ExtensionContext, sessions: Sessions): void {
	const open = (editor: vscode.TextEditor | undefined): boolean => {
		if (!editor || !isModelUri(editor.document.uri)) return false;
		sessions.open(editor.document);
		return true;
	};
	if (open(vscode.window.activeTextEditor)) return;
	const waiting = vscode.window.onDidChangeActiveTextEditor((editor) => {
		if (open(editor)) waiting.dispose();
	});
	context.subscriptions.push(waiting);
}
