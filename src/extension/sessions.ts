import * as vscode from "vscode";
import { text } from "../network/text";
import { Controller, type ControllerServices } from "./controller";
import { isModelUri, modelKey } from "./documents";
import { Session, type SessionServices } from "./session";

/** All open models: one session each, made when a panel or a hover first needs it, and ended with its panel and document. */
export class Sessions implements vscode.Disposable {
	private readonly sessions = new Map<string, Session>();
	private readonly controllers = new Map<string, Controller>();
	private readonly disposables: vscode.Disposable[] = [];
	/** Models in the order in which they were worked with; the newest last. */
	private recent: string[] = [];

	constructor(private readonly services: SessionServices & ControllerServices) {
		this.disposables.push(
			vscode.workspace.onDidChangeTextDocument((event) => {
				if (event.contentChanges.length > 0) this.sessions.get(modelKey(event.document.uri))?.textChanged();
			}),
			vscode.workspace.onDidOpenTextDocument((document) => {
				const session = this.sessions.get(modelKey(document.uri));
				if (session && session.openDocument !== document) session.follow(document);
			}),
			vscode.workspace.onDidCloseTextDocument((document) => {
				const key = modelKey(document.uri);
				if (!this.controllers.has(key)) this.end(key);
			}),
			vscode.workspace.onDidRenameFiles((event) => {
				for (const { oldUri, newUri } of event.files) void this.renamed(oldUri, newUri);
			}),
			vscode.workspace.onDidDeleteFiles((event) => {
				for (const uri of event.files)
					this.sessions.get(modelKey(uri))?.say("warning", text("The file was deleted; the picture shows what it held last."));
			}),
			vscode.window.onDidChangeTextEditorSelection((event) => this.caretMoved(event.textEditor)),
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
		}
		this.touch(key);
		return session;
	}

	/** The session of a document where there is one already. */
	find(uri: vscode.Uri): Session | undefined {
		return this.sessions.get(modelKey(uri));
	}

	controller(uri: vscode.Uri): Controller | undefined {
		return this.controllers.get(modelKey(uri));
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
		const controller = new Controller(session, restored, vscode.ViewColumn.Beside, this.services);
		this.controllers.set(modelKey(document.uri), controller);
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

	private caretMoved(editor: vscode.TextEditor): void {
		const controller = this.controllers.get(modelKey(editor.document.uri));
		if (!controller || this.services.editors.editorOf(controller.session) !== editor) return;
		controller.caretOn(this.services.editors.layerAtCaret(controller.session, controller.selected)?.key);
	}

	private panelClosed(controller: Controller): void {
		for (const [key, open] of this.controllers) if (open === controller) this.controllers.delete(key);
		controller.dispose();
		this.end(modelKey(controller.session.uri)); // and its worker; a hover starts a new one
	}

	/** A renamed model keeps its session, its weights and its panel. */
	private async renamed(from: vscode.Uri, to: vscode.Uri): Promise<void> {
		const oldKey = modelKey(from);
		const session = this.sessions.get(oldKey);
		if (!session) return;
		const controller = this.controllers.get(oldKey);
		this.sessions.delete(oldKey);
		this.controllers.delete(oldKey);
		if (!isModelUri(to)) {
			controller?.dispose();
			session.dispose();
			return;
		}
		this.sessions.set(modelKey(to), session);
		if (controller) this.controllers.set(modelKey(to), controller);
		this.touch(modelKey(to));
		session.follow(await vscode.workspace.openTextDocument(to));
	}

	private end(key: string): void {
		this.sessions.get(key)?.dispose();
		this.sessions.delete(key);
		this.recent = this.recent.filter((other) => other !== key);
	}

	dispose(): void {
		for (const disposable of this.disposables) disposable.dispose();
		for (const controller of this.controllers.values()) controller.dispose();
		for (const session of this.sessions.values()) session.dispose();
		this.controllers.clear();
		this.sessions.clear();
	}
}
