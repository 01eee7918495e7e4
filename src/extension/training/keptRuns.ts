import * as vscode from "vscode";
import { readCard } from "../../weights/card";
import { readHeader } from "../../weights/read";
import type { Files } from "../files";
import { reasonOf } from "../reason";
import { StoredFiles } from "../storedFiles";

/** Most runs that are kept, one a model, and most bytes of one; the ones not trained for longest go first. */
const BOUNDS = { mostFiles: 10, mostBytes: 128 * 1024 * 1024, ending: ".safetensors" };

/** A run that can be gone on from. */
export interface KeptRun {
	readonly step: number;
	/** When it was kept, ISO 8601. */
	readonly when: string | undefined;
	readonly bytes: Uint8Array;
}

/** Runs, one a model, so that a window that is reloaded can offer the last state. */
export class KeptRuns {
	private readonly files: StoredFiles;

	constructor(
		storage: vscode.Uri | undefined,
		private readonly log: vscode.LogOutputChannel,
		files: Files,
	) {
		this.files = new StoredFiles(storage && vscode.Uri.joinPath(storage, "runs"), BOUNDS, files);
	}

	/** The run of a model; undefined where none was kept, or it is damaged. */
	async find(model: vscode.Uri): Promise<KeptRun | undefined> {
		try {
			const bytes = await this.files.read(model);
			const { steps, when } = (bytes && readCard(readHeader(bytes).metadata)) ?? {};
			return bytes && steps !== undefined && steps > 0 ? { step: steps, when, bytes } : undefined;
		} catch (error) {
			this.log.warn(`a kept run cannot be read: ${reasonOf(error)}`);
			return undefined;
		}
	}

	/** Keeps a run instead of the one before, which is whole until then. Rejects where it cannot be written. */
	keep(model: vscode.Uri, bytes: Uint8Array): Promise<void> {
		return this.files.write(model, bytes);
	}

	/** Forgets a model's run. */
	discard(model: vscode.Uri): Promise<void> {
		return this.files.discard(model);
	}

	/** A model has another name: what was kept of it goes with it. */
	async move(from: vscode.Uri, to: vscode.Uri): Promise<void> {
		try {
			await this.files.move(from, to);
		} catch (error) {
			this.log.warn(`a kept run could not follow its model: ${reasonOf(error)}`);
		}
	}
}
