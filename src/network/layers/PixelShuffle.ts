import { count } from "../attribute";
import { type Fix, inferred, refused } from "../issue";
import { defineLayer } from "../kind";
import { text } from "../text";
import { isMaps, needsMaps } from "./window";

/** The factor nearest below `wanted` whose square divides the channels. */
function largestFactor(wanted: number, channels: number): number {
	let factor = Math.min(wanted, Math.floor(Math.sqrt(channels)));
	while (factor > 1 && channels % (factor * factor) !== 0) factor--;
	return Math.max(1, factor);
}

/** C·r²×H×W → C×H·r×W·r. Source: torch.nn.PixelShuffle documentation. */
export const PixelShuffle = defineLayer({
	type: "PixelShuffle",
	group: "shape",
	doc: "Enlarges the maps by laying groups of channels next to each other as pixels.",
	takes: "one",
	rule: "C×H×W → C/upscale_factor²×H·upscale_factor×W·upscale_factor",
	attributes: {
		upscale_factor: count("How many times higher and wider the maps become; its square must divide the channels.", { usual: [2, 3, 4] }),
	},
	infer([input = []], a) {
		if (!isMaps(input)) return needsMaps("PixelShuffle", input);
		const [channels, height, width] = input;
		const r = a.upscale_factor;
		if (channels % (r * r) === 0) return inferred([channels / (r * r), height * r, width * r]);
		const multiple = Math.max(1, Math.round(channels / (r * r))) * r * r;
		const fixes: Fix[] = [
			{ kind: "set-cause", attribute: "out_channels", value: multiple },
			{ kind: "set", attribute: "upscale_factor", value: largestFactor(r, channels) },
		];
		return refused({
			code: "channels-mismatch",
			attribute: "upscale_factor",
			text: text(
				"PixelShuffle lays {square} channels ({factor}²) together as pixels, which must divide the {channels} channels that come in.",
				{
					square: r * r,
					factor: r,
					channels,
				},
			),
			fixes,
			from: 0,
		});
	},
	reach: (_, a) => ({ window: [1, 1], stride: [1 / a.upscale_factor, 1 / a.upscale_factor] }),
	explain([input = []], a, output) {
		const lines = [
			`${input[0]}/${a.upscale_factor}² = ${output[0]}`,
			`${input[1]}·${a.upscale_factor} = ${output[1]}`,
			`${input[2]}·${a.upscale_factor} = ${output[2]}`,
		];
		return { shape: lines[1] === lines[2] ? lines.slice(0, 2) : lines };
	},
});
