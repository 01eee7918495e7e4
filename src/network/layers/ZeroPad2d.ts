import * as v from "valibot";
import { type Attribute, LARGEST } from "../attribute";
import { inferred, refused } from "../issue";
import { defineLayer } from "../kind";
import { formatShape } from "../shape";
import { text } from "../text";
import { isMaps, needsMaps } from "./window";

type Sides = readonly [left: number, right: number, top: number, bottom: number];

const side = v.pipe(v.number(), v.integer(), v.minValue(-LARGEST), v.maxValue(LARGEST));

const padding: Attribute<Sides> = {
	schema: v.union([side, v.strictTuple([side, side, side, side])]),
	expects: text("an integer, or four integers [left, right, top, bottom]"),
	required: true,
	doc: "How many zeros are added on each side, in PyTorch's order left, right, top, bottom; negative numbers cut pixels off.",
	read: (written) => {
		const all = Number(written);
		return Array.isArray(written) ? [written[0], written[1], written[2], written[3]] : [all, all, all, all];
	},
	usual: [1, 2, 3],
};

/** Two sides that leave at least one pixel of an axis, changed as little as can be. */
function leavingOne(size: number, before: number, after: number): [number, number] {
	if (size + before + after >= 1) return [before, after];
	const kept = Math.max(before, 1 - size);
	return [kept, Math.max(after, 1 - size - kept)];
}

const signed = (n: number): string => (n < 0 ? ` − ${-n}` : ` + ${n}`);

/** Zeros around the maps. Source: torch.nn.ZeroPad2d documentation. */
export const ZeroPad2d = defineLayer({
	type: "ZeroPad2d",
	group: "shape",
	doc: "Puts zeros around the maps, or cuts pixels off.",
	takes: "one",
	rule: "C×H×W → C×(H + top + bottom)×(W + left + right)",
	attributes: { padding },
	infer([input = []], a) {
		if (!isMaps(input)) return needsMaps("ZeroPad2d", input);
		const [channels, height, width] = input;
		const [left, right, top, bottom] = a.padding;
		const output = [channels, height + top + bottom, width + left + right];
		if (output.every((size) => size >= 1)) return inferred(output);
		return refused({
			code: "output-too-small",
			attribute: "padding",
			text: text("ZeroPad2d cuts {shape} down to {output}; at least one pixel must stay.", {
				shape: formatShape(input),
				output: formatShape(output),
			}),
			fixes: [
				{ kind: "set", attribute: "padding", value: [...leavingOne(width, left, right), ...leavingOne(height, top, bottom)] },
				{ kind: "grow-input" },
			],
			from: 0,
		});
	},
	explain([input = []], a, output) {
		const [left, right, top, bottom] = a.padding;
		const rows = `${input[1]}${signed(top)}${signed(bottom)} = ${output[1]}`;
		const columns = `${input[2]}${signed(left)}${signed(right)} = ${output[2]}`;
		return { shape: rows === columns ? [rows] : [rows, columns] };
	},
});
