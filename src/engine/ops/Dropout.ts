import { defineOp, onlyInput } from "../op";
import { Stream } from "../random";
import type { Numbers } from "../tensor";

/** y = x·mask/(1 − p): what is kept is made larger, so that the sums stay what they were. Source: torch.nn.Dropout documentation. */
export function dropout(x: Numbers, mask: Numbers, y: Numbers, p: number): void {
	const scale = scaleOf(p);
	for (let i = 0; i < x.length; i++) y[i] = x[i]! * mask[i]! * scale;
}

/** ∂x += ∂y·mask/(1 − p), with forward's mask. */
export function dropoutBackward(gy: Numbers, mask: Numbers, gx: Numbers, p: number): void {
	const scale = scaleOf(p);
	for (let i = 0; i < gy.length; i++) gx[i]! += gy[i]! * mask[i]! * scale;
}

const scaleOf = (p: number): number => (p < 1 ? 1 / (1 - p) : 0);

/** 0 with probability p, else 1; the same numbers for the same seed. */
export function dropoutMask(count: number, p: number, seed: number): Float32Array {
	const stream = new Stream("Dropout", seed);
	return Float32Array.from({ length: count }, (_, i) => (stream.uniform(i) < p ? 0 : 1));
}

export const Dropout = defineOp<{ readonly p: number }>({
	type: "Dropout",
	forward({ training, attributes: { p }, seed, ...step }) {
		const x = onlyInput(step).data;
		if (training) dropout(x, dropoutMask(x.length, p, seed), step.output.data, p);
		else step.output.data.set(x);
	},
	backward({ training, attributes: { p }, seed }, { output: { data: gy }, inputs: [gx] }) {
		if (!gx) return;
		if (training) dropoutBackward(gy, dropoutMask(gy.length, p, seed), gx.data, p);
		else for (let i = 0; i < gy.length; i++) gx.data[i]! += gy[i]!;
	},
	// The mask.
	scratch: (_, __, shape) => shape.reduce((count, size) => count * size, 1),
});
