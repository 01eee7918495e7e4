import {
	type Backend,
	type Criterion,
	derive,
	deriveGradient,
	deriveLoss,
	deriveWeight,
	differentiate,
	EngineError,
	experiment,
	fitPicture,
	losses,
	Model,
	type Plan,
	quantiseTiles,
	Scratch,
	tilePatch,
	WeightStore,
} from "../engine";
import type { Derivation, DerivationQuery, WeightDerivation, WeightQuery } from "../network/derivation";
import type { ExperimentQuery, ExperimentResult } from "../network/experiment";
import type { GradientDerivation, GradientQuery } from "../network/gradient";
import type { Graph } from "../network/graph";
import type { LossDerivation, LossQuery } from "../network/lossDerivation";
import { text } from "../network/text";
import type { InputChoice, PatchRequest } from "../protocol/engine";
import { type Frame, MAX_FRAME_BYTES, type Want } from "../protocol/frame";
import type { WeightsKeep } from "../protocol/weights";
import { Refusal } from "./door";
import type { Pictures } from "./pictures";

/** Most numbers of the last layer that a reply carries: class scores, not maps. */
const MAX_OUTPUT = 4096;

/** What the gradients of a picture are taken of. */
export interface LossChoice {
	/** Equal names are the same loss. */
	readonly name: string;
	readonly criterion: Criterion;
}

interface Compiled {
	readonly graph: Graph;
	readonly seed: number;
	readonly memoryLimit: number;
}

const usual: LossChoice = { name: "usual", criterion: losses.CrossEntropyLoss() };

const isGradient = (what: Want["what"]): boolean => what === "gradients" || what === "kernelGradients";

/**
 * The network as it is looked at, one picture at a time: with the newest weights, which a training may share and write, or as it was at a
 * snapshot, in a model with weights of its own.
 */
export class Viewer {
	/** The weights of the network as it is. */
	readonly weights = new WeightStore();
	readonly #backend: Backend;
	readonly #pictures: Pictures;
	readonly #live: Model;
	/** Kept once it was needed, because its memory is dear to make; shown while `#showsPast`. */
	#past: Model | undefined;
	#showsPast = false;
	/** What experiments are made with; it gives its memory back with another network. */
	#scratch: Scratch | undefined;
	#compiled: Compiled | undefined;
	/** What the layers are that weights belong to now. */
	#layers = "";
	#choice: InputChoice | undefined;
	#fitted: { readonly picture: Uint8Array; readonly shape: string; readonly numbers: Float32Array } | undefined;
	#label: { readonly index: number; readonly name: string } | undefined;
	#loss: LossChoice | undefined;
	/** What the gradients that a model holds were taken of. */
	#gradientsOf = "";
	#wantsGradients = false;
	/** The revision whose numbers are held; undefined before the first picture and after a failure. */
	revision: number | undefined;
	/** Counts networks: another number, other layers or other weight tensors. */
	edition = 0;
	/** Counts what can be seen: the same number, the same pictures. */
	state = 0;

	constructor(backend: Backend, pictures: Pictures) {
		this.#backend = backend;
		this.#pictures = pictures;
		this.#live = new Model(backend, this.weights);
	}

	/** The network that weights belong to now. */
	get compiled(): Compiled | undefined {
		return this.#live.plan ? this.#compiled : undefined;
	}

	/** The label of the picture that is shown, where it is known. */
	get label(): string | undefined {
		return this.#label?.name;
	}

	/** Prepares a network; its weights are carried over. Whoever shares them must have written them down before. Throws as `Model.compile` does. */
	compile(wanted: Compiled): { readonly kept: readonly string[]; readonly initialised: readonly string[] } {
		this.state++;
		const carried = this.#compileModel(this.#live, wanted);
		this.#compiled = wanted;
		const layers = layersOf(this.#live);
		if (layers !== this.#layers) this.#scratch?.dispose();
		if (layers !== this.#layers || carried.initialised.length > 0) this.edition++;
		this.#layers = layers;
		this.revision = undefined;
		if (this.#showsPast && this.#past) {
			this.#showsPast = false; // stays so where there is no memory for both
			this.#compileModel(this.#past, wanted);
			this.#showsPast = true;
		}
		return carried;
	}

	/** Goes on from weights that another worker has kept, with the next network. */
	restore(keep: WeightsKeep): void {
		this.weights.restore(keep);
		this.edition++;
	}

	/** Initialises all weights anew, by the seed. */
	reinitialise(): void {
		if (!this.#compiled) return;
		const { revision } = this;
		this.#showsPast = false;
		this.weights.clear();
		this.compile(this.#compiled);
		if (revision !== undefined) this.compute(revision);
	}

	/** Which picture goes in from now on. Throws a Refusal where there is none. */
	choose(choice: InputChoice): void {
		this.#pictures.chosen(choice);
		this.#choice = choice;
	}

	/** The loss of the gradients that are shown; undefined: cross entropy, where the network ends in a vector. */
	setLoss(loss: LossChoice | undefined): void {
		this.#loss = loss;
	}

	/** Computes the picture that was chosen; whatever is shown is then of that revision. Gives the milliseconds of the forward pass. */
	compute(revision: number): number {
		this.revision = undefined;
		const { graph } = this.#needed();
		if (!this.#choice) throw new Refusal("no-input", text("No image was chosen yet."));
		const { picture, label } = this.#pictures.chosen(this.#choice);
		this.#label = label;
		const { pixels } = picture;
		const shape = `${graph.input}`;
		const { picture: held } = this.#fitted ?? {};
		// The same picture for the same shape is fitted once.
		const same = held?.buffer === pixels.buffer && held.byteOffset === pixels.byteOffset && this.#fitted?.shape === shape;
		if (!same) this.#fitted = { picture: pixels, shape, numbers: fitPicture(picture, graph.input) };
		const began = performance.now();
		this.#shown.forward(this.#fitted?.numbers ?? new Float32Array(0));
		this.state++;
		this.revision = revision;
		return performance.now() - began;
	}

	/** Whether there is a picture to be computed, as soon as there is a network. */
	get hasInput(): boolean {
		return this.#choice !== undefined;
	}

	/** Says that weights were written by the one who shares them; `compute` takes them up. */
	weightsWritten(): void {
		this.#live.refresh();
	}

	/** Shows the network with other weights, which `write` puts into a model; undefined: as it is. */
	show(write: ((model: Model) => void) | undefined): void {
		const compiled = this.#needed();
		this.#showsPast = false;
		if (write) {
			this.#past ??= new Model(this.#backend);
			this.#compileModel(this.#past, compiled);
			write(this.#past);
			this.#past.refresh();
			this.#showsPast = true;
		}
		if (this.revision !== undefined) this.compute(this.revision);
	}

	/** Whether the network is shown as it was. */
	get showsPast(): boolean {
		return this.#showsPast;
	}

	/** Throws a Refusal where another revision is held. */
	requireRevision(revision: number): void {
		if (revision !== this.revision || !this.#shown.plan)
			throw new Refusal("stale", text("The network has changed since these pictures were asked for."));
	}

	frame(wants: readonly Want[]): Frame {
		if (wants.some(({ what }) => isGradient(what))) this.#differentiate();
		return { revision: this.revision ?? 0, ...quantiseTiles(this.#shown, wants, { maxBytes: MAX_FRAME_BYTES }) };
	}

	patch(query: PatchRequest): Float32Array | undefined {
		if (isGradient(query.what)) this.#differentiate();
		return tilePatch(this.#shown, query);
	}

	/** The network that is shown, as it is computed. */
	get plan(): Plan | undefined {
		return this.#shown.plan;
	}

	/** How a number of the picture that is shown came about; undefined where there is no such number. */
	derive(query: DerivationQuery): Derivation | undefined {
		if (query.gradient) this.#differentiate();
		return derive(this.#shown, query);
	}

	/** How a weight's gradient came about; undefined where there is no such weight. Throws a Refusal where there are no gradients. */
	deriveWeight(query: WeightQuery): WeightDerivation | undefined {
		return deriveWeight(this.#differentiated(), query);
	}

	/** How a number's gradient came about; undefined where there is no such number. Throws a Refusal where there are no gradients. */
	deriveGradient(query: GradientQuery): GradientDerivation | undefined {
		return deriveGradient(this.#differentiated(), query);
	}

	/** How the loss of the picture that is shown came about. Throws a Refusal where there is none. */
	deriveLoss(query: LossQuery): LossDerivation {
		const none = () => new Refusal("no-input", text("There is no loss of this image: its label is not known, or does not fit the loss."));
		const loss = this.#lossShown;
		if (!loss || !this.#label) throw none();
		let derivation: LossDerivation | undefined;
		try {
			derivation = deriveLoss(this.#shown, loss.criterion, this.#label.index, query);
		} catch (error) {
			if (error instanceof RangeError) throw none(); // the label does not fit
			throw error;
		}
		if (!derivation) throw new Refusal("invalid-request", text("The network's output has no such number."));
		return derivation;
	}

	/** Tries something with the network that is shown, and its picture; undefined where it cannot be tried. Throws as `Model.compile` does. */
	experiment(query: ExperimentQuery): ExperimentResult | undefined {
		const { memoryLimit } = this.#needed();
		const { numbers } = this.#fitted ?? {};
		if (!numbers) throw new Refusal("no-input", text("No image was chosen yet."));
		this.#scratch ??= new Scratch(this.#backend);
		this.#scratch.memoryLimit = memoryLimit;
		return experiment(this.#shown, this.#scratch, numbers, query);
	}

	/** The last layer's numbers, where they are few. */
	get output(): ArrayBuffer | undefined {
		const last = this.#shown.layers.at(-1)?.output.data;
		return last && last.length <= MAX_OUTPUT ? last.slice().buffer : undefined;
	}

	get #shown(): Model {
		return this.#showsPast && this.#past ? this.#past : this.#live;
	}

	#needed(): Compiled {
		const { compiled } = this;
		if (!compiled) throw new Refusal("stale", text("There is no network yet."));
		return compiled;
	}

	/** With memory for gradients once they were wanted, unless there is too little. */
	#compileModel(model: Model, { graph, seed, memoryLimit }: Compiled) {
		try {
			return model.compile(graph, { seed, memoryLimit, gradients: this.#wantsGradients });
		} catch (error) {
			if (!this.#wantsGradients || !(error instanceof EngineError) || error.code !== "out-of-memory") throw error;
			return model.compile(graph, { seed, memoryLimit });
		}
	}

	/** The loss of the text, or else cross entropy where the network ends in a vector. */
	get #lossShown(): LossChoice | undefined {
		return this.#loss ?? (this.#needed().graph.nodes.at(-1)?.shape.length === 1 ? usual : undefined);
	}

	/** The model that is shown, with gradients. Throws a Refusal where there are none. */
	#differentiated(): Model {
		this.#differentiate();
		if (!this.#shown.differentiated)
			throw new Refusal(
				"no-input",
				text("There are no gradients of this image: its label is not known, does not fit the loss, or memory lacks."),
			);
		return this.#shown;
	}

	/** Gradients of the picture that is shown; none where its label is not known, the loss does not fit or memory lacks. */
	#differentiate(): void {
		const model = this.#shown;
		const numbers = this.#fitted?.numbers;
		const loss = this.#lossShown;
		const of = this.#label && loss ? `${loss.name} ${this.#label.index}` : "";
		if (!numbers || (model.differentiated && of === this.#gradientsOf)) return;
		if (model.differentiated) model.refresh(); // they are of another label or loss
		this.#wantsGradients = true;
		if (!model.plan?.gradients) this.#compileModel(model, this.#needed());
		model.forward(numbers);
		if (!this.#label || !loss || !model.plan?.gradients) return;
		try {
			differentiate(model, loss.criterion, Int32Array.of(this.#label.index));
			this.#gradientsOf = of;
		} catch (error) {
			if (!(error instanceof RangeError)) throw error; // the label does not fit the loss: there is nothing to show
		}
	}
}

/** What a model's layers are and where, as a text. */
const layersOf = (model: Model): string =>
	JSON.stringify([model.plan?.inputShape, model.layers.map(({ key, plan }) => [key, plan.identity, plan.fingerprint])]);
