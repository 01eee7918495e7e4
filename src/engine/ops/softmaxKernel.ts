import { fromFront } from "../../network/layers/dimension";
import { elements } from "../../network/shape";
import { defineOp, type Op, onlyInput } from "../op";
import type { Tensor } from "../tensor";

/**
 * Softmax (or its logarithm) along one axis of any tensor, the largest number subtracted first, so that nothing overflows:
 * m = max x, s = Σ e^(x − m); y = e^(x − m)/s, or x − m − ln s. Source: torch.nn.Softmax, torch.nn.LogSoftmax documentation.
 */
export function softmaxAlong(x: Tensor, y: Tensor, axis: number, logarithm: boolean): void {
	const length = x.shape[axis] ?? 1;
	const inner = elements(x.shape.slice(axis + 1));
	const outer = elements(x.shape.slice(0, axis));
	for (let row = 0; row < outer; row++) {
		for (let column = 0; column < inner; column++) {
			const first = row * length * inner + column;
			let most = Number.NEGATIVE_INFINITY;
			for (let i = 0; i < length; i++) most = Math.max(most, x.data[first + i * inner]!);
			let sum = 0;
			for (let i = 0; i < length; i++) sum += Math.exp(x.data[first + i * inner]! - most);
			const log = Math.log(sum);
			for (let i = 0; i < length; i++) {
				const shifted = x.data[first + i * inner]! - most;
				y.data[first + i * inner] = logarithm ? shifted - log : Math.exp(shifted) / sum;
			}
		}
	}
}

/** Softmax or LogSoftmax: `dim` counts the batch as 0. */
export function softmaxOp(type: string, logarithm: boolean): Op {
	return defineOp<{ readonly dim: number }>({
		type,
		forward(step) {
			const x = onlyInput(step);
			softmaxAlong(x, step.output, fromFront(step.attributes.dim, x.shape.slice(1)), logarithm);
		},
	});
}
