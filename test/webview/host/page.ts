/**
 * Runs inside of the tested page, before the panel: VS Code's side of the webview, with the real analysis and the real engine behind it.
 * The test drives it through `window.fakeHost`.
 */
import { createBirpc } from "birpc";
import * as v from "valibot";
import { nothingRemembered, panelModel } from "../../../src/extension/panelModel";
import { TrainingLink } from "../../../src/extension/training/link";
import { idle, panelTraining, type Run, trainable } from "../../../src/extension/training/state";
import { applyEdits } from "../../../src/language/edit";
import { setLayerNumber } from "../../../src/language/layerNumbers";
import { addTrain, setTrain } from "../../../src/language/train";
import type { Text } from "../../../src/network/text";
import type { DatasetName, DatasetPart, EngineFault, InputChoice, RunReply, SampleSource } from "../../../src/protocol/engine";
import type { Frame, Want } from "../../../src/protocol/frame";
import {
	defaultView,
	type HostFunctions,
	hostSchemas,
	type PanelFunctions,
	type PanelModel,
	type PanelStatus,
	type SavedView,
} from "../../../src/protocol/panel";
import type { PanelTraining } from "../../../src/protocol/training";
import { analyze } from "../../../src/source/analyze";
import { serve } from "../../../src/worker/serve";

declare global {
	interface Window {
		fakeHost: FakeHost;
		/** A file of the project, in base64; given by the test. */
		readProjectFile(name: string): Promise<string>;
		acquireVsCodeApi(): unknown;
		hostOptions?: HostOptions;
	}
}

export interface HostOptions {
	readonly text?: string;
	readonly strings?: Readonly<Record<string, string>>;
	readonly language?: string;
	readonly view?: Partial<SavedView>;
	readonly input?: InputChoice;
	/** How training stands when the panel opens. */
	readonly run?: Partial<Run>;
	/** The drawing of the view was the input last. */
	readonly drawn?: boolean;
	/** Where the weights are from, as the host says it. */
	readonly weights?: PanelStatus["weights"];
	/** What vscode.getState gives. */
	readonly state?: unknown;
}

async function datasetFile(name: string): Promise<ArrayBuffer> {
	const text = atob(await window.readProjectFile(`media/datasets/${name}`));
	return Uint8Array.from(text, (letter) => letter.charCodeAt(0)).buffer;
}

const axes: Readonly<Record<DatasetName, number>> = { mnist: 3, emoji8: 4 };
const prefixes: Readonly<Record<DatasetPart, string>> = { train: "train", test: "t10k" };

export class FakeHost {
	readonly engine = serve();
	/** Every call of the panel, in order. */
	readonly calls: { readonly name: string; readonly args: readonly unknown[] }[] = [];
	/** What the panel sent that the contract's schemas refuse. */
	readonly refused: string[] = [];
	readonly frames: Frame[] = [];
	saved: unknown;
	model: PanelModel | undefined;
	/** How training stood when the panel was told last. */
	training: PanelTraining | undefined;
	wants: readonly Want[] = [];
	/** What can be looked at of one's own. */
	own: PanelModel["own"];
	/** Ends the time in which pictures that were tested are not answered. */
	release: () => void = () => undefined;
	#held: Promise<void> = Promise.resolve();
	#revision = 0;
	#seed = 1;
	#input: InputChoice;
	#text: string;
	#remembered = nothingRemembered;
	#reply: RunReply | undefined;
	readonly #panel: PanelFunctions;
	readonly #datasets = new Map<string, Promise<unknown>>();
	readonly #link: TrainingLink;
	#drawn: () => void = () => undefined;
	#run: Run = idle;

	constructor(readonly options: HostOptions) {
		this.#text = options.text ?? "";
		this.#input = options.input ?? { kind: "sample", dataset: "mnist", index: 0 };
		this.saved = options.state;
		const functions = this.#functions();
		this.#panel = createBirpc<PanelFunctions, HostFunctions>(functions, {
			post: (message: unknown) => window.postMessage(structuredClone(message), "*"),
			on: (listener) => {
				this.#receive = listener;
			},
			bind: "functions",
			eventNames: ["show", "frame", "status", "training", "select", "openView"],
		}) as unknown as PanelFunctions;
		this.#link = this.#makeLink();
	}

	#makeLink(): TrainingLink {
		const host = this;
		return new TrainingLink({
			call: async (name, args) => (this.engine[name] as (...given: unknown[]) => never)(...args),
			get trainable() {
				return trainable(analyze(host.#text), host.#revision);
			},
			get request() {
				return { seed: host.#seed, memoryLimit: 2 ** 31, snapshotLimit: 2 ** 28 };
			},
			get wants() {
				return host.wants;
			},
			prepare: async ({ data }) => {
				for (const part of ["train", "test"] as const) await this.#dataset(data as DatasetName, part);
				return undefined;
			},
			keep: () => undefined,
			allow: () => undefined,
			changed: (run) => this.showTraining(run),
			frame: (frame, output) => {
				if (output && this.#reply) this.#status({ ...this.#reply, output });
				this.send(frame);
				this.#drawn(); // one that a newer one has overtaken is not waited for
				return new Promise((resolve) => {
					this.#drawn = resolve;
				});
			},
			refresh: () => void this.edit(this.#text),
			fault: (fault) => this.#fault(fault),
			wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
			now: () => performance.now(),
		});
	}

	/** Tells the panel how training stands. */
	showTraining(run: Run): void {
		this.#run = run;
		this.training = panelTraining(run, trainable(analyze(this.#text), this.#revision));
		this.#panel.training(this.training);
	}

	get text(): string {
		return this.#text;
	}

	/** Another input, as if it had been chosen. */
	async choose(input: InputChoice): Promise<void> {
		this.#input = input;
		await this.edit(this.#text);
	}

	/** Pictures of one's own have been read: six of 8×8 in grey, all alike in a class, half of each to test with. */
	async readOwn(data: string, classes: readonly [string, string]): Promise<void> {
		const pixels = new Uint8Array(6 * 64).map((_, i) => (i < 3 * 64 ? 40 : 200));
		const request = { name: data, input: [1, 8, 8], classes, pixels: pixels.buffer, labels: Uint8Array.of(0, 0, 0, 1, 1, 1).buffer };
		this.engine.setPictures({ ...request, testSplit: 0.5, splitSeed: (this.own?.times ?? 0) + 1 });
		this.own = { data, times: (this.own?.times ?? 0) + 1 };
		await this.edit(this.#text);
	}

	#receive: (message: unknown) => void = () => undefined;

	/** What the panel posts. */
	take(message: unknown): void {
		const call = message as { t?: string; m?: keyof HostFunctions; a?: unknown[] };
		if (call.t === "q" && call.m) {
			this.calls.push({ name: call.m, args: call.a ?? [] });
			const checked = v.safeParse(hostSchemas[call.m], call.a);
			if (!checked.success) this.refused.push(`${call.m}: ${checked.issues[0].message}`);
		}
		const copy = structuredClone(message);
		setTimeout(() => this.#receive(copy));
	}

	/** A new text, as if it had been typed. */
	async edit(text: string): Promise<void> {
		this.#text = text;
		this.#analyse();
		if (this.model) this.#panel.show(this.model);
		this.#link.textChanged();
		this.showTraining(this.#run);
		await this.#compute();
	}

	#analyse(): void {
		if (this.#text === "") return;
		this.#revision++;
		const analysis = analyze(this.#text);
		const lineAt = (offset: number) => this.#text.slice(0, offset).split("\n").length - 1;
		const { model, remembered } = panelModel(analysis, this.#remembered, {
			revision: this.#revision,
			file: "model.cnn.json",
			inputChoice: this.#input,
			own: this.own,
			lineAt,
		});
		this.model = model;
		this.#remembered = remembered;
	}

	async #dataset(name: SampleSource, part: DatasetPart = "test"): Promise<void> {
		if (name === "own") return;
		const loading = this.#datasets.get(`${name} ${part}`) ?? this.#load(name, part);
		this.#datasets.set(`${name} ${part}`, loading);
		await loading;
	}

	async #load(name: DatasetName, part: DatasetPart): Promise<void> {
		const [images, labels] = [`images-idx${axes[name]}`, "labels-idx1"].map((kind) =>
			datasetFile(`${name}/${prefixes[part]}-${kind}-ubyte.gz`),
		);
		const classes =
			name === "mnist"
				? ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]
				: (JSON.parse(atob(await window.readProjectFile("media/datasets/emoji8/classes.json"))) as { classes: string[] }).classes;
		await this.engine.setDataset({
			name,
			part,
			images: (await images) ?? new ArrayBuffer(0),
			labels: (await labels) ?? new ArrayBuffer(0),
			classes,
		});
	}

	async #compute(): Promise<void> {
		const { graph, train } = analyze(this.#text);
		if (!graph) return;
		if (this.#input.kind === "sample") await this.#dataset(this.#input.dataset);
		const revision = this.#revision;
		const request = { revision, graph, seed: this.#seed, input: this.#input, wants: this.wants, memoryLimit: 2 ** 31 };
		const reply = this.engine.run({ ...request, recipe: train?.recipe });
		if (!reply.ok) return this.#fault(reply);
		this.#status(reply);
		this.send(reply.frame);
	}

	#status(reply: RunReply): void {
		this.#reply = reply;
		const { revision, forwardMs, output, label } = reply;
		const inputName = this.#input.kind === "sample" ? `${this.#input.dataset} #${this.#input.index}` : "image";
		this.#panel.status({ revision, forwardMs, output, label, inputName, notice: undefined, weights: this.options.weights });
	}

	#fault(fault: EngineFault | Text): void {
		const notice = { severity: "error", text: "code" in fault ? fault.text : fault } as const;
		this.#panel.status({ revision: this.#revision, forwardMs: undefined, output: undefined, label: undefined, inputName: "", notice });
	}

	send(frame: Frame): void {
		this.frames.push(frame);
		this.#panel.frame(frame);
	}

	get panel(): PanelFunctions {
		return this.#panel;
	}

	/** From now on pictures that were tested are not answered, like by a slow machine. */
	hold(): void {
		this.#held = new Promise((resolve) => {
			this.release = resolve;
		});
	}

	#functions(): HostFunctions {
		const ignore = () => undefined;
		return {
			ready: () => {
				this.#analyse();
				setTimeout(() => {
					this.showTraining({ ...idle, ...this.options.run });
					void this.#compute();
				}, 0);
				const { strings = {}, language = "en", view } = this.options;
				return {
					strings,
					language,
					uri: "file:///model.cnn.json",
					view: { ...defaultView, ...view },
					model: this.model,
					selected: undefined,
					drawn: this.options.drawn === true,
				};
			},
			want: (wants) => {
				this.wants = wants;
				if (!this.#reply) return;
				const reply = this.engine.look({ revision: this.#reply.revision, wants });
				if (reply.ok) this.send(reply.frame);
			},
			chooseInput: (choice) => {
				this.#input = choice;
				void this.edit(this.#text);
			},
			draw: async ({ width, height, rgba }) => {
				this.engine.setImage({ width, height, rgba });
				this.#input = { kind: "image" };
				await this.edit(this.#text);
			},
			samples: async (request) => {
				await this.#dataset(request.dataset);
				return this.engine.samples(request);
			},
			patch: async (request) => this.engine.patch(request),
			derive: async (request) => this.engine.derive(request),
			deriveWeight: async (request) => this.engine.deriveWeight(request),
			deriveGradient: async (request) => this.engine.deriveGradient(request),
			deriveLoss: async (request) => this.engine.deriveLoss(request),
			reach: async (request) => this.engine.reach(request),
			experiment: async (request) => this.engine.experiment(request),
			reinitialise: () => {
				this.#seed++;
				void this.edit(this.#text);
			},
			train: (action) => {
				if (action !== "resume" && action !== "discard") void this.#link.act(action);
			},
			setNumber: ({ layer, name, change }) => {
				const edits = setLayerNumber(analyze(this.#text), layer, name, change);
				if (!("message" in edits)) void this.edit(applyEdits(this.#text, edits));
			},
			addTrain: () => void this.edit(applyEdits(this.#text, addTrain(analyze(this.#text)))),
			setTrain: (key, value) => {
				const edits = setTrain(analyze(this.#text), key, value as never);
				if (edits.length > 0) void this.edit(applyEdits(this.#text, edits));
			},
			showSnapshot: (step) => void this.#link.showSnapshot(step ?? undefined),
			continueFrom: (step) => void this.#link.continueFrom(step),
			tested: async (request) => {
				await this.#held;
				return this.engine.tested(request);
			},
			drawn: () => this.#drawn(),
			select: ignore,
			glow: ignore,
			pickImage: ignore,
			dropImage: ignore,
			copySummary: ignore,
			exportPicture: ignore,
			exportRun: ignore,
			revealLine: ignore,
			showLog: ignore,
			reopen: ignore,
			saveView: ignore,
		};
	}
}

const host = new FakeHost(window.hostOptions ?? {});
window.fakeHost = host;
window.acquireVsCodeApi = () => ({
	postMessage: (message: unknown) => host.take(message),
	getState: () => host.saved,
	setState: (state: unknown) => {
		host.saved = state;
	},
});
