/** Entry for hosts that run Node: the desktop, and remote hosts. */
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import * as path from "node:path";
import { Worker } from "node:worker_threads";
import * as vscode from "vscode";
import type { WorkerLike } from "./engineHost";
import { activate as activateMain, type TestApi } from "./main";

export function activate(context: vscode.ExtensionContext): TestApi | undefined {
	return activateMain(context, {
		startWorker: () => startWorker(path.join(context.extensionPath, "dist", "worker.js")),
		replaceLocalFile,
		openPanelAtStart: process.env.CONVSCOPE_OPEN_PANEL === "1",
	});
}

export { deactivate } from "./main";

function startWorker(file: string): WorkerLike {
	const threads = vscode.workspace.getConfiguration("convscope").get<number>("threads", 0);
	const worker = new Worker(file, { name: "convscope-engine", workerData: { threads } });
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

/** As `replaceFile`, without VS Code: its file system asks the window, which is gone already when the extension writes for the last time. */
async function replaceLocalFile(file: string, bytes: Uint8Array): Promise<void> {
	const aside = `${file}.${Date.now().toString(36)}.part`;
	await mkdir(path.dirname(file), { recursive: true });
	try {
		await writeFile(aside, bytes);
		await rename(aside, file);
	} catch (error) {
		await rm(aside, { force: true });
		throw error;
	}
}
