/**
 * Runs inside of the tested page, before the panel: VS Code's side of the webview, with the real analysis and the real engine behind it.
 * The test drives it through `window.fakeHost`.
 */
import { createBirpc } from "birpc";
import * as v from "valibot";
import { nothingRemembered, panelModel } from "../../../src/extension/panelModel";
import type { DatasetName, InputChoice, RunReply } from "../../../src/protocol/engine";
import type { Frame, Want } from "../../../src/protocol/frame";
import {
	defaultView,
	type HostFunctions,
	hostSchemas,
	type PanelFunctions,
	type PanelModel,
	type SavedView,
} from "../../../src/protocol/panel";
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
	/** What vscode.getState gives. */
	readonly state?: unknown;
}

async function datasetFile(name: string): Promise<ArrayBuffer> {
	const text = atob(await window.readProjectFile(`media/datasets/${name}`));
	return Uint8Array.from(text, (letter) => letter.charCodeAt(0)).buffer;
}

const files: Readonly<Record<DatasetName, readonly [images: string, labels: string]>> = {
	mnist: ["mnist/t10k-images-idx3-ubyte.gz", "mnist/t10k-labels-idx1-ubyte.gz"],
	emoji8: ["emoji8/t10k-images-idx4-ubyte.gz", "emoji8/t10k-labels-idx1-ubyte.gz"],
};

export class FakeHost {
	readonly engine = serve();
	/** Every call of the panel, in order. */
	readonly calls: { readonly name: string; readonly args: readonly unknown[] }[] = [];
	/** What the panel sent that the contract's schemas refuse. */
	readonly refused: string[] = [];
	readonly frames: Frame[] = [];
	saved: unknown;
	model: PanelModel | undefined;
	wants: readonly Want[] = [];
	#revision = 0;
	#seed = 1;
	#input: InputChoice;
	#text: string;
	#remembered = nothingRemembered;
	#reply: RunReply | undefined;
	readonly #panel: PanelFunctions;
	readonly #datasets = new Map<DatasetName, Promise<unknown>>();

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
			eventNames: ["show", "frame", "status", "select", "openView"],
		}) as unknown as PanelFunctions;
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
		await this.#run();
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
			lineAt,
		});
		this.model = model;
		this.#remembered = remembered;
	}

	async #dataset(name: DatasetName): Promise<void> {
		const loading = this.#datasets.get(name) ?? this.#load(name);
		this.#datasets.set(name, loading);
		await loading;
	}

	async #load(name: DatasetName): Promise<void> {
		const [images, labels] = files[name];
		const classes =
			name === "mnist"
				? ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]
				: (JSON.parse(atob(await window.readProjectFile("media/datasets/emoji8/classes.json"))) as { classes: string[] }).classes;
		await this.engine.setDataset({ name, images: await datasetFile(images), labels: await datasetFile(labels), classes });
	}

	async #run(): Promise<void> {
		const { graph } = analyze(this.#text);
		if (!graph) return;
		if (this.#input.kind === "sample") await this.#dataset(this.#input.dataset);
		const revision = this.#revision;
		const reply = this.engine.run({ revision, graph, seed: this.#seed, input: this.#input, wants: this.wants, memoryLimit: 2 ** 31 });
		if (!reply.ok) {
			this.#panel.status({
				revision,
				forwardMs: undefined,
				output: undefined,
				label: undefined,
				inputName: "",
				notice: { severity: "error", text: reply.text },
			});
			return;
		}
		this.#reply = reply;
		const { forwardMs, output, label } = reply;
		const inputName = this.#input.kind === "sample" ? `${this.#input.dataset} #${this.#input.index}` : "image";
		this.#panel.status({ revision, forwardMs, output, label, inputName, notice: undefined });
		this.send(reply.frame);
	}

	send(frame: Frame): void {
		this.frames.push(frame);
		this.#panel.frame(frame);
	}

	get panel(): PanelFunctions {
		return this.#panel;
	}

	#functions(): HostFunctions {
		const ignore = () => undefined;
		return {
			ready: () => {
				this.#analyse();
				setTimeout(() => void this.#run(), 0);
				const { strings = {}, language = "en", view } = this.options;
				return {
					strings,
					language,
					uri: "file:///model.cnn.json",
					view: { ...defaultView, ...view },
					model: this.model,
					selected: undefined,
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
			samples: async (request) => {
				await this.#dataset(request.dataset);
				return this.engine.samples(request);
			},
			patch: async (request) => this.engine.patch(request),
			reinitialise: () => {
				this.#seed++;
				void this.edit(this.#text);
			},
			drawn: ignore,
			select: ignore,
			glow: ignore,
			pickImage: ignore,
			dropImage: ignore,
			copySummary: ignore,
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
