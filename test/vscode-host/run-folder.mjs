// The temporary folder of one run: profile, logs and unix sockets live in it, and it goes when the run ends.
import { accessSync, constants, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";

const prefix = "cvs-";

/** A unix socket's path holds 107 characters, and VS Code adds "/vscode-ipc-" + 36 characters + ".sock". */
const longestFolder = 107 - 54;

/** The temporary folder, or /tmp where the former's name is too long to hold a socket. */
function parentFolder() {
	const candidates = [os.tmpdir(), "/tmp"];
	const fits = (folder) => path.join(folder, `${prefix}1234567-123456`).length <= longestFolder;
	for (const folder of candidates) {
		try {
			accessSync(folder, constants.W_OK);
			if (process.platform === "win32" || fits(folder)) return folder;
		} catch {
			// Not there or not writable: the next.
		}
	}
	throw new Error(`the temporary folder's name is too long for unix sockets: ${os.tmpdir()} (set TMPDIR to a shorter one)`);
}

/** Removes what runs that were killed outright left behind: the folder's name holds the process that it belonged to. */
function sweep(parent) {
	for (const name of readdirSync(parent)) {
		const owner = new RegExp(`^${prefix}(\\d+)-`).exec(name);
		if (!owner) continue;
		try {
			process.kill(Number(owner[1]), 0);
		} catch (error) {
			if (error.code === "ESRCH") rmSync(path.join(parent, name), { recursive: true, force: true });
		}
	}
}

/** A new, empty folder with a short name. */
export function createRunFolder() {
	const parent = parentFolder();
	sweep(parent);
	return mkdtempSync(path.join(parent, `${prefix}${process.pid}-`));
}

/** Removes a run's folder. Repeated, since a process that is just ending may still write its last log line. */
export async function removeRunFolder(folder) {
	await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
}
