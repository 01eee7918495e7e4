import * as vscode from "vscode";
import type { Graph } from "../network/graph";
import type { Severity } from "../network/issue";
import { type Text, text } from "../network/text";
import type { TrainRecipe } from "../network/train";
import { datasetNames, type EngineFault, type InputChoice } from "../protocol/engine";
import type { ExperimentReply, ExperimentRequest } from "../protocol/experiment";
import type { Frame, Want } from "../protocol/frame";
import type { Gone, PanelLayer, PanelModel, PanelStatus } from "../protocol/panel";
import type { Analysis } from "../source/analysis";
import { Computation, type ComputationLink, patience } from "./computation";
import type { DataDiagnostics } from "./data/diagnostics";
import { DataError } from "./data/fault";
import type { DataFolders } from "./data/folders";
import { type During, OwnData } from "./data/ownData";
import type { Datasets } from "./datasets";
import { type Analyses, memoryLimit } from "./documents";
import { EngineHost, type StartWorker } from "./engineHost";
import type { Files } from "./files";
import { say } from "./l10n";
import { type InputLink, ModelInput } from "./modelInput";
import { nothingRemembered, panelModel } from "./panelModel";
import type { SessionView } from "./sessionView";
import { trainable } from "./training/state";
import { Training } from "./training/training";
import type { WeightsFiles } from "./weights/files";
import { ModelWeights } from "./weights/modelWeights";

export interface SessionServices {
	readonly analyses: Analyses;
	readonly datasets: Datasets;
	readonly dataDiagnostics: DataDiagnostics;
	readonly dataFolders: DataFolders;
	readonly weightsFiles: WeightsFiles;
	readonly files: Files;
	readonly startWorker: StartWorker;
	readonly log: vscode.LogOutputChannel;
}

/** VS Code empties an unsaved document just before it closes it: an emptied one is looked at when this time has passed. */
const EMPTIED_MS = 200;
/** Most bytes of weights that are kept of a training run, to go back to. */
const SNAPSHOT_BYTES = 256 * 1024 * 1024;

/** One open model: its document, its analysis, its engine. Every change of text, input or seed counts the revision up. */
export class Session implements vscode.Disposable {
	readonly engine: EngineHost;
	readonly training: Training;
	revision = 0;
	analysis: Analysis;
	/** What the panel shows of {@link analysis}. */
	model: PanelModel;
	private remembered = nothingRemembered;
	private view: SessionView | undefined;
	private seed = 0;
	/** What goes through the network. */
	readonly input: ModelInput;
	private notice: PanelStatus["notice"];
	/** The revision whose successful run does not take the notice back: it tells of something that happened, not of a failed run. */
	private noticeStaysAt = -1;
	/** The document's text as it was analysed last. */
	text: string;
	/** What became of the file, where it is not open in an editor. */
	gone: Gone | undefined;
	private readonly computation: Computation;
	private readonly weightsFile: ModelWeights;
	private readonly ownData: OwnData;
	private disposed = false;
	private pendingUpdate: ReturnType<typeof setTimeout> | undefined;
	private readonly changed = new vscode.EventEmitter<void>();
	/** The analysis changed: diagnostics, hints and lenses are out of date. */
	readonly onChanged = this.changed.event;

	constructor(
		private document: vscode.TextDocument,
		private readonly services: SessionServices,
		choice: InputChoice | undefined,
	) {
		this.engine = new EngineHost(services.startWorker, {
			onLost: (reason, again) => this.engineLost(reason, again),
			log: (line) => services.log.info(`${this.name}: ${line}`),
		});
		this.text = document.getText();
		this.analysis = services.analyses.of(document);
		const session = this;
		this.ownData = this.makeOwnData();
		this.input = new ModelInput(this.inputLink(), choice);
		this.computation = new Computation(this.computationLink());
		this.model = this.makeModel();
		this.weightsFile = new ModelWeights({
			files: services.weightsFiles,
			engine: this.engine,
			get document() {
				return session.document;
			},
			get layers() {
				return session.analysis.layers.filter(({ shape }) => shape !== undefined);
			},
			get trained() {
				return (session.computation.origins?.trained ?? 0) > 0;
			},
			say: (severity, message) => this.say(severity, message),
		});
		this.training = this.makeTraining();
		this.training.onChanged(() => this.view?.training(this.training.shown));
		void this.ownData.look(this.analysis.train?.recipe.data);
	}

	private makeOwnData(): OwnData {
		const session = this;
		return new OwnData({
			folders: this.services.dataFolders,
			engine: this.engine,
			get model() {
				return session.uri;
			},
			decode: (image, cover, signal) =>
				this.view?.decode(image, cover, signal) ??
				Promise.reject(new DataError(text("Pictures are decoded in the panel: open it and train again."), true)),
			say: (severity, message) => this.say(severity, message),
			log: (line) => this.services.log.warn(`${this.name}: ${line}`),
			changed: () => this.dataChanged(),
		});
	}

	private inputLink(): InputLink {
		const session = this;
		return {
			engine: this.engine,
			datasets: this.services.datasets,
			get revision() {
				return session.revision;
			},
			get shape() {
				return session.analysis.input?.shape;
			},
			get own() {
				return session.ownData.held;
			},
		};
	}

	private computationLink(): ComputationLink {
		const session = this;
		return {
			engine: this.engine,
			get view() {
				return session.view;
			},
			get revision() {
				return session.revision;
			},
			get analysis() {
				return session.analysis;
			},
			get seed() {
				return session.seed;
			},
			get choice() {
				return session.input.choice;
			},
			prepare: async () => {
				const missing = await this.input.prepare();
				if (!missing) await this.weightsFile.prepare();
				return missing;
			},
			succeeded: (revision) => {
				if (revision !== this.noticeStaysAt) this.notice = undefined;
				this.sendStatus();
			},
			failed: (fault) => this.failed(fault),
			skipped: () => this.sendStatus(),
			log: (severity, line) => this.services.log[severity](`${this.name}: ${line}`),
		};
	}

	/** Classes have other names, there is something else to say about the data, or there are other pictures of one's own to look at. */
	private dataChanged(): void {
		if (this.disposed) return;
		this.services.dataDiagnostics.show(this.document, this.analysis, this.ownData);
		const { inputChoice } = this.model;
		if (this.input.isOwn || (inputChoice.kind === "sample" && inputChoice.dataset === "own")) {
			this.inputChanged();
			return;
		}
		this.model = this.makeModel();
		this.view?.show(this.model);
	}

	private makeTraining(): Training {
		const session = this;
		return new Training({
			call: (name, args) => this.engine.call(name, args),
			get trainable() {
				return trainable(session.analysis, session.revision);
			},
			get request() {
				return { seed: session.seed, memoryLimit: memoryLimit(), snapshotLimit: SNAPSHOT_BYTES };
			},
			get wants() {
				return session.view?.ready ? session.view.wants : undefined;
			},
			prepare: (recipe, graph, during) => this.prepareTraining(recipe, graph, during),
			allow: (macs) => {
				this.engine.silenceMs = macs === 0 ? 0 : patience(macs);
			},
			frame: (frame, output) => this.trained(frame, output),
			keep: (weights) => {
				this.computation.took(weights);
				this.sendStatus();
			},
			refresh: () => {
				this.inputChanged();
			},
			fault: (fault) => ("code" in fault ? this.failed(fault) : this.say("error", fault)),
		});
	}

	/** Names of the classes of the data that the text names, where they are one's own and known. */
	get dataClasses(): readonly string[] | undefined {
		return this.ownData.classes(this.analysis.train?.recipe.data);
	}

	/** A person has chosen a folder to train with: it may be read from now on. Gives how the text calls it. */
	async chooseData(place: vscode.Uri): Promise<string> {
		const name = await this.services.dataFolders.choose(this.uri, place);
		void this.ownData.look(this.analysis.train?.recipe.data); // it may be the one that the text names already
		return name;
	}

	get uri(): vscode.Uri {
		return this.document.uri;
	}

	/** Where what a person saves of this model is written. */
	get files(): Files {
		return this.services.files;
	}

	get name(): string {
		return this.uri.path.split("/").at(-1) ?? this.uri.path;
	}

	/** The document; closed ones stay readable as they were last. */
	get openDocument(): vscode.TextDocument {
		return this.document;
	}

	/** Nothing holds the text any more but this session: the file was deleted or never saved, and its editor is closed. */
	get isLost(): boolean {
		return this.document.isClosed && (this.document.isUntitled || this.gone === "deleted");
	}

	/** Attaches what shows this session; undefined detaches. */
	attach(view: SessionView | undefined): void {
		this.view = view;
	}

	/** The file was renamed, or its document was closed and opened again. */
	follow(document: vscode.TextDocument): void {
		this.services.dataDiagnostics.clear(this.uri);
		this.document = document;
		this.update();
	}

	/** What became of the file; undefined: an editor has it open. */
	fileIs(gone: Gone | undefined): void {
		if (gone === this.gone) return;
		this.gone = gone;
		this.sendStatus();
	}

	/**
	 * The text changed: shows at once what it says, then computes. While a file is slow to analyse, changes are gathered. `typed`: somebody types,
	 * and the editor's own answers come first.
	 */
	textChanged(typed: boolean): void {
		if (typed) this.view?.editorFirst();
		if (this.pendingUpdate !== undefined) return;
		const cost = this.services.analyses.cost(this.document);
		const emptied = this.document.isUntitled && this.text !== "" && this.document.getText() === "";
		const wait = emptied ? EMPTIED_MS : cost > 4 ? Math.min(cost * 4, 1000) : 0;
		if (wait === 0) {
			this.update();
			return;
		}
		this.pendingUpdate = setTimeout(() => {
			this.pendingUpdate = undefined;
			this.update();
		}, wait);
	}

	/** More memory may be taken, or less: the same text may go further, or less far. */
	limitChanged(): void {
		this.update();
	}

	/** The document was closed: what it held last stays. */
	documentClosed(): void {
		clearTimeout(this.pendingUpdate);
		this.pendingUpdate = undefined;
	}

	private update(): void {
		const before = this.analysis.train?.recipe.data;
		this.text = this.document.getText();
		this.analysis = this.services.analyses.of(this.document);
		const data = this.analysis.train?.recipe.data;
		this.services.dataDiagnostics.show(this.document, this.analysis, this.ownData);
		if (data !== before) void this.ownData.look(data);
		this.revision++;
		this.model = this.makeModel();
		this.changed.fire();
		this.view?.show(this.model);
		this.training.textChanged();
		this.view?.training(this.training.shown);
		this.requestRun();
	}

	private makeModel(): PanelModel {
		const { document } = this;
		const { model, remembered } = panelModel(this.analysis, this.remembered, {
			revision: this.revision,
			file: this.name,
			inputChoice: this.input.choice,
			classes: this.ownData.classes(this.analysis.train?.recipe.data),
			own: this.ownData.held,
			lineAt: (offset) => document.positionAt(offset).line,
		});
		this.remembered = remembered;
		return model;
	}

	/** The panel's layer of that key. */
	layer(key: string): PanelLayer | undefined {
		return this.model.layers.find((layer) => layer.key === key);
	}

	chooseInput(choice: InputChoice): void {
		this.input.choose(choice);
		this.inputChanged();
	}

	/** A decoded picture becomes the input. */
	setImage(name: string, width: number, height: number, rgba: ArrayBuffer): void {
		this.input.setImage(name, width, height, rgba);
		this.inputChanged();
	}

	/** Fresh initial weights for every layer. */
	reinitialise(): void {
		this.seed++;
		this.weightsFile.reinitialised();
		this.inputChanged();
	}

	private inputChanged(): void {
		this.revision++;
		this.model = this.makeModel();
		this.view?.show(this.model);
		this.requestRun();
	}

	/** Says something in the panel's status strip, until a newer text or input has been computed. */
	say(severity: Severity, message: Text): void {
		this.notice = { severity, text: message };
		this.noticeStaysAt = this.revision;
		this.sendStatus();
	}

	/**
	 * Computes what is newest, as soon as the run before it is on the screen. Without a visible panel nothing is computed, unless it is
	 * `wanted` all the same: for a hover.
	 */
	requestRun(wanted = false): void {
		this.computation.ask(wanted || this.view?.ready === true);
	}

	/** Sends the pictures that the panel wants now, of what was computed last, as soon as what was sent before is on the screen. */
	look(): void {
		if (!this.computation.look()) this.requestRun();
	}

	/** Resolves when what was asked for is on the screen, or cannot be. */
	get idle(): Promise<void> {
		return this.computation.idle;
	}

	/** Resolves when the worker holds the newest revision; rejects with the reason where it cannot. */
	async computed(): Promise<void> {
		if (await this.computation.isComputed()) return;
		throw new Error(say(this.notice?.text ?? text("The network as it is now cannot be computed.")));
	}

	/** Takes all weights that fit from a safetensors file, which has been checked. Rejects where they cannot be taken. */
	async loadWeights(name: string, file: Uint8Array): Promise<void> {
		await this.weightsFile.prepare(); // so that the file that the text names is not taken later
		const fault = await this.weightsFile.give(name, file, true);
		if (fault) throw new Error(say(fault.text));
		this.inputChanged();
		await this.computed();
	}

	/** The weights as they are now were written to that file. */
	async weightsSaved(place: vscode.Uri, bytes: Uint8Array): Promise<void> {
		await this.weightsFile.saved(place, bytes);
		this.sendStatus();
	}

	/** The file that the text names as its weights was changed, made or deleted. */
	weightsFileChanged(): void {
		this.inputChanged();
	}

	/** Pictures for a hover: of the newest revision, computed first if need be. Undefined where there is nothing to show. */
	pictures(wants: readonly Want[]): Promise<Frame | undefined> {
		return this.computation.pictures(wants);
	}

	/** Tries something with a copy of the network; a few passes through it. */
	experiment(request: ExperimentRequest): Promise<ExperimentReply | EngineFault> {
		return this.computation.experiment(request);
	}

	/** Sees to it that the worker has pictures to train with, and one to show. */
	private async prepareTraining(recipe: TrainRecipe, graph: Graph, during: During): Promise<EngineFault | undefined> {
		const name = datasetNames.find((known) => known === recipe.data);
		const missing = name
			? ((await this.input.prepareDataset(name, "train")) ?? (await this.input.prepareDataset(name)))
			: await this.ownData.prepare(recipe, graph, during);
		await this.weightsFile.prepare();
		const fault = missing ?? (await this.input.prepare());
		if (fault && !during.signal.aborted) this.log(fault);
		return fault;
	}

	/** Pictures of weights that were trained a moment ago, and the scores that go with them. */
	private async trained(frame: Frame, output: ArrayBuffer | undefined): Promise<void> {
		if (output && this.computation.scored(output)) this.sendStatus();
		await this.view?.frame(frame);
	}

	private log(fault: EngineFault): void {
		this.services.log.warn(`${this.name}: ${fault.code}: ${fault.text.message} ${JSON.stringify(fault.text.args ?? {})}`);
	}

	private failed(fault: EngineFault): void {
		this.log(fault);
		if (fault.code === "stale" || fault.code === "lost") return; // the loss itself is said by engineLost
		this.notice = { severity: "error", text: fault.text };
		this.noticeStaysAt = -1;
		this.sendStatus();
	}

	private engineLost(reason: string, again: boolean): void {
		this.input.lost();
		this.ownData.lost();
		this.computation.lost();
		this.weightsFile.lost();
		this.engine.silenceMs = 0;
		this.training.lost({ severity: "error", text: text("The engine stopped ({reason}), and the training with it.", { reason }) });
		if (again) this.say("warning", text("The engine stopped ({reason}) and was restarted; the picture is from before.", { reason }));
		this.requestRun(); // which says so where it was given up
	}

	/** What the status strip says now. */
	sendStatus(): void {
		const { current, origins } = this.computation;
		this.view?.status({
			revision: this.revision,
			forwardMs: current?.forwardMs,
			output: current?.output,
			label: current?.label,
			inputName: this.input.name,
			notice: this.notice,
			gone: this.gone,
			weights: origins && { ...origins, file: this.weightsFile.name, card: this.weightsFile.card },
		});
	}

	dispose(): void {
		this.disposed = true;
		this.services.dataDiagnostics.clear(this.uri);
		clearTimeout(this.pendingUpdate);
		this.training.dispose();
		this.engine.dispose();
		this.changed.dispose();
		this.view = undefined;
	}
}
