import { fromFront } from "../../network/layers/dimension";
import { elements } from "../../network/shape";
import { defineOp, type Op, onlyInput } from "../op";
import type { AnyTensor } from "../tensor";

/**
 * Softmax (or its logarithm) along one axis of any tensor, the largest number subtracted first, so that nothing overflows:
 * m = max x, s = Σ e^(x − m); y = e^(x − m)/s, or x − m − ln s. Source: torch.nn.Softmax, torch.nn.LogSoftmax documentation.
 */
export function softmaxAlong(x: AnyTensor, y: AnyTensor, axis: number, logarithm: boolean): void {
	eachLine(x, axis, (first, step, length) => {
		const end = first + length * step;
		let most = Number.NEGATIVE_INFINITY;
		for (let i = first; i < end; i += step) most = Math.max(most, x.data[i]!);
		let sum = 0;
		for (let i = first; i < end; i += step) sum += Math.exp(x.data[i]! - most);
		const log = Math.log(sum);
		for (let i = first; i < end; i += step) {
			const shifted = x.data[i]! - most;
			y.data[i] = logarithm ? shifted - log : Math.exp(shifted) / sum;
		}
	});
}

/**
 * With p = softmax(x): ∂x = p·(∂y − Σ ∂y·p) for Softmax, ∂x = ∂y − p·Σ ∂y for its logarithm, sums along the axis.
 * Source: Goodfellow, Bengio, Courville, "Deep Learning", 2016, chapter 6.2.2; aten/src/ATen/native/SoftMax.cpp.
 */
export function softmaxBackward(x: AnyTensor, gy: AnyTensor, gx: AnyTensor, axis: number, logarithm: boolean): void {
	const p = { shape: x.shape, data: new Float64Array(x.data.length) };
	softmaxAlong(x, p, axis, false);
	eachLine(x, axis, (first, step, length) => {
		let sum = 0;
		for (let i = first; i < first + length * step; i += step) sum += logarithm ? gy.data[i]! : gy.data[i]! * p.data[i]!;
		for (let i = first; i < first + length * step; i += step) {
			gx.data[i]! += logarithm ? gy.data[i]! - p.data[i]! * sum : p.data[i]! * (gy.data[i]! - sum);
		}
	});
}

/** Visits every line of numbers along an axis: its first number, how far apart they lie, and how many there are. */
function eachLine({ shape }: AnyTensor, axis: number, visit: (first: number, step: number, length: number) => void): void {
	const length = shape[axis] ?? 1;
	const inner = elements(shape.slice(axis + 1));
	const outer = elements(shape.slice(0, axis));
	for (let row = 0; row < outer; row++) {
		for (let column = 0; column < inner; column++) visit(row * length * inner + column, inner, length);
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
		backward(step, { output: gy, inputs: [gx] }) {
			const x = onlyInput(step);
			if (gx) softmaxBackward(x, gy, gx, fromFront(step.attributes.dim, x.shape.slice(1)), logarithm);
		},
	});
}
