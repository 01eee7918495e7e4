import { Stream } from "../../src/engine/random";
import { analyze } from "../../src/source";
import type { Figure } from "../table";

const LAYERS = 100;
const WARM_UP = 100;
const KEYSTROKES = 1000;

/** The text of a network of 100 layers, written as people write it: residual blocks of convolution, normalisation and activation. */
function hundredLayers(): string {
	const convolution = '{ "type": "Conv2d", "out_channels": 16, "kernel_size": 3, "padding": 1 }';
	const layers = [convolution.replace(" }", ', "id": "block0" }')];
	const end = ['{ "type": "AdaptiveAvgPool2d", "output_size": 4 }', '{ "type": "Flatten" }', '{ "type": "Linear", "out_features": 10 }'];
	for (let block = 1; layers.length + 8 + end.length <= LAYERS; block++) {
		const sum = `{ "type": "Add", "from": ["previous", "block${block - 1}"] }`;
		const last = `{ "type": "Dropout", "p": 0.1, "id": "block${block}" }`;
		const normal = ['{ "type": "BatchNorm2d" }', '{ "type": "ReLU" }'];
		layers.push(convolution, ...normal, convolution, '{ "type": "BatchNorm2d" }', sum, '{ "type": "ReLU" }', last);
	}
	while (layers.length + end.length < LAYERS) layers.push('{ "type": "ReLU" }');
	return `{\n\t"input": [3, 64, 64],\n\t"layers": [\n\t\t${[...layers, ...end].join(",\n\t\t")}\n\t]\n}\n`;
}

/** Milliseconds of each keystroke's analysis. Every keystroke is made in the untouched text, and no two in a row are the same. */
function measure(text: string, keystroke: (n: number) => string): number[] {
	const samples: number[] = [];
	for (let n = 0; n < WARM_UP + KEYSTROKES; n++) {
		const edited = keystroke(n);
		if (edited === text) throw new Error("the keystroke changed nothing");
		const began = performance.now();
		analyze(edited);
		const took = performance.now() - began;
		if (n >= WARM_UP) samples.push(took);
	}
	return samples;
}

/**
 * Analysis of a file of 100 layers after one keystroke, anywhere in it: one digit becomes another (the text still parses, shapes below
 * change or no longer fit), or one character is deleted (which often leaves a text that does not parse). After a warm-up, as in an editor
 * that has been open for a while; in this process, not in VS Code.
 */
export function analysisFigures(): readonly Figure[] {
	const text = hundredLayers();
	const { layers, issues } = analyze(text);
	if (layers.length !== LAYERS || issues.length > 0) throw new Error(`the file has ${layers.length} layers and ${issues.length} issues`);
	const random = new Stream("bench", "keystrokes");
	const digits = [...text.matchAll(/\d/g)].map(({ index }) => index);
	const otherDigit = (n: number): string => {
		const at = digits[random.bits(2 * n) % digits.length] ?? 0;
		const digit = (Number(text[at]) + 1 + (random.bits(2 * n + 1) % 9)) % 10;
		return text.slice(0, at) + digit + text.slice(at + 1);
	};
	const deleted = (n: number): string => {
		const at = random.bits(n) % text.length;
		return text.slice(0, at) + text.slice(at + 1);
	};
	const limits = { limit: 2, unit: "ms" } as const;
	return [
		{ what: "analysis of a 100-layer file after one keystroke: another digit", ...limits, samples: measure(text, otherDigit) },
		{ what: "… : a character deleted", ...limits, samples: measure(text, deleted) },
	];
}
