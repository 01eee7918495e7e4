import { fromFront } from "../../network/layers/dimension";
import { elements } from "../../network/shape";
import { defineOp } from "../op";
import type { AnyTensor } from "../tensor";

/** Inputs one behind the other along an axis (0 is the batch); all other sizes are equal. Source: torch.cat documentation. */
export function concat(inputs: readonly AnyTensor[], y: AnyTensor, axis: number): void {
	const outer = elements(y.shape.slice(0, axis));
	const row = elements(y.shape.slice(axis));
	let offset = 0;
	for (const { shape, data } of inputs) {
		const length = elements(shape.slice(axis));
		for (let i = 0; i < outer; i++) y.data.set(data.subarray(i * length, (i + 1) * length), i * row + offset);
		offset += length;
	}
}

/** Each number of y comes from one input, and its gradient goes back there. */
export function concatBackward(
	gy: AnyTensor,
	inputs: readonly AnyTensor[],
	gradients: readonly (AnyTensor | undefined)[],
	axis: number,
): void {
	const outer = elements(gy.shape.slice(0, axis));
	const row = elements(gy.shape.slice(axis));
	let offset = 0;
	for (const [index, { shape }] of inputs.entries()) {
		const length = elements(shape.slice(axis));
		const gx = gradients[index]?.data;
		for (let i = 0; gx && i < outer; i++) {
			for (let k = 0; k < length; k++) gx[i * length + k]! += gy.data[i * row + offset + k]!;
		}
		offset += length;
	}
}

const axisOf = (dim: number, y: AnyTensor): number => fromFront(dim, y.shape.slice(1));

export const Concat = defineOp<{ readonly dim: number }>({
	type: "Concat",
	forward: (step) => concat(step.inputs, step.output, axisOf(step.attributes.dim, step.output)),
	backward: (step, { output: gy, inputs }) => concatBackward(gy, step.inputs, inputs, axisOf(step.attributes.dim, gy)),
});
