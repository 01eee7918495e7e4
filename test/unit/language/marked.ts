import type { Analysis } from "../../../src/source/analysis";
import { analyze } from "../../../src/source/analyze";

/** An analysis of a text in which `|` marks the caret. */
export function at(marked: string): { analysis: Analysis; offset: number } {
	const offset = marked.indexOf("|");
	if (offset < 0) throw new Error(`No | in ${marked}`);
	return { analysis: analyze(marked.slice(0, offset) + marked.slice(offset + 1)), offset };
}

/** A model whose layers are written one a line; the other keys stand before them. */
export const model = (layers: readonly string[], input = "[1, 28, 28]"): string =>
	`{\n\t"input": ${input},\n\t"layers": [\n${layers.map((layer) => `\t\t${layer}`).join(",\n")}\n\t]\n}\n`;

export const lenet = model([
	'{ "type": "Conv2d", "out_channels": 6, "kernel_size": 5, "padding": 2 }',
	'{ "type": "ReLU" }',
	'{ "type": "MaxPool2d", "kernel_size": 2 }',
	'{ "type": "Conv2d", "out_channels": 16, "kernel_size": 5 }',
	'{ "type": "ReLU" }',
	'{ "type": "MaxPool2d", "kernel_size": 2 }',
	'{ "type": "Flatten" }',
	'{ "type": "Linear", "out_features": 120 }',
	'{ "type": "ReLU" }',
	'{ "type": "Linear", "out_features": 84 }',
	'{ "type": "ReLU" }',
	'{ "type": "Linear", "out_features": 10 }',
]);

/** The text with a caret in front of the nth occurrence of some words. */
export function caret(text: string, words: string, nth = 0): string {
	let found = -1;
	for (let i = 0; i <= nth; i++) found = text.indexOf(words, found + 1);
	if (found < 0) throw new Error(`No ${words} in ${text}`);
	return `${text.slice(0, found)}|${text.slice(found)}`;
}
