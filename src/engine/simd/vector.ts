import type { Tensor } from "../tensor";
import { lanesOf } from "./field";
import type { Site, Slot } from "./site";

/** A slot for one number a channel, padded with zeros to whole vectors: biases and scales. */
export function vectorSlot({ memory, gradients }: Site, name: "weight" | "bias", master: Tensor): Slot {
	const count = lanesOf(master.data.length);
	const value = memory.own(name, 4 * count);
	return {
		name,
		master,
		layout: "row-major",
		value: value.pointer,
		gradient: gradients ? memory.own(`${name} gradient`, 4 * count).pointer : 0,
		count,
		kept: value.kept,
		pack: (from, to) => to.set(from),
		unpack: (from, to) => to.set(from.subarray(0, to.length)),
	};
}
