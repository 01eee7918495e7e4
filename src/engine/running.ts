import type { Parameters } from "./op";
import type { Tensor } from "./tensor";

const NAMES = ["running_mean", "running_var", "num_batches_tracked"] as const;

/**
 * The running statistics of one layer in train mode: a pass writes to copies, which take the master tensors' place once the pass is known to
 * count. One that is given up, or whose loss is no number, has changed nothing.
 */
export class RunningCopies {
	readonly #masters: Parameters;
	readonly #copies: Partial<Record<(typeof NAMES)[number], Tensor>> = {};
	readonly #any: boolean;
	/** Whether the copies hold what a pass has come to. */
	#written = false;

	constructor(masters: Parameters) {
		this.#masters = masters;
		this.#any = NAMES.some((name) => masters[name] !== undefined);
	}

	/** The layer's parameters for a pass in train mode, which begins at the masters' statistics. */
	begin(parameters: Parameters): Parameters {
		if (!this.#any) return parameters;
		for (const name of NAMES) {
			const master = this.#masters[name];
			if (!master) continue;
			const copy = this.#copies[name];
			if (copy) copy.data.set(master.data);
			else this.#copies[name] = { shape: master.shape, data: master.data.slice() };
		}
		this.#written = true;
		return { ...parameters, ...this.#copies };
	}

	/** What a pass has come to that does not count yet. */
	get attempted(): Float32Array[] {
		return this.#written ? NAMES.flatMap((name) => this.#copies[name]?.data ?? []) : [];
	}

	/** What the last pass has come to is the masters' from now on. */
	keep(): void {
		if (!this.#written) return;
		for (const name of NAMES) {
			const copy = this.#copies[name];
			if (copy) this.#masters[name]?.data.set(copy.data);
		}
		this.#written = false;
	}
}
