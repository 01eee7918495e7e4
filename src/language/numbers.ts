import type { Attribute } from "../network/attribute";
import { dilated } from "../network/shape";
import type { Analysis, Layer } from "../source/analysis";
import { inputShapesOf, valuesWith } from "./whatif";

/** Most divisors that are proposed. */
const MOST = 12;

/** Numbers worth proposing for an attribute here, best first and each once; legal or not is for the caller to find out. */
export function proposedNumbers(analysis: Analysis, layer: Layer, name: string, attribute: Attribute<unknown>): readonly number[] {
	const input = inputShapesOf(analysis, layer)?.[0];
	const usual = (attribute.usual ?? []).filter((value) => typeof value === "number");
	const numbers = ((): readonly number[] => {
		switch (name) {
			case "in_channels":
			case "num_features":
				return input?.[0] === undefined ? [] : [input[0]];
			case "in_features":
				return input?.at(-1) === undefined ? [] : [input.at(-1) ?? 0];
			case "groups":
			case "num_groups":
				return input?.[0] === undefined ? usual : divisors(input[0], Number(layer.written.out_channels ?? 0));
			case "out_channels":
				return input?.[0] === undefined ? usual : [...(input[0] >= 8 ? [2 * input[0], input[0]] : []), ...usual];
			case "out_features":
				return [...(analysis.labels && layer === analysis.layers.at(-1) ? [analysis.labels.length] : []), ...usual];
			case "kernel_size":
				return [...usual, 1, 2, 3, 4, 5, 7];
			case "padding":
				return [...halfOf(layer), ...usual, 0, 1, 2, 3];
			case "stride":
			case "dilation":
				return [...usual, 1, 2, 3, 4];
			default:
				return [...usual, ...(typeof attribute.default === "number" ? [attribute.default] : [])];
		}
	})();
	return [...new Set(numbers)];
}

/** The padding that keeps height and width, for a square odd kernel. */
function halfOf(layer: Layer): number[] {
	const values = valuesWith(layer, { padding: 0 });
	const [kernel, dilation] = [values?.kernel_size, values?.dilation ?? [1, 1]];
	if (!Array.isArray(kernel) || !Array.isArray(dilation) || kernel[0] !== kernel[1] || dilation[0] !== dilation[1]) return [];
	const extent = dilated(Number(kernel[0]), Number(dilation[0]));
	return extent % 2 === 1 ? [(extent - 1) / 2] : [];
}

/** What divides a (and b, unless it is 0): 1, then the largest, then the rest upwards. */
function divisors(a: number, b: number): number[] {
	const found: number[] = [];
	for (let d = 1; d <= Math.min(a, 65_536); d++) if (a % d === 0 && b % d === 0) found.push(d);
	const largest = found.at(-1) ?? 1;
	return [1, largest, ...found.filter((d) => d !== 1 && d !== largest)].slice(0, MOST);
}
