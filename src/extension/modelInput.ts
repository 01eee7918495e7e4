import type { Shape } from "../network/shape";
import { text } from "../network/text";
import type { DatasetPart, EngineFault, InputChoice, SampleSource } from "../protocol/engine";
import { type Datasets, defaultChoice } from "./datasets";
import type { EngineHost } from "./engineHost";

/** What a model's input needs of its session. */
export interface InputLink {
	readonly engine: EngineHost;
	readonly datasets: Datasets;
	readonly revision: number;
	/** The network's input, C×H×W, where it is known. */
	readonly shape: Shape | undefined;
	/** The pictures of one's own that the worker has. */
	readonly own: { readonly data: string; readonly count: number } | undefined;
}

/** A decoded picture, RGBA. */
interface Picture {
	readonly name: string;
	readonly width: number;
	readonly height: number;
	readonly rgba: Uint8ClampedArray;
}

const isOwn = (choice: InputChoice): choice is Extract<InputChoice, { kind: "sample" }> =>
	choice.kind === "sample" && choice.dataset === "own";

/** What goes through a model's network: what was chosen, a picture of one's own, and which of that the worker has. */
export class ModelInput {
	private image: Picture | undefined;
	private imageInWorker = false;
	private readonly datasetsInWorker = new Set<string>();

	constructor(
		private readonly link: InputLink,
		private chosen: InputChoice | undefined,
	) {}

	/**
	 * The sample or picture that goes through the network. While one's own pictures are not read, a built-in one stands in for theirs; once they
	 * are, the first of them does, where nobody has chosen.
	 */
	get choice(): InputChoice {
		const { chosen } = this;
		const count = this.link.own?.count ?? 0;
		if (chosen && (!isOwn(chosen) || chosen.index < count)) return chosen;
		return !chosen && count > 0 ? { kind: "sample", dataset: "own", index: 0 } : defaultChoice(this.link.shape);
	}

	/** Whether a picture of one's own data goes through the network, or was chosen and is not read. */
	get isOwn(): boolean {
		return isOwn(this.chosen ?? this.choice);
	}

	get hasImage(): boolean {
		return this.image !== undefined;
	}

	/** What it is called: the file's name, or the data and the place in it. */
	get name(): string {
		const { choice } = this;
		if (choice.kind === "image") return this.image?.name ?? "";
		return `${choice.dataset === "own" ? this.link.own?.data : choice.dataset} #${choice.index}`;
	}

	choose(choice: InputChoice): void {
		this.chosen = choice;
	}

	/** A decoded picture becomes the input. */
	setImage(name: string, width: number, height: number, rgba: ArrayBuffer): void {
		this.image = { name, width, height, rgba: new Uint8ClampedArray(rgba) };
		this.imageInWorker = false;
		this.chosen = { kind: "image" };
	}

	/** The worker is gone, and with it what it had. */
	lost(): void {
		this.datasetsInWorker.clear();
		this.imageInWorker = false;
	}

	/** Sees to it that the worker has the picture that goes through the network. Returns the fault where it cannot be had. */
	async prepare(): Promise<EngineFault | undefined> {
		const { choice } = this;
		if (choice.kind === "sample") return this.prepareDataset(choice.dataset);
		if (!this.image || this.imageInWorker) return undefined;
		const { image } = this;
		const { width, height, rgba } = image;
		const reply = await this.link.engine.call("setImage", [{ width, height, rgba: new Uint8Array(rgba).buffer }]);
		this.imageInWorker = reply.ok && image === this.image;
		return reply.ok ? undefined : reply;
	}

	/** Hands a part of a dataset to the worker, once. One's own are handed over before training. */
	async prepareDataset(name: SampleSource, part: DatasetPart = "test"): Promise<EngineFault | undefined> {
		if (name === "own" || this.datasetsInWorker.has(`${name} ${part}`)) return undefined;
		const { engine, datasets, revision } = this.link;
		try {
			const files = await datasets.read(name, part);
			const reply = await engine.call("setDataset", [{ name, part, ...files }]);
			if (!reply.ok) return reply;
			this.datasetsInWorker.add(`${name} ${part}`);
			return undefined;
		} catch (error) {
			const reason = error instanceof Error ? error.message : String(error);
			return { ok: false, revision, code: "no-input", text: text("The built-in pictures could not be read: {reason}", { reason }) };
		}
	}
}
