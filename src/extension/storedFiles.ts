import * as vscode from "vscode";
import { modelKey } from "./documents";
import type { Files } from "./files";

/** What may lie in a folder of the extension's own storage. */
interface Bounds {
	/** Most files, one a model; the ones not written for longest go first. */
	readonly mostFiles: number;
	/** Most bytes of a file. A larger one is neither written nor read. */
	readonly mostBytes: number;
	/** What the files' names end with. */
	readonly ending: string;
}

/** Nobody writes at one file for so long: one that is half written and older was left when its window ended in between. */
const PART_MS = 3_600_000;

/**
 * Files in the extension's own storage, one a model. A user's own files are never touched. Without a storage nothing is kept. What is asked
 * waits for what was asked before it.
 */
export class StoredFiles {
	private going: Promise<unknown> = Promise.resolve();

	constructor(
		private readonly folder: vscode.Uri | undefined,
		private readonly bounds: Bounds,
		private readonly files: Files,
	) {}

	/** A model's file; undefined where there is none. Rejects where it cannot be read. */
	read(model: vscode.Uri): Promise<Uint8Array | undefined> {
		return this.next(model, async (place) => {
			try {
				const { size } = await vscode.workspace.fs.stat(place);
				return size > this.bounds.mostBytes ? undefined : await vscode.workspace.fs.readFile(place);
			} catch (error) {
				if (isMissing(error)) return undefined;
				throw error;
			}
		});
	}

	/**
	 * Writes a model's file instead of the one before, which is whole until then. Rejects where it cannot be written. Nothing waits for the disk:
	 * a window that closes has no time for that, and what the extension keeps for itself may go with a power cut.
	 */
	async write(model: vscode.Uri, bytes: Uint8Array): Promise<void> {
		if (bytes.byteLength > this.bounds.mostBytes) return;
		await this.next(model, (place) => this.files.replace(place, bytes, false));
		// Nobody waits for that: when the window closes, there is nobody any more to do it.
		void this.next(model, async (_, folder) => this.thin(folder)).catch(() => undefined); // the next one that is written thins again
	}

	/** Deletes a model's file, where there is one. */
	async discard(model: vscode.Uri): Promise<void> {
		await this.next(model, async (place) => {
			try {
				await vscode.workspace.fs.delete(place);
			} catch (error) {
				if (!isMissing(error)) throw error;
			}
		});
	}

	/** A model has another name: its file goes with it, and replaces what was there under the new name. */
	async move(from: vscode.Uri, to: vscode.Uri): Promise<void> {
		await this.next(from, async (place) => {
			try {
				const target = await this.place(to);
				if (target) await this.files.rename(place, target);
			} catch (error) {
				if (!isMissing(error)) throw error;
			}
		});
	}

	/** Deletes the oldest files beyond the bound, and what was left half written. */
	private async thin(folder: vscode.Uri): Promise<void> {
		const { fs } = vscode.workspace;
		const files = (await fs.readDirectory(folder)).map(([name]) => vscode.Uri.joinPath(folder, name));
		const isPart = ({ path }: vscode.Uri) => path.endsWith(".part");
		if (files.length <= this.bounds.mostFiles && !files.some(isPart)) return;
		const dated = await Promise.all(files.map(async (file) => ({ file, at: (await fs.stat(file)).mtime })));
		const newest = dated.sort((a, b) => b.at - a.at);
		for (const [rank, { file, at }] of newest.entries())
			if (rank >= this.bounds.mostFiles || (isPart(file) && at < Date.now() - PART_MS)) await fs.delete(file);
	}

	private next<T>(model: vscode.Uri, work: (place: vscode.Uri, folder: vscode.Uri) => Promise<T>): Promise<T | undefined> {
		const done = this.going.then(async () => {
			const place = await this.place(model);
			return place && this.folder ? work(place, this.folder) : undefined;
		});
		this.going = done.catch(() => undefined); // who asked hears of it
		return done;
	}

	/** A model's file: called after a digest of its URI, which may hold anything. */
	private async place(model: vscode.Uri): Promise<vscode.Uri | undefined> {
		if (!this.folder) return undefined;
		const digest = new Uint8Array(await crypto.subtle.digest("SHA-1", new TextEncoder().encode(modelKey(model))));
		const name = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
		return vscode.Uri.joinPath(this.folder, name + this.bounds.ending);
	}
}

/** As VS Code says it, or Node. */
const isMissing = (error: unknown): boolean =>
	error instanceof Error && "code" in error && (error.code === "FileNotFound" || error.code === "ENOENT");
