import { real } from "../attribute";
import { type Fix, inferred, refused } from "../issue";
import { defineLayer } from "../kind";
import { text } from "../text";

/** min(max(x, min_val), max_val). Source: torch.nn.Hardtanh documentation. */
export const Hardtanh = defineLayer({
	type: "Hardtanh",
	group: "activation",
	doc: "Tanh drawn with straight lines: cuts off everything below min_val and above max_val.",
	takes: "one",
	attributes: {
		min_val: real(-1, "The smallest number that comes out."),
		max_val: real(1, "The largest number that comes out."),
	},
	infer([input = []], a) {
		if (a.min_val < a.max_val) return inferred(input);
		const fixes: Fix[] = [];
		if (a.max_val > -1) fixes.push({ kind: "remove", attribute: "min_val" });
		if (a.min_val < 1) fixes.push({ kind: "remove", attribute: "max_val" });
		// Where neither default helps, max_val ≤ −1 and min_val ≥ 1: their negatives lie on the right sides of each other.
		if (-a.min_val < a.max_val) fixes.push({ kind: "set", attribute: "min_val", value: -a.min_val });
		if (-a.max_val > a.min_val) fixes.push({ kind: "set", attribute: "max_val", value: -a.max_val });
		return refused({
			code: "attributes-disagree",
			attribute: "min_val",
			text: text("min_val {min} must be smaller than max_val {max}.", { min: a.min_val, max: a.max_val }),
			fixes,
		});
	},
});
