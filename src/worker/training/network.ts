import { type Backend, Model } from "../../engine";
import { text } from "../../network/text";
import type { TrainRecipe } from "../../network/train";
import { Refusal } from "../door";
import type { Pictures } from "../pictures";
import type { Viewer } from "../viewer";
import type { RunData } from "./run";
import { runData } from "./runData";
import { untrainable } from "./trainable";

/** The model that is trained: that of the network which is shown, and follows it through edits when it is told to. */
export class TrainedNetwork {
	readonly model: Model;
	readonly #viewer: Viewer;
	readonly #pictures: Pictures;
	#held: RunData | undefined;
	/** The viewer's edition that the model was compiled for. */
	#edition = -1;

	constructor(backend: Backend, viewer: Viewer, pictures: Pictures) {
		this.model = new Model(backend, viewer.weights);
		this.#viewer = viewer;
		this.#pictures = pictures;
	}

	/** Whether the model is one for the network that is shown. */
	get current(): boolean {
		return this.#edition === this.#viewer.edition;
	}

	/** A new run begins: whatever the model was compiled for. */
	renew(): void {
		this.#edition = -1;
	}

	/** The recipe's pictures, fitted to the network as it is. Throws a Refusal where they are not there. */
	data(recipe: TrainRecipe): RunData {
		this.#held = runData(this.#pictures, recipe, this.#viewer.compiled?.graph.input ?? [], this.#held);
		return this.#held;
	}

	/**
	 * Makes the model one for the network that is shown, where it is not. Gives whether it was compiled anew. Throws a Refusal or an EngineError where
	 * that network cannot be trained.
	 */
	adopt(recipe: TrainRecipe): boolean {
		const { compiled, edition } = this.#viewer;
		if (!compiled) throw new Refusal("internal", text("The network as it is now cannot be computed."));
		const { graph, seed, memoryLimit } = compiled;
		const data = this.data(recipe);
		const problem = untrainable(graph, recipe, data.train.dataset);
		if (problem) throw new Refusal("invalid-request", problem.text, problem.layer);
		if (edition === this.#edition) return false;
		const batch = Math.min(recipe.batch_size, data.train.dataset.count);
		this.#edition = -1;
		this.model.compile(graph, { seed, memoryLimit, batch, gradients: true });
		if (this.model.trainables().length === 0) throw new Refusal("invalid-request", text("The network has no weights to train."));
		this.#edition = edition;
		return true;
	}
}
