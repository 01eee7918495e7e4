import { defineOp, onlyInput } from "../op";
import { Stream } from "../random";

/** y = x·mask/(1 − p): what is kept is made larger, so that the sums stay what they were. Source: torch.nn.Dropout documentation. */
export function dropout(x: Float32Array, mask: Float32Array, y: Float32Array, p: number): void {
	const scale = p < 1 ? 1 / (1 - p) : 0;
	for (let i = 0; i < x.length; i++) y[i] = x[i]! * mask[i]! * scale;
}

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
	// The mask.
	scratch: (_, __, shape) => shape.reduce((count, size) => count * size, 1),
});
