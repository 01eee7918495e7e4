import * as vscode from "vscode";
import { text } from "../network/text";
import { Controller, type ControllerServices } from "./controller";
import { isModelUri, modelKey } from "./documents";
import { isShown, ModelFile } from "./modelFile";
import { reasonOf } from "./reason";
import { reopen } from "./reopen";
import { Session, type SessionServices } from "./session";
import type { KeptRuns } from "./training/keptRuns";
import { RunKeeper } from "./training/runKeeper";

/** All open models: one session each, made when a panel or a hover first needs it, and ended with its panel and document. */
export class Sessions implements vscode.Disposable {
	private readonly sessions = new Map<string, Session>();
	private readonly controllers = new Map<string, Controller>();
	private readonly files = new Map<Controller, ModelFile>();
	private readonly keepers = new Map<Session, RunKeeper>();
	private readonly disposables: vscode.Disposable[] = [];
	/** What sessions that have ended still write, by model. */
	private readonly endings = new Map<string, Promise<void>>();
	private readonly trainingChanged = new vscode.EventEmitter<Session>();
	/** A model's training goes on, or is in another phase. */
	readonly onTraining = this.trainingChanged.event;
	/** Models in the order in which they were worked with; the newest last. */
	private recent: string[] = [];

	constructor(private readonly services: SessionServices & Omit<ControllerServices, "reopen"> & { readonly keptRuns: KeptRuns }) {
		this.disposables.push(
			vscode.workspace.onDidChangeTextDocument((event) => {
				if (event.contentChanges.length === 0) return;
				const typed = this.isTyping(event.document);
				if (typed) this.standAside();
				this.sessions.get(modelKey(event.document.uri))?.textChanged(typed);
			}),
			vscode.workspace.onDidOpenTextDocument((document) => {
				const session = this.sessions.get(modelKey(document.uri));
				if (session && session.openDocument !== document) session.follow(document);
			}),
			services.weightsFiles.onChanged((uri) => this.find(uri)?.weightsFileChanged()),
			vscode.workspace.onDidChangeConfiguration((event) => {
				if (!event.affectsConfiguration("convscope.memoryLimit")) return;
				for (const session of this.sessions.values()) session.limitChanged();
			}),
			vscode.workspace.onDidSaveTextDocument((document) => this.saved(document)),
			vscode.workspace.onDidCloseTextDocument((document) => {
				const key = modelKey(document.uri);
				if (this.controllers.has(key)) this.sessions.get(key)?.documentClosed();
				else this.end(key);
			}),
			vscode.window.tabGroups.onDidChangeTabs(({ closed }) => {
				if (closed.length > 0) this.endHidden();
			}),
			vscode.window.onDidChangeTextEditorSelection((event) => {
				if (this.isTyping(event.textEditor.document)) this.standAside();
				this.caretMoved(event.textEditor);
			}),
			vscode.window.onDidChangeActiveTextEditor((editor) => {
				if (editor && isModelUri(editor.document.uri)) this.touch(modelKey(editor.document.uri));
			}),
		);
	}

	/** The session of a document, made if there is none. */
	of(document: vscode.TextDocument): Session {
		const key = modelKey(document.uri);
		let session = this.sessions.get(key);
		if (!session) {
			const { input } = this.services.memories.of(document.uri);
			session = new Session(document, this.services, input?.kind === "sample" ? input : undefined);
			this.sessions.set(key, session);
			this.keepers.set(session, new RunKeeper(session, this.services.keptRuns, this.services.log, this.endings.get(key)));
			const made = session;
			session.training.onChanged(() => this.trainingChanged.fire(made));
		}
		this.touch(key);
		return session;
	}

	/** The session of a document where there is one already. */
	find(uri: vscode.Uri): Session | undefined {
		return this.sessions.get(modelKey(uri));
	}

	/** Models that are being trained, the one worked with last first. */
	get inTraining(): readonly Session[] {
		return [...this.recent]
			.reverse()
			.flatMap((key) => this.sessions.get(key) ?? [])
			.filter(({ training }) => training.active);
	}

	/** The session of the model that commands act on, where there is one already. */
	currentSession(): Session | undefined {
		const document = this.current();
		return document && this.find(document.uri);
	}

	controller(uri: vscode.Uri): Controller | undefined {
		return this.controllers.get(modelKey(uri));
	}

	/** Opens the panel of a model that has just been made. */
	async openNew(document: vscode.TextDocument): Promise<Controller> {
		await Promise.all([this.services.memories.forget(document.uri), this.services.keptRuns.discard(document.uri)]);
		return this.open(document);
	}

	/** Opens a model's panel beside its editor, or shows the one that is open. */
	open(document: vscode.TextDocument, restored?: vscode.WebviewPanel): Controller {
		const session = this.of(document);
		const known = this.controllers.get(modelKey(document.uri));
		if (known) {
			restored?.dispose();
			known.panel.view.reveal(undefined, true);
			return known;
		}
		const controller = new Controller(session, restored, vscode.ViewColumn.Beside, {
			...this.services,
			reopen: (again) => void this.reopen(again),
		});
		this.controllers.set(modelKey(document.uri), controller);
		this.files.set(controller, new ModelFile(session, this.services.log));
		controller.panel.onClosed(() => this.panelClosed(controller));
		return controller;
	}

	/** The model that commands act on: the active editor's, the active panel's, else the one worked with last. */
	current(): vscode.TextDocument | undefined {
		const active = vscode.window.activeTextEditor?.document;
		if (active && isModelUri(active.uri)) return active;
		for (const controller of this.controllers.values()) if (controller.panel.view.active) return controller.session.openDocument;
		for (const key of [...this.recent].reverse()) {
			const session = this.sessions.get(key);
			if (session) return session.openDocument;
		}
		return vscode.window.visibleTextEditors.find((editor) => isModelUri(editor.document.uri))?.document;
	}

	private touch(key: string): void {
		this.recent = [...this.recent.filter((other) => other !== key), key];
	}

	/** Whether what happens to a text comes from its editor, as far as one can know: no panel has the focus, from which edits come, too. */
	private isTyping(document: vscode.TextDocument): boolean {
		const { activeTextEditor } = vscode.window;
		return document === activeTextEditor?.document && ![...this.controllers.values()].some(({ panel }) => panel.active);
	}

	/** Somebody types, or moves the caret: runs leave the processor to the editor for a moment. */
	private standAside(): void {
		for (const session of this.sessions.values()) session.training.standAside();
	}

	private caretMoved(editor: vscode.TextEditor): void {
		const controller = this.controllers.get(modelKey(editor.document.uri));
		if (!controller || this.services.editors.editorOf(controller.session) !== editor) return;
		controller.caretOn(this.services.editors.layerAtCaret(controller.session, controller.selected)?.key);
	}

	private panelClosed(controller: Controller): void {
		for (const [key, open] of this.controllers) if (open === controller) this.controllers.delete(key);
		this.files.get(controller)?.dispose();
		this.files.delete(controller);
		controller.dispose();
		const { session } = controller;
		// Training goes on, and what was trained stays, as long as a tab shows the text. Otherwise the worker ends; a hover starts a new one.
		if (session.training.holds && isShown(session.uri)) return;
		this.end(modelKey(session.uri));
	}

	/** Ends trainings whose text and panel are both closed. The document itself may stay open for minutes longer. */
	private endHidden(): void {
		for (const [key, session] of [...this.sessions])
			if (!this.controllers.has(key) && session.training.holds && !isShown(session.uri)) this.end(key);
	}

	/** Shows a model's text in an editor again. */
	private async reopen(session: Session): Promise<void> {
		const from = session.uri;
		try {
			const document = await reopen(session);
			if (modelKey(document.uri) !== modelKey(from)) await this.move(from, document);
		} catch (error) {
			session.say("error", text("{reason}", { reason: reasonOf(error) }));
		}
	}

	/** Files or folders have other names. */
	async renamedFiles(files: readonly { readonly oldUri: vscode.Uri; readonly newUri: vscode.Uri }[]): Promise<void> {
		for (const { oldUri, newUri } of files) {
			this.renamed(oldUri, newUri);
			const models = isModelUri(newUri) ? [newUri] : await modelsBelow(newUri);
			for (const model of models) {
				const before = oldUri.with({ path: oldUri.path + model.path.slice(newUri.path.length) });
				await Promise.all([this.services.keptRuns.move(before, model), this.services.memories.move(before, model)]);
			}
		}
	}

	/** Renamed models, and those of a renamed folder. Other folders may hold models that are open, too. */
	private renamed(from: vscode.Uri, to: vscode.Uri): void {
		for (const { uri } of [...this.sessions.values()]) {
			if (modelKey(uri) !== modelKey(from) && !modelKey(uri).startsWith(`${modelKey(from)}/`)) continue;
			const target = to.with({ path: to.path + uri.path.slice(from.path.length) });
			if (isModelUri(target)) void this.renamedTo(uri, target);
			else this.close(modelKey(uri));
		}
	}

	private async renamedTo(from: vscode.Uri, to: vscode.Uri): Promise<void> {
		try {
			await this.move(from, await vscode.workspace.openTextDocument(to));
		} catch (error) {
			this.services.log.warn(`${to.path} could not be opened under its new name: ${reasonOf(error)}`);
		}
	}

	/** An unsaved model that is saved becomes another document with the same text: its panel goes on with that. */
	private saved(document: vscode.TextDocument): void {
		if (document.isUntitled || !isModelUri(document.uri) || this.controller(document.uri)) return;
		const text = document.getText();
		const unsaved = [...this.controllers.values()].find(({ session }) => session.openDocument.isUntitled && session.text === text);
		if (unsaved) void this.move(unsaved.session.uri, document);
	}

	/** A model whose file has another name keeps its session, its weights, its panel and what is remembered of it. */
	private async move(from: vscode.Uri, document: vscode.TextDocument): Promise<void> {
		const oldKey = modelKey(from);
		const newKey = modelKey(document.uri);
		const session = this.sessions.get(oldKey);
		if (!session || oldKey === newKey) return;
		const controller = this.controllers.get(oldKey);
		this.sessions.delete(oldKey);
		this.controllers.delete(oldKey);
		this.close(newKey); // what was open under the new name was overwritten
		this.sessions.set(newKey, session);
		if (controller) this.controllers.set(newKey, controller);
		this.recent = this.recent.filter((other) => other !== oldKey);
		this.touch(newKey);
		session.follow(document);
		const { memories, keptRuns } = this.services;
		await Promise.all([memories.move(from, document.uri), keptRuns.move(from, document.uri)]);
		if (!controller) return;
		if (controller.ready) void controller.panel.calls.moved(document.uri.toString());
		await this.files.get(controller)?.look();
	}

	/** Ends a model's session and closes its panel. */
	private close(key: string): void {
		this.controllers.get(key)?.panel.dispose();
		this.end(key);
	}

	private end(key: string): void {
		const session = this.sessions.get(key);
		this.sessions.delete(key);
		this.recent = this.recent.filter((other) => other !== key);
		if (!session) return;
		const keeper = this.keepers.get(session);
		const writing = keeper?.last();
		keeper?.dispose();
		this.keepers.delete(session);
		session.training.dispose();
		if (writing) this.endAfter(writing, key, session);
		else session.dispose();
		this.trainingChanged.fire(session);
	}

	/** The engine of a session that has ended lives until its run is kept. */
	private endAfter(writing: Promise<void>, key: string, session: Session): void {
		const ending = writing.then(() => {
			session.dispose();
			if (this.endings.get(key) === ending) this.endings.delete(key);
		});
		this.endings.set(key, ending);
	}

	/** Resolves when everything is written that sessions had to write when they ended. */
	async ended(): Promise<void> {
		await Promise.all(this.endings.values());
	}

	dispose(): void {
		for (const disposable of this.disposables) disposable.dispose();
		for (const file of this.files.values()) file.dispose();
		for (const controller of this.controllers.values()) controller.dispose();
		this.files.clear();
		this.controllers.clear();
		for (const key of [...this.sessions.keys()]) this.end(key);
		this.trainingChanged.dispose();
	}
}

/** Most models of a folder that are looked for. */
const MOST_MODELS = 200;

async function modelsBelow(folder: vscode.Uri): Promise<readonly vscode.Uri[]> {
	return vscode.workspace.findFiles(new vscode.RelativePattern(folder, "**/*.cnn.json"), null, MOST_MODELS);
}
