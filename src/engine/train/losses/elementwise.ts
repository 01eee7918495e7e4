import { type Criterion, valuesOf } from "./loss";

/** A loss of one number x and its target t, and its derivative ∂/∂x, side by side; i is the number's place. */
export interface Pairwise {
	readonly type: string;
	readonly loss: (x: number, t: number, i: number) => number;
	readonly slope: (x: number, t: number, i: number) => number;
}

/** The criterion that compares number by number. */
export function elementwise({ type, loss, slope }: Pairwise): Criterion {
	return {
		type,
		takes: "values",
		items: "numbers",
		check: (shape, target) => void valuesOf(target, shape),
		forward(x, target) {
			const t = valuesOf(target, x.shape);
			const items = new Float64Array(t.length);
			for (let i = 0; i < t.length; i++) items[i] = loss(x.data[i]!, t[i]!, i);
			return items;
		},
		backward(x, target, upstream, gx) {
			const t = valuesOf(target, x.shape);
			for (let i = 0; i < t.length; i++) gx[i] = upstream[i]! * slope(x.data[i]!, t[i]!, i);
		},
	};
}
