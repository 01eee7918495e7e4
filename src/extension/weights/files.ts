import * as vscode from "vscode";
import { type Analyses, isModelUri, modelKey } from "../documents";
import { locate } from "./locate";
import { nothing, type WeightsState } from "./state";

/** A file that is being written tells of it several times: it is looked at when it has been quiet for so long. */
const QUIET_MS = 150;

interface Known {
	readonly written: string;
	readonly state: Promise<WeightsState>;
	readonly watcher: vscode.Disposable | undefined;
}

/** The files that open models name as their weights: each is read once, and again when it, or the name, has changed. */
export class WeightsFiles implements vscode.Disposable {
	private readonly known = new Map<string, Known>();
	private readonly changed = new vscode.EventEmitter<vscode.Uri>();
	/** The file of that model was written, made or deleted. */
	readonly onChanged = this.changed.event;
	private readonly savedHere = new vscode.EventEmitter<vscode.Uri>();
	/** The file of that model was saved from its session, which has what is in it. */
	readonly onSaved = this.savedHere.event;
	private readonly listener: vscode.Disposable;

	constructor(
		private readonly extension: vscode.Uri,
		private readonly analyses: Analyses,
	) {
		this.listener = vscode.workspace.onDidCloseTextDocument(({ uri }) => this.forget(uri));
	}

	/** What a model's text names as its weights. */
	written(document: vscode.TextDocument): string | undefined {
		const written = this.analyses.of(document).keys.weights?.written;
		return typeof written === "string" && written !== "" ? written : undefined;
	}

	/** How it stands with the file that a model names. */
	look(document: vscode.TextDocument): Promise<WeightsState> {
		const key = modelKey(document.uri);
		const written = this.written(document);
		const known = this.known.get(key);
		if (known?.written === written && known !== undefined) return known.state;
		this.forget(document.uri);
		if (written === undefined || !isModelUri(document.uri)) return Promise.resolve(nothing);
		const state = import("../later").then(({ readState }) => readState(this.extension, document.uri, written));
		this.known.set(key, { written, state, watcher: this.watch(document.uri, written) });
		return state;
	}

	/** The file is another one from now on: it was saved. */
	saved(model: vscode.Uri): void {
		this.forget(model);
		this.savedHere.fire(model);
	}

	private forget(model: vscode.Uri): void {
		this.known.get(modelKey(model))?.watcher?.dispose();
		this.known.delete(modelKey(model));
	}

	private watch(model: vscode.Uri, written: string): vscode.Disposable | undefined {
		const place = locate(model, written);
		if (!place || place === "outside" || vscode.workspace.fs.isWritableFileSystem(place.scheme) === undefined) return undefined;
		// The whole folder: in a pattern, the name's own brackets and stars would mean something.
		const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(vscode.Uri.joinPath(place, ".."), "*"));
		let waiting: ReturnType<typeof setTimeout> | undefined;
		const event = (uri: vscode.Uri) => {
			if (uri.path !== place.path) return;
			clearTimeout(waiting);
			waiting = setTimeout(() => {
				this.forget(model);
				this.changed.fire(model);
			}, QUIET_MS);
		};
		return vscode.Disposable.from(watcher, watcher.onDidCreate(event), watcher.onDidChange(event), watcher.onDidDelete(event), {
			dispose: () => clearTimeout(waiting),
		});
	}

	dispose(): void {
		for (const { watcher } of this.known.values()) watcher?.dispose();
		this.known.clear();
		this.listener.dispose();
		this.changed.dispose();
		this.savedHere.dispose();
	}
}
