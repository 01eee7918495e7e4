import { INPUT } from "../../network/graph";
import { whole } from "../pieces";
import type { RunOptions } from "../program";
import type { Arrangement } from "./arrange";
import { type Field, NO_BORDER, place } from "./field";
import type { Heap } from "./heap";
import type { Lowered, Site } from "./site";
import { Tape } from "./tape";
import { NO_CLAMP } from "./work";

/** What a layer that was joined with its activation is computed apart from. */
export interface AsideParts {
	readonly heap: Heap;
	readonly arrangement: Arrangement;
	readonly site: (layer: number) => Site;
	readonly field: (layer: number) => Field;
	/** Sees to it that these layers' outputs are in their fields, as far as layer `until` needs them. */
	readonly bring: (layers: readonly number[], until: number) => void;
}

/** Layers that were joined with the activation behind them, computed again by themselves, into memory of their own. */
export class Aside {
	readonly #parts: AsideParts;
	readonly #made = new Map<number, { readonly field: Field; readonly lowered: Lowered }>();

	constructor(parts: AsideParts) {
		this.#parts = parts;
	}

	/** What the layer itself gives; where nothing was computed yet (no `options`), memory for it. */
	field(layer: number, options: RunOptions | undefined): Field {
		const { heap, arrangement, bring, site } = this.#parts;
		const { inputs } = site(layer).step.node;
		const joined = (from: number) => from !== INPUT && arrangement.holder(from) > from;
		const x = inputs.map((from) => (joined(from) ? this.field(from, options) : this.#parts.field(from)));
		const { field, lowered } = this.#made.get(layer) ?? this.#make(layer, x);
		if (!options) return field;
		bring(
			inputs.filter((from) => !joined(from)),
			layer,
		);
		lowered.derive?.(options.training);
		const works = [...(lowered.refresh ?? []), ...(lowered.again ?? lowered.forward)(options.training)];
		const tape = new Tape(heap, [works], [0]);
		whole(tape.run(() => true, options));
		tape.release();
		return field;
	}

	/** Gives all of it back. */
	clear(): void {
		for (const { field } of this.#made.values()) this.#parts.heap.release(field.base);
		this.#made.clear();
	}

	#make(layer: number, x: readonly Field[]): { readonly field: Field; readonly lowered: Lowered } {
		const { heap, arrangement } = this.#parts;
		const site = this.#parts.site(layer);
		const lowering = arrangement.lowerings[layer];
		if (!lowering) throw new RangeError("the layer was joined with no other");
		const field = place(heap, site.step.shape, arrangement.borders.get(layer) ?? NO_BORDER);
		const lowered = lowering.lower({ ...site, clamp: NO_CLAMP, fold: undefined, gradients: undefined, x, y: field });
		for (const { kept, pack, master, value, count } of lowered.slots ?? []) if (!kept) pack(master.data, heap.floats(value, count));
		const made = { field, lowered };
		this.#made.set(layer, made);
		return made;
	}
}
