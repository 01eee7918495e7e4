import * as vscode from "vscode";
import type { Gone } from "../protocol/panel";
import { modelKey } from "./documents";
import type { Session } from "./session";

/**
 * Watches what becomes of the file behind a panel: its editor closed, the file deleted, moved or written by another program. Every event only
 * asks anew how things are, so that their order does not matter. A file that changes while it is closed is read again.
 */
export class ModelFile implements vscode.Disposable {
	private watched: string | undefined;
	private watcher: vscode.Disposable | undefined;
	private readonly disposables: vscode.Disposable[];
	/** Counts questions, so that a late answer to an old one is dropped. */
	private asked = 0;
	/** Whether the file was written while its document counted as open and has not followed it yet: one that is being closed never will. */
	private unread = false;

	constructor(
		private readonly session: Session,
		private readonly log: vscode.LogOutputChannel,
	) {
		const concerns = (document: vscode.TextDocument) => modelKey(document.uri) === modelKey(session.uri);
		this.disposables = [
			vscode.window.tabGroups.onDidChangeTabs(({ opened, closed }) => {
				if ([...opened, ...closed].some((tab) => shows(tab, session.uri))) void this.look();
			}),
			vscode.workspace.onDidOpenTextDocument((document) => {
				if (concerns(document)) void this.look();
			}),
			vscode.workspace.onDidChangeTextDocument(({ document }) => {
				if (concerns(document)) this.unread = false;
			}),
			vscode.workspace.onDidCloseTextDocument((document) => {
				if (concerns(document)) void (this.unread ? this.catchUp() : this.look());
			}),
		];
		void this.look();
	}

	/** Looks how things are and tells the session. Also to be called when the session follows another file. */
	async look(): Promise<void> {
		this.watch();
		const asked = ++this.asked;
		const gone = await whereabouts(this.session.openDocument);
		if (asked === this.asked) this.session.fileIs(gone);
	}

	/** The folder is watched, not the file: a file that is replaced stays watched. */
	private watch(): void {
		const { uri } = this.session;
		if (this.watched === modelKey(uri)) return;
		this.watched = modelKey(uri);
		this.watcher?.dispose();
		this.watcher = undefined;
		if (this.session.openDocument.isUntitled || vscode.workspace.fs.isWritableFileSystem(uri.scheme) === undefined) return;
		const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(vscode.Uri.joinPath(uri, ".."), "*.cnn.json"));
		const event = (changed: vscode.Uri, written: boolean) => {
			if (modelKey(changed) !== this.watched) return;
			if (written) void this.readAgain();
			else void this.look();
		};
		this.watcher = vscode.Disposable.from(
			watcher,
			watcher.onDidCreate((changed) => event(changed, true)),
			watcher.onDidChange((changed) => event(changed, true)),
			watcher.onDidDelete((changed) => event(changed, false)),
		);
	}

	/** An open document follows its file by itself; a closed one is opened again, which makes the session follow it. */
	private async readAgain(): Promise<void> {
		this.unread = !this.session.openDocument.isClosed;
		try {
			if (!this.unread) await vscode.workspace.openTextDocument(this.session.uri);
		} catch (error) {
			this.log.warn(`${this.session.name} could not be read again: ${error instanceof Error ? error.message : String(error)}`);
		}
		await this.look();
	}

	/** Reads the file again if it says something else than the document did when it was closed. */
	private async catchUp(): Promise<void> {
		const { openDocument, uri } = this.session;
		try {
			const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
			if (text !== openDocument.getText()) return await this.readAgain();
		} catch {
			// It cannot be read, which `look` finds out and says.
		}
		await this.look();
	}

	dispose(): void {
		this.asked = Number.POSITIVE_INFINITY; // no answer is awaited any more
		this.watcher?.dispose();
		for (const disposable of this.disposables) disposable.dispose();
	}
}

/** Whether a tab holds an editor of that file. */
function shows({ input }: vscode.Tab, uri: vscode.Uri): boolean {
	if (input instanceof vscode.TabInputText || input instanceof vscode.TabInputCustom) return modelKey(input.uri) === modelKey(uri);
	if (input instanceof vscode.TabInputTextDiff) return [input.original, input.modified].some((side) => modelKey(side) === modelKey(uri));
	return false;
}

/** Whether a tab shows that file's text. */
export const isShown = (uri: vscode.Uri): boolean => vscode.window.tabGroups.all.some((group) => group.tabs.some((tab) => shows(tab, uri)));

/** What became of a document: undefined where an editor has it open and its file is there. */
async function whereabouts(document: vscode.TextDocument): Promise<Gone | undefined> {
	if (document.isUntitled) return document.isClosed ? "closed" : undefined;
	try {
		await vscode.workspace.fs.stat(document.uri);
	} catch (error) {
		// Any other error says that the file system cannot be asked now, not that the file is gone.
		if (error instanceof vscode.FileSystemError && error.code === "FileNotFound") return "deleted";
	}
	return isShown(document.uri) ? undefined : "closed";
}
