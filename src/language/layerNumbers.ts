import { type Attribute, accepts } from "../network/attribute";
import { type Text, text } from "../network/text";
import type { Analysis, Layer } from "../source/analysis";
import { addAttribute, setValue, type TextEdit } from "./edit";
import { inputShapesOf, outcomeOf } from "./whatif";

/** A whole number of a layer that can be counted up and down: `stride`, `out_channels`. */
export interface LayerNumber {
	readonly name: string;
	readonly value: number;
	/** False where the text leaves it to PyTorch's default. */
	readonly written: boolean;
	readonly least: 0 | 1;
}

/** Another value, or the next one up or down with which the layer still fits. */
export type NumberChange = { readonly kind: "set"; readonly value: number } | { readonly kind: "step"; readonly by: 1 | -1 };

/** How many values are tried for the next one that fits. */
const TRIES = 1024;

/** Smallest value of each attribute that takes whole numbers from 0 or 1 on; undefined for those that take anything else. */
const leasts = new WeakMap<Attribute<unknown>, 0 | 1 | "none">();

function leastOf(attribute: Attribute<unknown>): 0 | 1 | undefined {
	let least = leasts.get(attribute);
	if (least === undefined) {
		const counts = accepts(attribute, 1) && !accepts(attribute, 0.5) && !accepts(attribute, -1);
		least = counts ? (accepts(attribute, 0) ? 0 : 1) : "none";
		leasts.set(attribute, least);
	}
	return least === "none" ? undefined : least;
}

/** The numbers of a layer that can be counted: those written, and defaults that are numbers. A pair counts where both sides are alike. */
export function layerNumbers({ kind, written }: Layer): readonly LayerNumber[] {
	return Object.entries(kind?.attributes ?? {}).flatMap(([name, attribute]): LayerNumber[] => {
		const least = leastOf(attribute);
		const isWritten = Object.hasOwn(written, name);
		const value = single(isWritten ? written[name] : attribute.default);
		return least === undefined || value === undefined ? [] : [{ name, value, written: isWritten, least }];
	});
}

function single(written: unknown): number | undefined {
	if (typeof written === "number") return written;
	return Array.isArray(written) && written[0] === written[1] ? single(written[0]) : undefined;
}

/**
 * The edits of the analysed text that change a number of a layer; none where the text says so already, or a syntax error leaves it open what
 * would be changed. A step that no value fits gives the reason. What is set need not fit: that is said where the text stands.
 */
export function setLayerNumber(analysis: Analysis, key: string, name: string, change: NumberChange): readonly TextEdit[] | Text {
	const { text: before, brokenAt } = analysis;
	const layer = analysis.layers.find((each) => each.key === key);
	const number = layer && layerNumbers(layer).find((each) => each.name === name);
	const attribute = layer?.kind?.attributes[name];
	if (!layer || !number || !attribute || (brokenAt !== undefined && layer.source.range.end >= brokenAt)) return [];
	const value = change.kind === "set" ? change.value : next(analysis, layer, number, change.by);
	if (value === undefined) {
		return change.kind === "step" && change.by > 0
			? text("No larger {attribute} fits here.", { attribute: name })
			: text("No smaller {attribute} fits here.", { attribute: name });
	}
	if (value === number.value || !accepts(attribute, value)) return [];
	const entry = layer.source.attributes.find((each) => each.name === name);
	return entry ? setValue(before, entry, value) : addAttribute(before, layer.source, name, value);
}

/** The nearest value in that direction with which the layer fits its inputs; the next one where these are not known. */
function next(analysis: Analysis, layer: Layer, { name, value, least }: LayerNumber, by: 1 | -1): number | undefined {
	const known = inputShapesOf(analysis, layer) !== undefined;
	for (let tried = value + by, n = 0; tried >= least && n < TRIES; tried += by, n++)
		if (!known || outcomeOf(analysis, layer, { [name]: tried })) return tried;
	return undefined;
}
