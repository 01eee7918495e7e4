import type { LossClass, LossDerivation } from "../../src/network/lossDerivation";
import { t } from "../l10n";
import { type Expression, exact, number, product, sum } from "./expression";

type CrossEntropy = Extract<LossDerivation, { readonly form: "crossEntropy" }>;

/** p = exp(score − max) / sum. */
export const shareOf = ({ max, sum: all }: CrossEntropy, { score }: LossClass): number => Math.exp(score - max) / all;

/** −log p. */
export const costOf = ({ max, sum: all }: CrossEntropy, { score }: LossClass): number => Math.log(all) - (score - max);

const log = (of: Expression): Expression => ({ kind: "call", name: "log", of: [of], apply: ([value = 1]) => Math.log(value) });
const power = (of: Expression): Expression => ({ kind: "call", name: "exp", of: [of], apply: ([value = 0]) => Math.exp(value) });

/** exp(score − max) / sum, as it is written. */
const share = ({ max, sum: all }: CrossEntropy, { score }: LossClass): Expression => ({
	kind: "quotient",
	over: power(sum(number(score), number(-max))),
	under: number(all),
});

/** The calculation of the loss. */
export function lossExpression(loss: LossDerivation): Expression {
	const { classes, label, rest, total } = loss;
	const own = classes.find(({ index }) => index === label);
	if (!own) return number(loss.value);
	const others = (value: number, count: number): readonly Expression[] =>
		count > 0 ? [number(value, t("{count} other classes", { count }), true)] : [];
	switch (loss.form) {
		case "logarithm":
			return own.target === 0 ? exact(0) : { kind: "minus", of: number(own.score) };
		case "crossEntropy": {
			const cost: Expression = { kind: "minus", of: log(share(loss, own)) };
			if (own.target === 1 && loss.factor === 1) return cost;
			// What smoothing takes from the label it spreads over the others.
			const left = classes.reduce((all, each) => (each === own ? all : all + each.target * costOf(loss, each)), rest);
			return sum(product(number(own.target), cost), ...others(left, total - 1));
		}
		case "squares": {
			const squares = classes.map(({ score, target }): Expression => {
				const difference = target === 0 ? number(Math.abs(score)) : sum(number(score), { kind: "minus", of: exact(target) });
				return { kind: "power", base: difference, exponent: exact(2) };
			});
			return { kind: "quotient", over: sum(...squares, ...others(rest * total, total - classes.length)), under: exact(total) };
		}
	}
}

/** The calculation of ∂loss/∂score. */
export function slopeExpression(loss: LossDerivation, own: LossClass): Expression {
	const { score, target } = own;
	switch (loss.form) {
		case "logarithm":
			return exact(target === 0 ? 0 : -target);
		case "crossEntropy": {
			const p = loss.factor === 1 ? number(shareOf(loss, own)) : product(number(loss.factor), number(shareOf(loss, own)));
			return sum(p, { kind: "minus", of: target === 0 || target === 1 ? exact(target) : number(target) });
		}
		case "squares":
			return {
				kind: "quotient",
				over: product(exact(2), target === 0 ? number(score) : sum(number(score), { kind: "minus", of: exact(target) })),
				under: exact(loss.total),
			};
	}
}
