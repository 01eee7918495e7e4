import * as vscode from "vscode";
import { readCard } from "../../weights/card";
import { readHeader } from "../../weights/read";
import { modelKey } from "../documents";
import { reasonOf } from "../reason";
import { replaceFile } from "../replaceFile";

/** Most runs that are kept, one a model, and most bytes of one; the ones not trained for longest go first. */
const MOST_RUNS = 10;
export const MOST_BYTES = 128 * 1024 * 1024;

/** A run that can be gone on from. */
export interface KeptRun {
	readonly step: number;
	/** When it was kept, ISO 8601. */
	readonly when: string | undefined;
	readonly bytes: Uint8Array;
}

/**
 * Files of runs in the extension's own storage, one a model, so that a window that is reloaded can offer the last state. A user's own files
 * are never touched. Without a storage nothing is kept.
 */
export class KeptRuns {
	private readonly folder: vscode.Uri | undefined;

	constructor(
		storage: vscode.Uri | undefined,
		private readonly log: vscode.LogOutputChannel,
	) {
		this.folder = storage && vscode.Uri.joinPath(storage, "runs");
	}

	/** The run of a model; undefined where none was kept, or it is damaged. */
	async find(model: vscode.Uri): Promise<KeptRun | undefined> {
		const place = await this.place(model);
		if (!place) return undefined;
		try {
			const { size } = await vscode.workspace.fs.stat(place);
			if (size > MOST_BYTES) return undefined;
			const bytes = await vscode.workspace.fs.readFile(place);
			const { metadata } = readHeader(bytes);
			const { steps, when } = readCard(metadata) ?? {};
			return metadata.model === modelKey(model) && steps !== undefined && steps > 0 ? { step: steps, when, bytes } : undefined;
		} catch (error) {
			if (!(error instanceof vscode.FileSystemError)) this.log.warn(`a kept run cannot be read: ${reasonOf(error)}`);
			return undefined; // there is none
		}
	}

	/** Keeps a run instead of the one before, which is whole until then. Rejects where it cannot be written. */
	async keep(model: vscode.Uri, bytes: Uint8Array): Promise<void> {
		const place = await this.place(model);
		if (!place || !this.folder) return;
		await vscode.workspace.fs.createDirectory(this.folder);
		await replaceFile(place, bytes);
		await this.thin(this.folder);
	}

	/** Forgets a model's run. */
	async discard(model: vscode.Uri): Promise<void> {
		const place = await this.place(model);
		try {
			if (place) await vscode.workspace.fs.delete(place);
		} catch (error) {
			if (!(error instanceof vscode.FileSystemError)) throw error; // there was none
		}
	}

	/** Deletes the oldest runs beyond {@link MOST_RUNS}, and what was left half written. */
	private async thin(folder: vscode.Uri): Promise<void> {
		const { fs } = vscode.workspace;
		const files = (await fs.readDirectory(folder)).map(([name]) => vscode.Uri.joinPath(folder, name));
		if (files.length <= MOST_RUNS) return;
		const dated = await Promise.all(files.map(async (file) => ({ file, at: (await fs.stat(file)).mtime })));
		for (const { file } of dated.sort((a, b) => b.at - a.at).slice(MOST_RUNS)) await fs.delete(file);
	}

	/** A model's file: called after a digest of its URI, which may hold anything. */
	private async place(model: vscode.Uri): Promise<vscode.Uri | undefined> {
		if (!this.folder) return undefined;
		const digest = new Uint8Array(await crypto.subtle.digest("SHA-1", new TextEncoder().encode(modelKey(model))));
		return vscode.Uri.joinPath(this.folder, `${Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("")}.safetensors`);
	}
}
