import type * as vscode from "vscode";
import { DataDiagnostics } from "./data/diagnostics";
import { DataFolders } from "./data/folders";
import { Datasets } from "./datasets";
import type { Analyses } from "./documents";
import { EditorLink } from "./editorLink";
import type { StartWorker } from "./engineHost";
import { Files, type LocalFiles } from "./files";
import { Memories } from "./memory";
import type { Opened } from "./openModels";
import { Sessions } from "./sessions";
import { TrainingIndicator } from "./training/indicator";
import { KeptRuns } from "./training/keptRuns";
import type { WeightsFiles } from "./weights/files";

/** What was there before the first model was opened. */
export interface StartServices {
	readonly context: vscode.ExtensionContext;
	readonly analyses: Analyses;
	readonly weightsFiles: WeightsFiles;
	readonly startWorker: StartWorker;
	readonly localFiles: LocalFiles;
	readonly log: vscode.LogOutputChannel;
}

/** Makes what open models need. Engines wait for the first panel or hover that needs one. */
export function startSessions({ context, localFiles, ...services }: StartServices): Opened {
	const editors = new EditorLink();
	const dataDiagnostics = new DataDiagnostics();
	context.subscriptions.push(dataDiagnostics);
	const files = new Files(localFiles);
	const storage = context.storageUri ?? context.globalStorageUri;
	const sessions = new Sessions({
		...services,
		extension: context.extensionUri,
		editors,
		files,
		datasets: new Datasets(context.extensionUri),
		dataDiagnostics,
		dataFolders: new DataFolders(context.workspaceState),
		memories: new Memories(context.workspaceState, storage, files),
		keptRuns: new KeptRuns(storage, services.log, files),
	});
	showTraining(sessions, context);
	return { sessions, editors };
}

/** The status bar and the context keys of training, from the first time that something is trained. */
function showTraining(sessions: Sessions, context: vscode.ExtensionContext): void {
	const waiting = sessions.onTraining(() => {
		waiting.dispose();
		context.subscriptions.push(new TrainingIndicator(sessions));
	});
}
