import type { Derivation, Window } from "../../src/network/derivation";
import { formatValue } from "../format";
import { t } from "../l10n";
import { type Expression, exact, number, product, sum } from "./expression";

const largest = (values: readonly number[]): number => Math.max(...values);

/** The calculation of a layer's number, with its own numbers. `name`: the layer's type, for functions. */
export function expressionOf(derivation: Derivation, name: string): Expression {
	switch (derivation.form) {
		case "windows":
			return withRest(
				derivation.windows.map((window) => number(window.sum)),
				derivation,
				(count) => t("{count} more channels", { count }),
			);
		case "terms":
			return withRest(
				derivation.terms.map((term) => number(term.product)),
				derivation,
				(count) => t("{count} more features", { count }),
			);
		case "max":
			return { kind: "call", name: "max", of: candidates(derivation.window.values), apply: largest };
		case "mean":
			return {
				kind: "quotient",
				over: sum(...summands(derivation.window)),
				under: exact(derivation.divisor),
			};
		case "curve": {
			const of =
				derivation.slope === undefined ? [number(derivation.from.value)] : [number(derivation.from.value), number(derivation.slope)];
			return { kind: "call", name, of };
		}
		case "normalise":
			return normalised(derivation);
		case "localResponse":
			return localResponse(derivation);
		case "softmax":
			return softmax(derivation);
		case "copy":
			return derivation.from ? number(derivation.from.value) : number(0, t("border"));
		case "combine": {
			const numbers = derivation.terms.map((term) => number(term.value));
			return derivation.operator === "+" ? sum(...numbers) : product(...numbers);
		}
	}
}

/** Numbers of a window that are written out, one by one. */
const MOST = 16;

/** The numbers of which one is the largest; of many, the largest and what the others reach at most. */
function candidates(values: readonly number[]): readonly Expression[] {
	if (values.length <= MOST) return values.map((value) => number(value));
	const sorted = values.toSorted((a, b) => b - a);
	const others = values.length - MOST + 1;
	return [
		...sorted.slice(0, MOST - 1).map((value) => number(value)),
		number(sorted[MOST - 1] ?? 0, t("{count} more, at most", { count: others }), true),
	];
}

/** The terms of a mean; of many, their sum. */
const summands = ({ values, sum: all }: Window): readonly Expression[] =>
	values.length <= MOST ? values.map((value) => number(value)) : [number(all, t("sum of {count} numbers", { count: values.length }), true)];

/** Σ of those that are shown + what the others add up to + bias. */
function withRest(
	shown: readonly Expression[],
	{ total, rest, bias }: { readonly total: number; readonly rest: number; readonly bias?: number | undefined },
	words: (count: number) => string,
): Expression {
	const more = total - shown.length;
	const others = more > 0 ? [number(rest, words(more), true)] : [];
	return sum(...shown, ...others, ...(bias === undefined ? [] : [number(bias, t("bias"))]));
}

type Of<F extends Derivation["form"]> = Extract<Derivation, { form: F }>;

function normalised({ from, mean, variance, eps, weight, bias }: Of<"normalise">): Expression {
	const centred = sum(number(from.value), number(-mean));
	const scaled: Expression = { kind: "quotient", over: centred, under: { kind: "root", of: sum(number(variance), exact(eps)) } };
	const weighted = weight === undefined ? scaled : product(scaled, number(weight));
	return bias === undefined ? weighted : sum(weighted, number(bias));
}

function localResponse({ from, neighbours, size, alpha, beta, k }: Of<"localResponse">): Expression {
	const squares = sum(...neighbours.map(({ value }): Expression => ({ kind: "power", base: number(Math.abs(value)), exponent: exact(2) })));
	const share = product({ kind: "quotient", over: exact(alpha), under: exact(size) }, squares);
	return { kind: "quotient", over: number(from.value), under: { kind: "power", base: sum(exact(k), share), exponent: exact(beta) } };
}

function softmax({ log, from, max, sum: exponentials }: Of<"softmax">): Expression {
	const shifted = sum(number(from.value), number(-max));
	if (log) {
		const logarithm: Expression = { kind: "call", name: "log", of: [number(exponentials)], apply: ([value = 1]) => Math.log(value) };
		return sum(number(from.value), number(-max), { kind: "minus", of: logarithm });
	}
	const power: Expression = { kind: "call", name: "exp", of: [shifted], apply: ([value = 0]) => Math.exp(value) };
	return { kind: "quotient", over: power, under: number(exponentials) };
}

/** What numbers are put into before they are added up, the largest of them being taken away first: `exp(x − 1.2)`. */
export const shiftedBy = (max: number): string => `exp(x ${max < 0 ? "+" : "−"} ${formatValue(Math.abs(max))})`;
