import type { Op } from "../op";
import { defineOp, onlyInput } from "../op";

/** A function of one number and its derivative, side by side. */
export interface Curve<A> {
	readonly type: string;
	readonly y: (x: number, attributes: A) => number;
	/** dy/dx; at a corner what PyTorch says there. */
	readonly slope: (x: number, attributes: A) => number;
}

/** The op that applies a curve to every number: y[i] = f(x[i]), and backwards ∂x[i] += ∂y[i] · f′(x[i]). */
export function pointwise<A>({ type, y: f, slope }: Curve<A>): Op {
	return defineOp<A>({
		type,
		forward(step) {
			const x = onlyInput(step).data;
			const y = step.output.data;
			for (let i = 0; i < x.length; i++) y[i] = f(x[i]!, step.attributes);
		},
		backward(step, { output: { data: gy }, inputs: [gx] }) {
			const x = onlyInput(step).data;
			if (gx) for (let i = 0; i < x.length; i++) gx.data[i]! += gy[i]! * slope(x[i]!, step.attributes);
		},
	});
}

/** 1/(1 + e⁻ˣ); e⁻ˣ may overflow to ∞, which gives the right 0. */
export const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/** ln(1 + eˣ), exact for large and small x alike. */
export const softplus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
