// Desktop VS Code, where there is one to be had.
import path from "node:path";
import { root } from "./processes.mjs";

/** Whether a window can be opened here. */
export function hasDisplay() {
	return process.platform !== "linux" || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
}

/**
 * Desktop VS Code's executable, downloaded by @vscode/test-electron into .vscode-test/ the first time; undefined where it cannot be
 * downloaded or shown. `CONVSCOPE_VSCODE` names another version than the latest stable one.
 */
export async function downloadedDesktop() {
	if (!hasDisplay()) return undefined;
	const { downloadAndUnzipVSCode } = await import("@vscode/test-electron");
	try {
		return await downloadAndUnzipVSCode({ version: process.env.CONVSCOPE_VSCODE ?? "stable", cachePath: path.join(root, ".vscode-test") });
	} catch (error) {
		console.log(`Desktop VS Code could not be downloaded (${error.message})`);
		return undefined;
	}
}
