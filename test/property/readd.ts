import assert from "node:assert/strict";
import type { Derivation } from "../../src/network/derivation";
import type { Back } from "../../src/network/gradient";

/** What the parts of a derivation come to in float64, and the sum of their absolute values, to which rounding is relative. */
export interface Readded {
	readonly value: number;
	readonly size: number;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((all, number) => all + number, 0);
const absolute = (numbers: readonly number[]): number => sum(numbers.map(Math.abs));

/** Error function by its series and its continued fraction: not the engine's way. */
function erf(x: number): number {
	if (Math.abs(x) > 4) return Math.sign(x);
	let [term, total] = [x, x];
	for (let n = 1; n < 120; n++) {
		term *= -(x * x) / n;
		total += term / (2 * n + 1);
	}
	return (2 / Math.sqrt(Math.PI)) * total;
}

type Attributes = Readonly<Record<string, unknown>>;
const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const clamp = (x: number, low: number, high: number): number => Math.min(Math.max(x, low), high);
const given = (attributes: Attributes, name: string, otherwise: number): number => Number(attributes[name] ?? otherwise);
const SELU = [1.0507009873554805, 1.6732632423543772] as const;

/** Activation functions as PyTorch documents them. */
export const functions: Readonly<Record<string, (x: number, a: Attributes) => number>> = {
	ReLU: (x) => Math.max(x, 0),
	ReLU6: (x) => clamp(x, 0, 6),
	LeakyReLU: (x, a) => (x > 0 ? x : given(a, "negative_slope", 0.01) * x),
	ELU: (x, a) => (x > 0 ? x : given(a, "alpha", 1) * (Math.exp(x) - 1)),
	SELU: (x) => (x > 0 ? SELU[0] * x : SELU[0] * SELU[1] * (Math.exp(x) - 1)),
	GELU: (x, a) =>
		a.approximate === "tanh"
			? (x / 2) * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)))
			: (x / 2) * (1 + erf(x / Math.SQRT2)),
	SiLU: (x) => x * sigmoid(x),
	Mish: (x) => x * Math.tanh(Math.log(1 + Math.exp(x))),
	Softplus(x, a) {
		const beta = given(a, "beta", 1);
		return x * beta > given(a, "threshold", 20) ? x : Math.log(1 + Math.exp(beta * x)) / beta;
	},
	Sigmoid: sigmoid,
	Tanh: Math.tanh,
	Hardsigmoid: (x) => clamp(x / 6 + 0.5, 0, 1),
	Hardswish: (x) => (x * clamp(x + 3, 0, 6)) / 6,
	Hardtanh: (x, a) => clamp(x, given(a, "min_val", -1), given(a, "max_val", 1)),
};

/** The arithmetic that a derivation prints, done again. */
export function readd(derivation: Derivation, type: string, attributes: Attributes): Readded {
	switch (derivation.form) {
		case "windows": {
			const { windows, rest, bias = 0 } = derivation;
			const products = windows.map(({ values, kernel }) => values.map((value, i) => value * (kernel?.values[i] ?? Number.NaN)));
			for (const [i, window] of windows.entries())
				close(window.sum, sum(products[i] ?? []), absolute(products[i] ?? []), 1e-12, "a window");
			const all = [...products.flat(), rest, bias];
			return { value: sum(all), size: absolute(all) };
		}
		case "terms": {
			const { terms, rest, bias = 0 } = derivation;
			for (const { value, weight, product } of terms) assert.equal(product, value * weight);
			const all = [...terms.map(({ product }) => product), rest, bias];
			return { value: sum(all), size: absolute(all) };
		}
		case "max": {
			const { window, winner } = derivation;
			const most = Math.max(...window.values);
			assert.equal(winner < 0 ? Number.NEGATIVE_INFINITY : window.values[winner], most);
			return { value: most, size: 0 };
		}
		case "mean": {
			const { window, divisor } = derivation;
			close(window.sum, sum(window.values), absolute(window.values), 1e-12, "a window");
			return { value: sum(window.values) / divisor, size: absolute(window.values) / divisor };
		}
		case "curve": {
			const { from, slope, xs, ys } = derivation;
			const f = slope === undefined ? (functions[type] ?? assert.fail(type)) : (x: number) => (x > 0 ? x : slope * x);
			for (const [i, x] of xs.entries()) close(ys[i] ?? Number.NaN, f(x, attributes), 1 + Math.abs(x), 1e-6, "the curve");
			assert.ok((xs[0] ?? 0) < from.value && from.value < (xs.at(-1) ?? 0) && xs.includes(0), "the point is on the curve");
			return { value: f(from.value, attributes), size: 1 + Math.abs(from.value) };
		}
		case "normalise": {
			const { from, mean, variance, eps, weight = 1, bias = 0 } = derivation;
			const scale = weight / Math.sqrt(variance + eps);
			return {
				value: (from.value - mean) * scale + bias,
				size: (Math.abs(from.value) + Math.abs(mean)) * Math.abs(scale) + Math.abs(bias),
			};
		}
		case "localResponse": {
			const { from, neighbours, alpha, size, k, beta } = derivation;
			const value = from.value / (k + (alpha / size) * sum(neighbours.map((neighbour) => neighbour.value ** 2))) ** beta;
			return { value, size: Math.abs(value) };
		}
		case "softmax": {
			const { log, from, others, total, max, sum: divisor } = derivation;
			if (others.length === total) {
				assert.equal(max, Math.max(...others.map((other) => other.value)));
				close(divisor, sum(others.map((other) => Math.exp(other.value - max))), divisor, 1e-12, "the sum");
			}
			const value = log ? from.value - max - Math.log(divisor) : Math.exp(from.value - max) / divisor;
			return { value, size: log ? 1 + Math.abs(from.value) + Math.abs(max) : value };
		}
		case "copy":
			return { value: derivation.from?.value ?? 0, size: 0 };
		case "combine": {
			const values = derivation.terms.map((term) => term.value);
			if (derivation.operator === "+") return { value: sum(values), size: absolute(values) };
			const product = values.reduce((all, value) => all * value, 1);
			return { value: product, size: Math.abs(product) };
		}
	}
}

/** Holds a number against another, by so many parts of a size. */
export function close(actual: number, expected: number, size: number, tolerance: number, what: string): void {
	if (Object.is(actual, expected) || actual === expected) return;
	assert.ok(Math.abs(actual - expected) <= tolerance * size, `${what}: ${actual}, not ${expected}; of ${size}`);
}

/** The arithmetic of what a layer sends back to number x, done again. */
export function readdBack(back: Back, x: number): Readded {
	switch (back.form) {
		case "sum": {
			const { terms, rest } = back;
			for (const { gradient, factor, product } of terms) assert.equal(product, gradient * factor);
			const all = [...terms.map(({ product }) => product), rest];
			return { value: sum(all), size: absolute(all) };
		}
		case "slope":
			// Slopes of smooth curves are the difference of numbers near 1.
			return { value: back.gradient * back.slope, size: Math.abs(back.gradient) };
		case "normalise": {
			const { gradient, weight = 1, deviation, normalised, mean, product } = back;
			const all = [(weight * gradient) / deviation, -mean / deviation, (-normalised * product) / deviation];
			return { value: sum(all), size: absolute(all) };
		}
		case "softmax": {
			const { log, gradient, share, shared, terms, total } = back;
			const products = terms.map((term) => term.gradient * (log ? 1 : term.share));
			if (terms.length === total) close(shared, sum(products), absolute(products), 1e-9, "the sum");
			const all = log ? [gradient, -share * shared] : [share * gradient, -share * shared];
			return { value: sum(all), size: absolute(all) + (log ? absolute(products) * share : 0) };
		}
		case "localResponse": {
			const { gradient, base, alpha, beta, size, shared, terms } = back;
			const shares = terms.map((term) => (term.gradient * term.value) / term.base ** (beta + 1));
			close(shared, sum(shares), absolute(shares), 1e-9, "the sum");
			const pull = ((2 * alpha * beta) / size) * x;
			return {
				value: gradient / base ** beta - pull * sum(shares),
				size: Math.abs(gradient / base ** beta) + Math.abs(pull) * absolute(shares),
			};
		}
	}
}
