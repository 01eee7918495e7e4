/** Entry for hosts that run Node: the desktop, and remote hosts. */
import * as path from "node:path";
import { Worker } from "node:worker_threads";
import * as vscode from "vscode";
import type { WorkerLike } from "./engineHost";
import { localFiles } from "./localFiles";
import { activate as activateMain, type TestApi } from "./main";

export function activate(context: vscode.ExtensionContext): TestApi | undefined {
	return activateMain(context, {
		startWorker: () => startWorker(path.join(context.extensionPath, "dist", "worker.js")),
		localFiles,
		openPanelAtStart: process.env.CONVSCOPE_OPEN_PANEL === "1",
	});
}

export { deactivate } from "./main";

function startWorker(file: string): WorkerLike {
	const settings = vscode.workspace.getConfiguration("convscope");
	const threads = settings.get<number>("threads", 0);
	const wide = settings.get<unknown>("wideKernels") === true;
	const worker = new Worker(file, { name: "convscope-engine", workerData: { threads, wide } });
	return {
		post: (message, transfer) => worker.postMessage(message, [...transfer]),
		onMessage: (listener) => worker.on("message", listener),
		onEnd: (listener) => {
			worker.on("error", (error) => listener(error.message));
			worker.on("exit", (code) => listener(`it ended with code ${code}`));
		},
		terminate: () => void worker.terminate(),
	};
}
