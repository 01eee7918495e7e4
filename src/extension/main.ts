import * as v from "valibot";
import * as vscode from "vscode";
import { registerCommands } from "./commands";
import { DataFixes } from "./data/fixProvider";
import { Analyses, isModelUri, modelSelector } from "./documents";
import type { StartWorker } from "./engineHost";
import type { LocalFiles } from "./files";
import { type Opened, OpenModels } from "./openModels";
import { PANEL_TYPE } from "./panelType";
import { Completions } from "./providers/completion";
import { Diagnostics } from "./providers/diagnostics";
import { Fixes } from "./providers/fixes";
import { InlayHints, Lenses, Symbols } from "./providers/hints";
import { Hovers } from "./providers/hover";
import { reasonOf } from "./reason";
import { concernsModels } from "./renames";
import { WeightsDiagnostics } from "./weights/diagnostics";
import { WeightsFiles } from "./weights/files";
import { WeightsFixes } from "./weights/fixProvider";

/** What differs between the hosts: how a worker is started, how files of this machine are written, and whether the first model's panel opens by itself (`npm start`). */
export interface Platform {
	readonly startWorker: StartWorker;
	readonly localFiles: LocalFiles;
	readonly openPanelAtStart: boolean;
}

/** What tests inside a VS Code may look at. Given out in test mode only. */
export interface TestApi {
	/** Loads what open models need, where that has not happened yet. */
	readonly opened: () => Promise<Opened>;
	readonly analyses: Analyses;
}

/** Set while the extension is awake. */
let end: (() => Promise<void>) | undefined;

/** The window closes. VS Code waits a few seconds for what is written last. */
export async function deactivate(): Promise<void> {
	await end?.();
}

/** Starts all that answers an edit. What open models need is loaded with the first of them. */
export function activate(context: vscode.ExtensionContext, platform: Platform): TestApi | undefined {
	const started = performance.now();
	const log = vscode.window.createOutputChannel("Convscope", { log: true });
	const analyses = new Analyses();
	const weightsFiles = new WeightsFiles(context.extensionUri, analyses);
	const models = new OpenModels(async () => {
		const { startSessions } = await import("./later");
		return startSessions({
			context,
			analyses,
			weightsFiles,
			startWorker: platform.startWorker,
			localFiles: platform.localFiles,
			log,
		});
	});
	const diagnostics = new Diagnostics(analyses);
	const lenses = new Lenses(analyses, diagnostics, models);
	const { languages } = vscode;
	context.subscriptions.push(
		log,
		models,
		diagnostics,
		weightsFiles,
		new WeightsDiagnostics(weightsFiles, analyses, diagnostics),
		lenses,
		languages.registerInlayHintsProvider(modelSelector, new InlayHints(analyses, diagnostics)),
		languages.registerCodeLensProvider(modelSelector, lenses),
		languages.registerDocumentSymbolProvider(modelSelector, new Symbols(analyses), { label: "Convscope" }),
		languages.registerCodeActionsProvider(modelSelector, new Fixes(analyses), Fixes.metadata),
		languages.registerCodeActionsProvider(modelSelector, new WeightsFixes(analyses, weightsFiles), WeightsFixes.metadata),
		languages.registerCodeActionsProvider(modelSelector, new DataFixes(analyses, models), DataFixes.metadata),
		languages.registerCompletionItemProvider(modelSelector, new Completions(analyses), " ", ":", "[", '"'),
		languages.registerHoverProvider(modelSelector, new Hovers(analyses, models, log)),
		registerCommands({ extension: context.extensionUri, models, analyses, log }),
		vscode.window.registerWebviewPanelSerializer(PANEL_TYPE, {
			deserializeWebviewPanel: (panel, state: unknown) => restore(models, panel, state, log),
		}),
		vscode.workspace.onDidRenameFiles(({ files }) => {
			// What was kept of a model goes with it.
			concernsModels(files)
				.then(async (concerned) => concerned && (await models.opened()).sessions.renamedFiles(files))
				.catch((error: unknown) => log.warn(`a rename could not be followed: ${reasonOf(error)}`));
		}),
		vscode.workspace.onDidChangeConfiguration((event) => {
			if (!event.affectsConfiguration("convscope")) return;
			analyses.clear();
			diagnostics.refresh();
		}),
	);
	end = () => models.end();
	if (platform.openPanelAtStart) openFirstModel(context, models, log);
	log.info(`activated in ${(performance.now() - started).toFixed(1)} ms`);
	return context.extensionMode === vscode.ExtensionMode.Test ? { opened: () => models.opened(), analyses } : undefined;
}

const panelState = v.object({ uri: v.pipe(v.string(), v.maxLength(8192)) });

/** A panel that VS Code brings back after a restart. State that does not say which model it shows closes the panel. */
async function restore(models: OpenModels, panel: vscode.WebviewPanel, state: unknown, log: vscode.LogOutputChannel): Promise<void> {
	const kept = v.safeParse(panelState, state);
	if (!kept.success) {
		log.warn("a panel's saved state names no model; the panel was closed");
		return panel.dispose();
	}
	try {
		const document = vscode.workspace.openTextDocument(vscode.Uri.parse(kept.output.uri, true));
		const [{ sessions }, model] = await Promise.all([models.opened(), document]);
		sessions.open(model, panel);
	} catch (error) {
		log.warn(`a panel's model could not be opened again: ${reasonOf(error)}`);
		panel.dispose();
	}
}

/** Opens the panel of the first model that is shown in an editor. */
function openFirstModel(context: vscode.ExtensionContext, models: OpenModels, log: vscode.LogOutputChannel): void {
	const open = (editor: vscode.TextEditor | undefined): boolean => {
		if (!editor || !isModelUri(editor.document.uri)) return false;
		models
			.opened()
			.then(({ sessions }) => sessions.open(editor.document))
			.catch((error: unknown) => log.error(`the panel could not be opened: ${reasonOf(error)}`));
		return true;
	};
	if (open(vscode.window.activeTextEditor)) return;
	const waiting = vscode.window.onDidChangeActiveTextEditor((editor) => {
		if (open(editor)) waiting.dispose();
	});
	context.subscriptions.push(waiting);
}
