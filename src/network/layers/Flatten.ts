import { index } from "../attribute";
import { inferred, refused } from "../issue";
import { defineLayer } from "../kind";
import { elements, formatShape } from "../shape";
import { text } from "../text";

/** Joins dimensions start_dim…end_dim into one; dimension 0 is the batch. Source: torch.nn.Flatten documentation. */
export const Flatten = defineLayer({
	type: "Flatten",
	group: "shape",
	doc: "Writes all channels, row by row, into one long vector, so that a fully connected layer can read them.",
	takes: "one",
	rule: "C×H×W → C·H·W",
	attributes: {
		start_dim: index("The first dimension to join; 0 is the batch, 1 the channels.", { default: 1, usual: [1] }),
		end_dim: index("The last dimension to join; −1 is the last there is.", { default: -1, usual: [-1] }),
	},
	infer([input = []], a) {
		const rank = input.length + 1; // with the batch
		const start = a.start_dim < 0 ? a.start_dim + rank : a.start_dim;
		const end = a.end_dim < 0 ? a.end_dim + rank : a.end_dim;
		for (const [attribute, written, value] of [
			["start_dim", a.start_dim, start],
			["end_dim", a.end_dim, end],
		] as const) {
			if (value >= 1 && value < rank) continue;
			return refused({
				code: "invalid-attribute",
				attribute,
				text: text("{attribute} is {written}, but {shape} with its batch has dimensions 1 to {last} to join.", {
					attribute,
					written,
					shape: formatShape(input),
					last: rank - 1,
				}),
				fixes: [{ kind: "remove", attribute }],
			});
		}
		if (start > end) {
			return refused({
				code: "attributes-disagree",
				attribute: "start_dim",
				text: text("start_dim {start} comes after end_dim {end}.", { start: a.start_dim, end: a.end_dim }),
				fixes: [{ kind: "set", attribute: "start_dim", value: a.end_dim }],
			});
		}
		return inferred([...input.slice(0, start - 1), elements(input.slice(start - 1, end)), ...input.slice(end)]);
	},
	explain: ([input = []], _, output) => ({ shape: input.length > 1 ? [`${input.join("·")} = ${output.join("×")}`] : [] }),
});
