import type * as vscode from "vscode";
import type { EditorLink } from "./editorLink";
import type { Session } from "./session";
import type { Sessions } from "./sessions";

/** What there is once a model is open as a picture. */
export interface Opened {
	readonly sessions: Sessions;
	readonly editors: EditorLink;
}

/**
 * The way to the open models. Sessions, panels and all that they need are loaded with the first panel, command or picture of a hover; until
 * then there is nothing that they would have to know of.
 */
export class OpenModels implements vscode.Disposable {
	private loading: Promise<Opened> | undefined;
	private sessions: Sessions | undefined;
	private disposed = false;
	private readonly disposables: vscode.Disposable[] = [];
	private readonly listeners = new Set<(session: Session) => void>();

	constructor(private readonly start: () => Promise<Opened>) {}

	/** Calls back whenever a model's training goes on, or is in another phase. */
	onTraining(listener: (session: Session) => void): vscode.Disposable {
		this.listeners.add(listener);
		return { dispose: () => void this.listeners.delete(listener) };
	}

	/** Loads them with the first call. Rejects where they cannot be loaded; who asks next tries again. */
	opened(): Promise<Opened> {
		this.loading ??= this.load();
		return this.loading;
	}

	private async load(): Promise<Opened> {
		try {
			const opened = await this.start();
			const { sessions, editors } = opened;
			this.sessions = sessions;
			const training = sessions.onTraining((session) => {
				for (const listener of this.listeners) listener(session);
			});
			this.disposables.push(training, sessions, editors);
			if (this.disposed) this.dispose();
			return opened;
		} catch (error) {
			this.loading = undefined;
			throw error;
		}
	}

	/** Ends them all. Resolves when what was trained is kept. */
	async end(): Promise<void> {
		this.dispose();
		await this.sessions?.ended();
	}

	dispose(): void {
		this.disposed = true;
		for (const disposable of this.disposables.splice(0)) disposable.dispose();
		this.listeners.clear();
	}
}
