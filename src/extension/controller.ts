import * as vscode from "vscode";
import { text } from "../network/text";
import type { Frame, Want } from "../protocol/frame";
import type { HostFunctions, PanelFunctions, PanelInit, PanelModel, PanelStatus, SavedView } from "../protocol/panel";
import type { PanelTraining } from "../protocol/training";
import { updateOf } from "../protocol/trainingUpdate";
import { DataError } from "./data/fault";
import type { Decoded } from "./data/ownData";
import type { EditorLink } from "./editorLink";
import { FrameGate } from "./frameGate";
import type { ImageFile } from "./images";
import { InputPictures } from "./inputPictures";
import { strings, t } from "./l10n";
import type { Memories } from "./memory";
import { ModelPanel } from "./modelPanel";
import { addTrain, setNumber, setTrain } from "./panelEdits";
import { PANEL_TYPE } from "./panelType";
import { reasonOf } from "./reason";
import type { Session } from "./session";
import type { SessionView } from "./sessionView";

export interface ControllerServices {
	readonly extension: vscode.Uri;
	readonly memories: Memories;
	readonly editors: EditorLink;
	/** Opens a model's text in an editor again. */
	readonly reopen: (session: Session) => void;
	readonly log: vscode.LogOutputChannel;
}

/** Joins one session with one panel: what the panel calls happens to the session and the editor, and the reverse. */
export class Controller implements SessionView, vscode.Disposable {
	readonly panel: ModelPanel;
	wants: readonly Want[] = [];
	ready = false;
	/** Key of the layer that text and picture have selected. */
	selected: string | undefined;
	/** What the page said last of how it is looked at; it says so a moment after a change. */
	view: SavedView;
	private readonly frames = new FrameGate({
		post: (frame) => void this.panel.calls.frame(frame),
		onLate: (revision, ms) => this.services.log.warn(`frame ${revision} was not drawn within ${ms} ms`),
	});
	private waiting: (() => void)[] = [];

	private closed = false;
	/** What the page knows of the training. */
	private told: PanelTraining | undefined;
	/** Told when the page goes. */
	private readonly leaving = new Set<() => void>();

	readonly pictures: InputPictures;

	constructor(
		readonly session: Session,
		restored: vscode.WebviewPanel | undefined,
		column: vscode.ViewColumn,
		private readonly services: ControllerServices,
	) {
		const memory = services.memories.of(session.uri);
		this.view = memory.view;
		this.selected = services.editors.layerAtCaret(session)?.key ?? memory.view.selected ?? undefined;
		const title = t("{name} — Convscope", { name: session.name });
		const view =
			restored ?? vscode.window.createWebviewPanel(PANEL_TYPE, title, { viewColumn: column, preserveFocus: true }, { enableScripts: true });
		view.title = title;
		this.panel = new ModelPanel(view, services.extension, this.functions(), services.log);
		this.panel.onVisibility((visible) => {
			if (!visible) this.pageGone();
		});
		session.attach(this);
		this.pictures = new InputPictures({
			session,
			memories: services.memories,
			log: services.log,
			decode: (image) => this.decodeNow(image),
		});
		this.pictures.restore();
	}

	/** What the page may call. The arguments have been checked at the door. */
	private functions(): HostFunctions {
		const { session, services } = this;
		return {
			ready: () => this.pageReady(),
			want: (wants) => {
				this.wants = wants;
				session.look();
			},
			drawn: (revision) => this.frames.drawn(revision),
			select: (key, focus) => {
				this.selected = key;
				services.editors.reveal(session, key, focus);
			},
			glow: (key) => services.editors.glow(session, key ?? undefined),
			chooseInput: (choice) => this.pictures.choose(choice),
			draw: (picture) => this.pictures.draw(picture),
			pickImage: () => void this.pictures.pick(),
			dropImage: ({ name, bytes }) => void this.pictures.drop(name, bytes),
			samples: async (request) => (await session.input.prepareDataset(request.dataset)) ?? session.engine.call("samples", [request]),
			patch: (request) => session.engine.call("patch", [request]),
			derive: (request) => session.engine.call("derive", [request]),
			deriveWeight: (request) => session.engine.call("deriveWeight", [request]),
			deriveGradient: (request) => session.engine.call("deriveGradient", [request]),
			deriveLoss: (request) => session.engine.call("deriveLoss", [request]),
			reach: (request) => session.engine.call("reach", [request]),
			experiment: (request) => session.experiment(request),
			reinitialise: () => session.reinitialise(),
			copySummary: (format) => this.asked(({ copySummary }) => copySummary(session.analysis, format)),
			exportPicture: () => this.asked(({ exportPicture }) => exportPicture(this)),
			exportRun: () => this.asked(({ exportRun }) => exportRun(session)),
			revealLine: (line) => services.editors.revealLine(session, line),
			showLog: () => services.log.show(true),
			reopen: () => services.reopen(session),
			train: (action) => session.training.act(action),
			setNumber: (request) => setNumber(session, request),
			addTrain: () => addTrain(session),
			setTrain: (key, value) => setTrain(session, key, value),
			showSnapshot: (step) => session.training.showSnapshot(step ?? undefined),
			continueFrom: (step) => session.training.continueFrom(step),
			tested: (request) => session.engine.call("tested", [request]),
			saveView: (view) => {
				this.view = view;
				void services.memories.keep(session.uri, { view });
			},
		};
	}

	/** The page is there and empty: it gets all that it needs, and the first run starts. */
	private pageReady(): PanelInit {
		this.ready = !this.closed; // a page may close while its call is on the way here
		this.told = undefined;
		// Whoever waits for the page calls it: the answer to the page must be on its way first, or it would undo what was called.
		setTimeout(() => {
			for (const done of this.waiting.splice(0)) done();
		}, 0);
		queueMicrotask(() => {
			if (!this.ready) return;
			this.session.sendStatus();
			this.training(this.session.training.shown);
			this.session.training.seen();
			this.session.requestRun();
		});
		return {
			strings,
			language: vscode.env.language,
			uri: this.session.uri.toString(),
			view: this.view,
			model: this.session.model,
			selected: this.selected,
			drawn: this.pictures.isDrawn,
		};
	}

	private pageGone(): void {
		this.ready = false;
		for (const change of this.leaving) change();
		this.wants = [];
		this.frames.clear();
		this.services.editors.glow(this.session, undefined);
	}

	/** Resolves once the page answers; rejects when it does not within `ms`. */
	whenReady(ms = 15_000): Promise<void> {
		if (this.ready) return Promise.resolve();
		return new Promise((resolve, reject) => {
			const timer = setTimeout(() => reject(new Error(t("The panel did not open."))), ms);
			this.waiting.push(() => {
				clearTimeout(timer);
				resolve();
			});
		});
	}

	show(model: PanelModel): void {
		this.panel.view.title = t("{name} — Convscope", { name: this.session.name });
		if (this.ready) void this.panel.calls.show(model);
	}

	/** Decodes a picture that is to be the input, as it is. */
	private async decodeNow({ name, type, bytes }: ImageFile): Promise<Decoded> {
		await this.whenReady();
		return this.panel.calls.decodeImage({ name, type, bytes });
	}

	/** Decodes a picture of a folder in the page. While the panel is hidden there is no page: it waits for the next one. */
	async decode({ name, type, bytes }: ImageFile, cover: { width: number; height: number }, signal: AbortSignal): Promise<Decoded> {
		for (;;) {
			signal.throwIfAborted();
			if (this.closed) throw new DataError(text("Pictures are decoded in the panel, which was closed. Open it and train again."), true);
			let change = (): void => undefined;
			const changed = new Promise<undefined>((resolve) => {
				change = () => resolve(undefined);
			});
			this.leaving.add(change);
			signal.addEventListener("abort", change);
			try {
				if (!this.ready) this.waiting.push(change);
				const decoded = await Promise.race([this.ready ? this.panel.calls.decodeImage({ name, type, bytes, cover }) : changed, changed]);
				if (decoded) return decoded;
			} finally {
				this.leaving.delete(change);
				signal.removeEventListener("abort", change);
			}
		}
	}

	editorFirst(): void {
		this.panel.editorFirst();
	}

	/** Sends a frame and resolves when it is drawn, when the page is gone, or when it takes too long. */
	frame(frame: Frame): Promise<void> {
		if (!this.ready || frame.sets.length === 0) return Promise.resolve();
		return this.frames.send(frame);
	}

	training(training: PanelTraining): void {
		if (!this.ready) return;
		void this.panel.calls.training(updateOf(this.told, training));
		this.told = training;
	}

	status(status: PanelStatus): void {
		if (this.ready) void this.panel.calls.status(status);
	}

	/** The caret moved to a layer: the panel follows. */
	caretOn(key: string | undefined): void {
		if (key === undefined || key === this.selected) return;
		this.selected = key;
		if (this.ready) void this.panel.calls.select(key);
	}

	async openView(view: Parameters<PanelFunctions["openView"]>[0]): Promise<void> {
		this.panel.view.reveal(undefined, true);
		await this.whenReady();
		await this.panel.calls.openView(view);
	}

	/** Does what a button asks for; what cannot be loaded is said. */
	private asked(work: (asked: typeof import("./asked")) => Promise<void> | Thenable<void>): void {
		import("./asked").then(work).catch((error: unknown) => void vscode.window.showErrorMessage(reasonOf(error)));
	}

	dispose(): void {
		this.closed = true;
		this.pageGone();
		this.session.attach(undefined);
		this.panel.dispose();
	}
}
