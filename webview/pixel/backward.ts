import type { GradientDerivation, SentBack } from "../../src/network/gradient";
import { t } from "../l10n";
import { type Expression, exact, number, product, sum } from "./expression";

/** Products of a sum that are written out, one by one. */
const MOST = 8;

/** The calculation of a number's gradient: what all layers that read it send back. */
export function backExpression({ value, parts }: GradientDerivation): Expression {
	const [only, ...others] = parts;
	if (!only) return number(0);
	if (others.length === 0) return sentExpression(only, value);
	return sum(...parts.map((part) => number(part.sum, part.layer, true)));
}

/** The calculation of what one layer sends back to number x. */
export function sentExpression(part: SentBack, x: number): Expression {
	switch (part.form) {
		case "sum": {
			const { terms, total } = part;
			const shown = terms.slice(0, MOST);
			if (terms.length === 0) return exact(0);
			// One product shows its factors.
			const [first] = shown;
			if (first && total === 1) return first.factor === 1 ? number(first.gradient) : product(number(first.gradient), number(first.factor));
			const left = shown.reduce((all, term) => all - term.product, part.sum);
			const more = total - shown.length;
			return sum(
				...shown.map((term) => number(term.product)),
				...(more > 0 ? [number(left, t("{count} more outputs", { count: more }), true)] : []),
			);
		}
		case "slope":
			return product(number(part.gradient), number(part.slope));
		case "normalise":
			return normalised(part);
		case "softmax": {
			const { log, gradient, share, shared } = part;
			if (log) return sum(number(gradient), { kind: "minus", of: product(number(share), number(shared)) });
			return product(number(share), sum(number(gradient), number(-shared)));
		}
		case "localResponse":
			return localResponse(part, x);
	}
}

type Of<F extends SentBack["form"]> = Extract<SentBack, { readonly form: F }>;

/** weight · gradient, less what the mean and the variance that it moves take from it, over the deviation. */
function normalised({ gradient, weight, deviation, normalised: own, count, mean, product: moved }: Of<"normalise">): Expression {
	const weighted = weight === undefined ? number(gradient) : product(number(weight), number(gradient));
	const over = count === 0 ? weighted : sum(weighted, number(-mean), { kind: "minus", of: product(number(own), number(moved)) });
	return { kind: "quotient", over, under: number(deviation) };
}

function localResponse({ gradient, base, alpha, beta, size, shared }: Of<"localResponse">, x: number): Expression {
	const kept: Expression = {
		kind: "quotient",
		over: number(gradient),
		under: { kind: "power", base: number(base), exponent: exact(beta) },
	};
	const pull: Expression = { kind: "quotient", over: product(exact(2), exact(alpha), exact(beta)), under: exact(size) };
	return sum(kept, { kind: "minus", of: product(pull, number(x), number(shared)) });
}
