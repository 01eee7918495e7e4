import { count, flag, inferredCount } from "../attribute";
import { inferred, refused } from "../issue";
import { defineLayer } from "../kind";
import { elements, formatCount, formatShape, type Shape } from "../shape";
import { text } from "../text";

const featuresOf = (inputs: readonly Shape[]): number => inputs[0]?.at(-1) ?? 0;

/** y = x·Wᵀ + b over the last axis. Source: torch.nn.Linear documentation. */
export const Linear = defineLayer({
	type: "Linear",
	group: "linear",
	doc: "Fully connected: every output is a weighted sum of all inputs, plus a bias.",
	takes: "one",
	rule: "features → out_features",
	attributes: {
		out_features: count("How many numbers come out.", { usual: [10, 64, 128, 256] }),
		bias: flag(true, "Whether one number per output is added."),
		in_features: inferredCount("How many numbers come in. Inferred from the layer above, and checked where it is written."),
	},
	infer([input = []], a, [maps] = []) {
		if (input.length > 1 && a.in_features !== input.at(-1)) {
			const flat = elements(input);
			return refused({
				code: "needs-flatten",
				text: text("Linear reads a vector, but receives maps of {shape}; a Flatten before it makes them a vector of {flat} features.", {
					shape: formatShape(input),
					flat,
				}),
				fixes: a.in_features === undefined || a.in_features === flat ? [{ kind: "insert", layer: { type: "Flatten" } }] : [],
				from: 0,
			});
		}
		const features = input.at(-1) ?? 0;
		if (a.in_features !== undefined && a.in_features !== features) {
			return refused({
				code: "features-mismatch",
				attribute: "in_features",
				text: text("Linear receives {features} features, but in_features is {written}.", {
					features: maps && maps.length > 1 ? `${formatShape(maps)} = ${features}` : features,
					written: a.in_features,
				}),
				fixes: [
					{ kind: "set", attribute: "in_features", value: features },
					{ kind: "remove", attribute: "in_features" },
					{ kind: "set-cause", attribute: "out_features", value: a.in_features },
				],
				from: 0,
			});
		}
		const output = [...input.slice(0, -1), a.out_features];
		if (input.length === 1) return inferred(output);
		return inferred(output, {
			code: "acts-on-last-axis",
			severity: "warning",
			attribute: "in_features",
			text: text("As in PyTorch, this Linear reads each row of {features} numbers by itself; put a Flatten before it to read all {all}.", {
				features,
				all: elements(input),
			}),
			fixes: [],
		});
	},
	parameters(inputs, a) {
		const features = featuresOf(inputs);
		const init = { kind: "uniform", bound: 1 / Math.sqrt(features) } as const;
		const weight = { name: "weight", shape: [a.out_features, features], init } as const;
		return a.bias ? [weight, { name: "bias", shape: [a.out_features], init }] : [weight];
	},
	macs: (inputs, _, output) => featuresOf(inputs) * elements(output),
	reach: ([input = []]) => (input.length === 1 ? "all" : { window: [1, input.at(-1) ?? 1], stride: [1, 1] }),
	explain(inputs, a, output) {
		const features = featuresOf(inputs);
		const weights = features * a.out_features;
		const rows = elements(output) / a.out_features;
		return {
			shape: [],
			parameters: a.bias
				? `${features}·${a.out_features} + ${a.out_features} = ${formatCount(weights + a.out_features)}`
				: `${features}·${a.out_features} = ${formatCount(weights)}`,
			macs: `${features}·${a.out_features}${rows === 1 ? "" : `·${rows}`} = ${formatCount(weights * rows)}`,
		};
	},
});
