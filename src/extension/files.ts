import * as vscode from "vscode";
import { t } from "./l10n";

/** Files of this machine, by their paths, where the host gets at them without VS Code. Each is as the method of `Files` of that name. */
export interface LocalFiles {
	replace(file: string, bytes: Uint8Array, lasting?: boolean): Promise<void>;
	rename(from: string, to: string): Promise<void>;
}

/** The one place where files are written: a user's own, and those of the extension's storage. */
export class Files {
	constructor(private readonly local: LocalFiles) {}

	/**
	 * Writes a file aside and then puts it in its place, so that the one before is whole until the new one is. Rejects with what a person can
	 * read; then the file is as it was, and nothing lies beside it. `lasting`: it is on the disk then, and a power cut does not take it.
	 */
	async replace(target: vscode.Uri, bytes: Uint8Array, lasting = true): Promise<void> {
		if (target.scheme !== "file") return replaceElsewhere(target, bytes);
		try {
			await this.local.replace(target.fsPath, bytes, lasting);
		} catch (error) {
			throw plain(error, target);
		}
	}

	/** Gives a file another name, and replaces what had it. Rejects where there is no such file. */
	async rename(from: vscode.Uri, to: vscode.Uri): Promise<void> {
		if (from.scheme === "file" && to.scheme === "file") return this.local.rename(from.fsPath, to.fsPath);
		await vscode.workspace.fs.stat(from); // VS Code deletes the target before it sees that there is nothing to take its place
		await vscode.workspace.fs.rename(from, to, { overwrite: true });
	}
}

/**
 * VS Code deletes the target before the new file gets its name. Should that fail in between, the new file is all that there is: it is not
 * deleted, but tried once more, and otherwise left, and said where.
 */
async function replaceElsewhere(target: vscode.Uri, bytes: Uint8Array): Promise<void> {
	const { fs } = vscode.workspace;
	const aside = target.with({ path: `${target.path}.${crypto.randomUUID().slice(0, 8)}.part` });
	const before = await exists(target);
	let whole = false;
	try {
		await fs.writeFile(aside, bytes);
		whole = true;
		await fs.rename(aside, target, { overwrite: true });
	} catch (error) {
		if (whole && before && !(await exists(target))) return lastTry(aside, target);
		try {
			await fs.delete(aside);
		} catch {
			// It was never made, or the disk that refused the one refuses the other: the error that counts is the first.
		}
		throw error;
	}
}

async function lastTry(aside: vscode.Uri, target: vscode.Uri): Promise<void> {
	try {
		await vscode.workspace.fs.rename(aside, target);
	} catch {
		const values = { name: nameOf(target), aside: nameOf(aside) };
		throw new Error(t("{name} was deleted and could not be put back. The new file is whole; it lies beside it as {aside}.", values));
	}
}

async function exists(uri: vscode.Uri): Promise<boolean> {
	try {
		await vscode.workspace.fs.stat(uri);
		return true;
	} catch (error) {
		// Any other error says that it cannot be asked now, not that it is gone.
		return !(error instanceof vscode.FileSystemError && error.code === "FileNotFound");
	}
}

/** Node's error in plain words, where it is one of those that a person can do something about. */
function plain(error: unknown, target: vscode.Uri): unknown {
	const code = error instanceof Error && "code" in error ? error.code : undefined;
	const name = nameOf(target);
	if (code === "ENOSPC" || code === "EDQUOT") return new Error(t("No space is left on the disk."), { cause: error });
	if (code === "EACCES" || code === "EPERM" || code === "EROFS")
		return new Error(t("{name} cannot be written: it, or its folder, is read-only.", { name }), { cause: error });
	if (code === "EISDIR") return new Error(t("{name} is no file.", { name }), { cause: error });
	return error;
}

const nameOf = (uri: vscode.Uri): string => uri.path.split("/").at(-1) ?? uri.path;
