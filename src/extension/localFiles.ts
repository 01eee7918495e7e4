/**
 * Files of this machine, written with Node. VS Code's own file system deletes the file that is replaced before the new one has its name, and it
 * asks the window, which is gone already when the extension writes for the last time.
 */
import { constants, type Stats } from "node:fs";
import { access, type FileHandle, mkdir, open, readlink, realpath, rename, rm, stat } from "node:fs/promises";
import * as path from "node:path";
import type { LocalFiles } from "./files";

export const localFiles: LocalFiles = { replace, rename: (from, to) => patiently(() => rename(from, to)) };

/**
 * Writes a file aside, sees it onto the disk where it is to be lasting, and puts it in its place, with the permissions of the one before. There is
 * a whole file under the name at any time. A link stays a link: what it leads to is replaced. The folder is made. Rejects with Node's error, and
 * then nothing is left aside.
 */
async function replace(file: string, bytes: Uint8Array, lasting = true): Promise<void> {
	await mkdir(path.dirname(file), { recursive: true });
	const target = await behindLinks(file);
	const before = await existing(target);
	// Cut short: with what is added, a long name would be longer than names may be.
	const aside = path.join(path.dirname(target), `${path.basename(target).slice(0, 40)}.${crypto.randomUUID().slice(0, 8)}.part`);
	const handle = await open(aside, "wx", before?.mode);
	try {
		try {
			if (before) await likeBefore(handle, before);
			await handle.writeFile(bytes);
			if (lasting) await handle.sync(); // otherwise the name may reach the disk before what it stands for
		} finally {
			await handle.close();
		}
		await patiently(() => rename(aside, target));
	} catch (error) {
		await rm(aside, { force: true });
		throw error;
	}
}

/** What a link leads to, which need not be there yet; any other file is itself. */
async function behindLinks(file: string): Promise<string> {
	try {
		return await realpath(file);
	} catch (error) {
		if (codeOf(error) !== "ENOENT") throw error;
	}
	try {
		return await behindLinks(path.resolve(await realpath(path.dirname(file)), await readlink(file)));
	} catch (error) {
		if (codeOf(error) !== "ENOENT") throw error;
		return file;
	}
}

/** The file that is to be replaced; undefined where there is none. Rejects where nobody may write it: a new file in its place would pass over that. */
async function existing(file: string): Promise<Stats | undefined> {
	let found: Stats;
	try {
		found = await stat(file);
	} catch (error) {
		if (codeOf(error) === "ENOENT") return undefined;
		throw error;
	}
	if (!found.isFile()) throw Object.assign(new Error(`EISDIR: not a file, '${file}'`), { code: "EISDIR" });
	await access(file, constants.W_OK);
	// Root may write everything, but whoever took the right away from everybody meant it.
	if ((found.mode & 0o222) === 0) throw Object.assign(new Error(`EACCES: read-only, '${file}'`), { code: "EACCES" });
	return found;
}

async function likeBefore(handle: FileHandle, { uid, gid, mode }: Stats): Promise<void> {
	const made = await handle.stat();
	try {
		if (made.uid !== uid || made.gid !== gid) await handle.chown(uid, gid);
	} catch (error) {
		if (codeOf(error) !== "EPERM") throw error; // only root gives files away; whoever else writes is the owner then
	}
	await handle.chmod(mode & 0o777);
}

/** How long to wait before each further try, ms: Windows refuses while a virus scanner or an indexer has the file open, which does not last. */
const WAITS = process.platform === "win32" ? [20, 50, 100, 200, 500, 1000] : [];
const busy = new Set(["EACCES", "EBUSY", "EPERM"]);

/** Does something that another program may stand in the way of for a moment. Rejects with the last error. */
export async function patiently<T>(work: () => Promise<T>, waits: readonly number[] = WAITS): Promise<T> {
	for (const wait of waits) {
		try {
			return await work();
		} catch (error) {
			if (!busy.has(codeOf(error) ?? "")) throw error;
			await new Promise((resolve) => setTimeout(resolve, wait));
		}
	}
	return work();
}

const codeOf = (error: unknown): string | undefined =>
	error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
