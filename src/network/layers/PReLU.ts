import { count, real } from "../attribute";
import { inferred, refused } from "../issue";
import { defineLayer } from "../kind";
import { formatCount, formatShape } from "../shape";
import { text } from "../text";

/** x for x ≥ 0, weight·x below, one weight in all or one a channel. Source: torch.nn.PReLU documentation. */
export const PReLU = defineLayer({
	type: "PReLU",
	group: "activation",
	doc: "Like LeakyReLU, but learns what negative numbers are multiplied with.",
	takes: "one",
	attributes: {
		num_parameters: count("How many factors are learned: 1 for all channels together, or one for each.", { default: 1, usual: [1] }),
		init: real(0.25, "What the factors are before training."),
	},
	infer([input = []], a) {
		const channels = input[0] ?? 1;
		if (a.num_parameters === 1 || a.num_parameters === channels) return inferred(input);
		return refused({
			code: "channels-mismatch",
			attribute: "num_parameters",
			text: text("PReLU receives {shape}: {channels} channels, but num_parameters is {written}; it must be 1 or {channels}.", {
				shape: formatShape(input),
				channels,
				written: a.num_parameters,
			}),
			fixes: [
				{ kind: "set", attribute: "num_parameters", value: channels },
				{ kind: "remove", attribute: "num_parameters" },
			],
			from: 0,
		});
	},
	parameters: (_, a) => [{ name: "weight", shape: [a.num_parameters], init: { kind: "constant", value: a.init } }],
	explain: (_, a) => ({ shape: [], parameters: formatCount(a.num_parameters) }),
});
