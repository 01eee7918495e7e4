import { fromFront } from "../../network/layers/dimension";
import { elements } from "../../network/shape";
import { defineOp } from "../op";
import type { Tensor } from "../tensor";

/** Inputs one behind the other along an axis (0 is the batch); all other sizes are equal. Source: torch.cat documentation. */
export function concat(inputs: readonly Tensor[], y: Tensor, axis: number): void {
	const outer = elements(y.shape.slice(0, axis));
	const row = elements(y.shape.slice(axis));
	let offset = 0;
	for (const { shape, data } of inputs) {
		const length = elements(shape.slice(axis));
		for (let i = 0; i < outer; i++) y.data.set(data.subarray(i * length, (i + 1) * length), i * row + offset);
		offset += length;
	}
}

export const Concat = defineOp<{ readonly dim: number }>({
	type: "Concat",
	forward: (step) => concat(step.inputs, step.output, fromFront(step.attributes.dim, step.output.shape.slice(1))),
});
