import * as v from "valibot";
import { type Attribute, choice, optionalFlag, optionalPair } from "../attribute";
import { type Fault, inferred, refused } from "../issue";
import { defineLayer } from "../kind";
import { formatShape, type Pair } from "../shape";
import { text } from "../text";
import { isMaps, needsMaps } from "./window";

const factor = v.pipe(v.number(), v.finite(), v.gtValue(0));

const scaleFactor: Attribute<Pair | undefined> = {
	schema: v.union([factor, v.strictTuple([factor, factor])]),
	expects: text("a number above 0, or a pair [height, width]"),
	required: false,
	doc: "How many times higher and wider the maps become. Written instead of size.",
	read: (written) => {
		if (written === undefined) return undefined;
		return Array.isArray(written) ? [written[0], written[1]] : [Number(written), Number(written)];
	},
	usual: [2, 4, 0.5],
};

interface Values {
	readonly size: Pair | undefined;
	readonly scale_factor: Pair | undefined;
	readonly mode: "nearest" | "bilinear" | "bicubic";
	readonly align_corners: boolean | undefined;
}

/** What the attributes have against each other, as torch.nn.functional.interpolate checks it. */
function disagreement({ size, scale_factor: scale, mode, align_corners: align }: Values): Fault | undefined {
	if (size && scale) {
		return {
			code: "attributes-disagree",
			attribute: "scale_factor",
			text: text("Upsample takes either size or scale_factor, not both."),
			fixes: [
				{ kind: "remove", attribute: "size" },
				{ kind: "remove", attribute: "scale_factor" },
			],
		};
	}
	if (!size && !scale) {
		return {
			code: "missing-attribute",
			text: text("Upsample needs either size or scale_factor."),
			fixes: [{ kind: "set", attribute: "scale_factor", value: 2 }],
		};
	}
	if (mode === "nearest" && align !== undefined) {
		return {
			code: "attributes-disagree",
			attribute: "align_corners",
			text: text('align_corners means nothing for mode "nearest", and PyTorch refuses it; only "bilinear" and "bicubic" have it.'),
			fixes: [
				{ kind: "remove", attribute: "align_corners" },
				{ kind: "set", attribute: "mode", value: "bilinear" },
			],
		};
	}
	return undefined;
}

/** How many pixels along an axis each output is mixed from. */
const TAPS = { nearest: 1, bilinear: 2, bicubic: 4 } as const;

/** Maps of another size by interpolation: ⌊size·scale_factor⌋. Source: torch.nn.Upsample documentation. */
export const Upsample = defineLayer({
	type: "Upsample",
	group: "shape",
	doc: "Makes the maps larger (or smaller) by repeating pixels or mixing neighbouring ones; it learns nothing.",
	takes: "one",
	rule: "C×H×W → C×size, or C×⌊H·scale_factor⌋×⌊W·scale_factor⌋",
	attributes: {
		size: optionalPair(1, "Height and width that come out. Written instead of scale_factor."),
		scale_factor: scaleFactor,
		mode: choice(
			["nearest", "bilinear", "bicubic"],
			"How pixels in between are found: the nearest one, or a mix of 2×2 or 4×4 neighbours.",
		),
		align_corners: optionalFlag("Whether the corner pixels of input and output lie on each other; only for bilinear and bicubic."),
	},
	infer([input = []], a) {
		if (!isMaps(input)) return needsMaps("Upsample", input);
		const fault = disagreement(a);
		if (fault) return refused(fault);
		const [channels, height, width] = input;
		if (a.size) return inferred([channels, ...a.size]);
		const [down, across] = a.scale_factor ?? [1, 1];
		const output = [channels, Math.floor(height * down), Math.floor(width * across)];
		if (output.every((size) => size >= 1)) return inferred(output);
		return refused({
			code: "output-too-small",
			attribute: "scale_factor",
			text: text("Upsample shrinks {shape} to {output}; at least one pixel must stay.", {
				shape: formatShape(input),
				output: formatShape(output),
			}),
			fixes: [{ kind: "set", attribute: "scale_factor", value: 1 }, { kind: "grow-input" }],
			from: 0,
		});
	},
	reach([input = []], a) {
		const scale = [0, 1].map((axis) => a.scale_factor?.[axis] ?? (a.size?.[axis] ?? 1) / (input[axis + 1] ?? 1));
		const stride: Pair = [1 / (scale[0] ?? 1), 1 / (scale[1] ?? 1)];
		// At scale 1 the pixels lie on each other, and nothing is mixed.
		return { window: [stride[0] === 1 ? 1 : TAPS[a.mode], stride[1] === 1 ? 1 : TAPS[a.mode]], stride };
	},
	explain([input = []], a, output) {
		if (!a.scale_factor) return { shape: [] };
		const lines = a.scale_factor.map((scale, axis) => {
			const product = `${input[axis + 1]}·${scale}`;
			const exact = (input[axis + 1] ?? 0) * scale === output[axis + 1];
			return `${exact ? product : `⌊${product}⌋`} = ${output[axis + 1]}`;
		});
		return { shape: lines[0] === lines[1] ? lines.slice(0, 1) : lines };
	},
});
