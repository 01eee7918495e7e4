import assert from "node:assert/strict";
import { suite, test } from "mocha";
import type { Derivation, Window } from "../../../src/network/derivation";
import { expressionOf } from "../../../webview/pixel/arithmetic";
import { digitsFor, write } from "../../../webview/pixel/expression";
import { asLatex, asText } from "../../../webview/pixel/writing";

const window = (sum: number, values: readonly number[] = [sum]): Window => ({
	input: 0,
	tile: 0,
	rows: [0],
	columns: values.map((_, i) => i),
	values,
	sum,
});
const from = { input: 0, tile: 0, y: 0, x: 0, value: 0.5 };

function lineOf(derivation: Derivation, name = "Layer"): { readonly text: string; readonly latex: string; readonly equal: boolean } {
	const expression = expressionOf(derivation, name);
	const digits = digitsFor(expression, derivation.value);
	const result = write(derivation.value, digits.style, digits.result);
	return { text: `${asText(expression, digits)} = ${result}`, latex: asLatex(expression, digits), equal: digits.equal };
}

suite("the line of arithmetic", () => {
	test("a convolution: sums, what the others add up to, bias", () => {
		const windows = [window(0.12), window(0.34), window(-0.05)];
		const { text, latex } = lineOf({ form: "windows", windows, total: 16, rest: 0.21, bias: -0.01, value: 0.61 });
		assert.equal(text, "0.1200 + 0.3400 − 0.0500 + (13 more channels: 0.2100) − bias 0.0100 = 0.6100");
		assert.equal(latex, "0.1200 + 0.3400 - 0.0500 + \\underbrace{0.2100}_{\\text{13 more channels}} - \\underbrace{0.0100}_{\\text{bias}}");
	});

	test("as many digits as it takes for the printed terms to give the printed sum", () => {
		const windows = Array.from({ length: 8 }, (_, i) => window(0.100046 * (i + 1)));
		const value = Math.fround(windows.reduce((sum, each) => sum + each.sum, 0));
		const { text, equal } = lineOf({ form: "windows", windows, total: 8, rest: 0, value });
		assert.ok(equal);
		const [left = "", right = ""] = text.split(" = ");
		const printed = left.split(" + ").reduce((sum, each) => sum + Number(each), 0);
		assert.equal(printed.toFixed(right.split(".")[1]?.length), right);
	});

	test("small numbers stand in powers of ten", () => {
		const { text } = lineOf({ form: "windows", windows: [window(2.5e-7), window(-1e-8)], total: 2, rest: 0, value: 2.4e-7 });
		assert.equal(text, "2.500e−7 − 1.000e−8 = 2.400e−7");
	});

	test("what does not add up is said to be approximate", () => {
		const expression = expressionOf({ form: "windows", windows: [window(1)], total: 1, rest: 0, value: 2 }, "Conv2d");
		assert.equal(digitsFor(expression, 2).equal, false);
	});

	test("every other form", () => {
		const max = { form: "max", window: window(0, [1, 3, 2]), winner: 1, value: 3 } as const;
		assert.equal(lineOf(max).text, "max(1.000, 3.000, 2.000) = 3.000");
		const mean = { form: "mean", window: window(6, [1, 3, 2]), divisor: 4, value: 1.5 } as const;
		assert.equal(lineOf(mean).text, "(1.000 + 3.000 + 2.000) / 4 = 1.500");
		assert.equal(lineOf(mean).latex, "\\frac{1.000 + 3.000 + 2.000}{4}");
		const many = Array.from({ length: 49 }, (_, i) => i / 100);
		assert.equal(
			lineOf({ form: "mean", window: window(11.76, many), divisor: 49, value: 0.24 }).text,
			"(sum of 49 numbers: 11.7600) / 49 = 0.2400",
		);
		assert.match(
			lineOf({ form: "max", window: window(0, many), winner: 48, value: 0.48 }).text,
			/^max\(0\.4800, .*, \(34 more, at most: 0\.3300\)\) = 0\.4800$/,
		);
		const curve = { form: "curve", from, xs: [], ys: [], value: 0.6225 } as const;
		assert.equal(lineOf(curve, "Sigmoid").text, "Sigmoid(0.5000) = 0.6225");
		const normalise = { form: "normalise", from, mean: 0.1, variance: 4, eps: 0, count: 0, weight: 2, bias: 1, value: 1.4 } as const;
		assert.equal(lineOf(normalise).text, "((0.500 − 0.100) / √(4.000 + 0)) × 2.000 + 1.000 = 1.400");
		const softmax = { form: "softmax", log: false, from, others: [from], total: 2, max: 0.5, sum: 2, value: 0.5 } as const;
		assert.equal(lineOf(softmax).text, "exp(0.5000 − 0.5000) / 2.0000 = 0.5000");
		assert.equal(lineOf({ ...softmax, log: true, value: -Math.LN2 }).text, "0.5000 − 0.5000 − log(2.0000) = −0.6931");
		const response = { form: "localResponse", from, neighbours: [from], size: 1, alpha: 1, beta: 1, k: 1, value: 0.4 } as const;
		assert.equal(lineOf(response).text, "0.5000 / (1 + (1 / 1) × 0.5000^2)^1 = 0.4000");
		assert.equal(lineOf({ form: "copy", from, value: 0.5 }).text, "0.5000 = 0.5000");
		assert.equal(
			lineOf({ form: "combine", operator: "×", terms: [from, { ...from, value: -2 }], value: -1 }).text,
			"0.500 × (−2.000) = −1.000",
		);
		assert.equal(
			lineOf({ form: "combine", operator: "+", terms: [from, { ...from, value: -2 }], value: -1.5 }).text,
			"0.500 − 2.000 = −1.500",
		);
		const terms = [{ ...from, weight: -2, product: -1 }];
		assert.equal(
			lineOf({ form: "terms", terms, total: 3, rest: 2, bias: 0.5, value: 1.5 }).text,
			"−1.000 + (2 more features: 2.000) + bias 0.500 = 1.500",
		);
	});
});
