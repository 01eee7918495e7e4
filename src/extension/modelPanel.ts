import { createBirpc } from "birpc";
import * as vscode from "vscode";
import { buffersOfMessage } from "../protocol/exact";
import { bridged } from "../protocol/finite";
import type { HostFunctions, PanelFunctions } from "../protocol/panel";
import { admit } from "./door";
import { Holding } from "./holding";
import { makeNonce, panelHtml, panelRoots } from "./panelHtml";
import { reasonOf } from "./reason";

/** Most different reasons that are logged of one panel. */
const MAX_REASONS = 50;
/** For how long a keystroke's news are held where panel and editor share a thread, ms: the time in which the editor shows the key and asks for hints. */
const HOLD_MS = 30;

/** The panel's functions as the host calls them; what the panel does not answer within a minute rejects. */
export type PanelCalls = {
	readonly [K in keyof PanelFunctions]: (...args: Parameters<PanelFunctions[K]>) => Promise<Awaited<ReturnType<PanelFunctions[K]>>>;
};

/**
 * One webview panel: its page, its typed channel, its door. Every call from the page is checked against its schema; what does not fit is
 * logged and dropped. Knows nothing of models.
 */
export class ModelPanel implements vscode.Disposable {
	readonly calls: PanelCalls;
	/** Why messages of the page were dropped: each reason is logged once, and only so many of them, whatever the page sends. */
	readonly refused = new Set<string>();
	private readonly disposables: vscode.Disposable[] = [];
	private readonly closed = new vscode.EventEmitter<void>();
	readonly onClosed = this.closed.event;
	private readonly visibility = new vscode.EventEmitter<boolean>();
	/** Fires with the new visibility. A hidden panel's page is gone; it asks `ready` again when it is shown. */
	readonly onVisibility = this.visibility.event;

	constructor(
		readonly view: vscode.WebviewPanel,
		extension: vscode.Uri,
		functions: HostFunctions,
		private readonly log: vscode.LogOutputChannel,
	) {
		view.webview.options = { enableScripts: true, localResourceRoots: panelRoots(extension) };
		view.iconPath = {
			light: vscode.Uri.joinPath(extension, "media", "panel-light.svg"),
			dark: vscode.Uri.joinPath(extension, "media", "panel-dark.svg"),
		};
		const webview = view.webview;
		const rpc = createBirpc<PanelFunctions, HostFunctions>(functions, {
			post: (message) =>
				this.holding.send(() => {
					if (!this.gone) void webview.postMessage(message); // an answer may come when nobody waits any more
				}),
			on: (listener) => {
				this.disposables.push(webview.onDidReceiveMessage((message: unknown) => this.admit(message, listener)));
			},
			serialize: postable,
			eventNames: ["show", "frame", "status", "training", "moved", "select", "openView"],
			bind: "functions",
			onFunctionError: (error, name) => {
				log.error(`panel call ${name} failed: ${reasonOf(error)}`);
			},
		});
		this.calls = rpc as unknown as PanelCalls;
		this.disposables.push(
			view.onDidDispose(() => this.dispose()),
			view.onDidChangeViewState(() => this.visibility.fire(view.visible)),
			{ dispose: () => rpc.$close() },
		);
		webview.html = panelHtml(webview, extension, makeNonce(), vscode.env.language);
	}

	/** Whether it has the focus. */
	get active(): boolean {
		return !this.gone && this.view.active;
	}

	/** Somebody types: in a browser the panel draws on the editor's own thread, and lets it go first. */
	editorFirst(): void {
		if (vscode.env.uiKind === vscode.UIKind.Web) this.holding.hold(HOLD_MS);
	}

	/** The door: lets in answers to our own calls, and calls that exist and whose arguments fit. */
	private admit(message: unknown, listener: (message: unknown) => void): void {
		const admitted = admit(message);
		if (admitted.ok) {
			listener(admitted.message);
			return;
		}
		if (this.refused.has(admitted.reason) || this.refused.size >= MAX_REASONS) return;
		this.refused.add(admitted.reason);
		this.log.warn(admitted.reason);
	}

	private readonly holding = new Holding();
	private gone = false;

	dispose(): void {
		if (this.gone) return;
		this.gone = true;
		this.closed.fire();
		for (const disposable of this.disposables) disposable.dispose();
		this.closed.dispose();
		this.visibility.dispose();
		this.view.dispose();
	}
}

/**
 * A message as it may go over VS Code's bridge. That turns an Error into `{}`: what it says is sent instead; and numbers that are not finite
 * into null: see `bridged`. A view on a buffer is refused, see `exactBuffers`.
 */
function postable(message: { e?: unknown; r?: unknown }): unknown {
	buffersOfMessage(message);
	if (message.e instanceof Error) return { ...message, e: { name: message.e.name, message: message.e.message } };
	return "r" in message ? { ...message, r: bridged(message.r) } : message;
}
