import assert from "node:assert/strict";
import { accepts } from "../../../src/network/attribute";
import { formatShape } from "../../../src/network/shape";
import { english } from "../../../src/network/text";
import type { TrainRecipe } from "../../../src/network/train";
import { isTrainKey, trainKeys } from "../../../src/network/trainKeys";
import { type Analysis, analyze, type Issue } from "../../../src/source";

/** What a model file is expected to say. */
export interface Expected {
	/** `key shape` of every layer that is known, `key fault` and `key blocked` of the others, in the order of computation. */
	readonly layers?: readonly string[];
	/**
	 * `code` of every issue, in the order of the text, with `error` left out and other severities before it: `warning unknown-key`. More can
	 * be asked for: `code: message`.
	 */
	readonly issues?: readonly string[];
	readonly limit?: number;
}

/** A whole model around the layers of a list. */
export const model = (layers: string, input = "[1, 28, 28]"): string => `{ "input": ${input}, "layers": [${layers}] }`;

/**
 * Analyses a text and compares. `«…»` in the text mark, in order, the ranges of the first issues; they are not part of the text.
 * What holds for every analysis is checked too.
 */
export function check(marked: string, expected: Expected): Analysis {
	const ranges = marksOf(marked);
	const text = marked.replace(/[«»]/g, "");
	const analysis = analyze(text, expected.limit === undefined ? {} : { memoryLimit: expected.limit });
	invariants(analysis);
	if (expected.issues) {
		const said = analysis.issues.map((issue, index) => {
			const plain = issue.severity === "error" ? issue.code : `${issue.severity} ${issue.code}`;
			return expected.issues?.[index]?.includes(": ") ? `${plain}: ${english(issue.text)}` : plain;
		});
		assert.deepEqual(said, expected.issues);
	}
	for (const [index, range] of ranges.entries()) {
		const issue = analysis.issues[index];
		assert.equal(issue && text.slice(issue.range.start, issue.range.end), text.slice(range.start, range.end), issue?.code);
		assert.deepEqual(issue?.range, range);
	}
	if (expected.layers) {
		const said = analysis.layers.map(({ key, state, shape }) => {
			const known = shape && formatShape(shape);
			return `${key} ${state === "ok" ? known : known ? `${state} ${known}` : state}`;
		});
		assert.deepEqual(said, expected.layers);
	}
	return analysis;
}

/** The only issue of that code. */
export function only(analysis: Analysis, code: Issue["code"]): Issue {
	const found = analysis.issues.filter((issue) => issue.code === code);
	assert.equal(found.length, 1, `one ${code}`);
	return found[0] as Issue;
}

function marksOf(marked: string): { start: number; end: number }[] {
	const ranges: { start: number; end: number }[] = [];
	let offset = 0;
	for (const part of marked.split(/([«»])/)) {
		const last = ranges.at(-1);
		if (part === "«") ranges.push({ start: offset, end: offset });
		else if (part === "»" && last) last.end = offset;
		else offset += part.length;
	}
	return ranges;
}

/** What is true of the analysis of any text whatsoever. */
export function invariants(analysis: Analysis): void {
	const { text, layers, issues, graph, complete, brokenAt, totals } = analysis;
	assert.ok(issues.length <= 200, "few issues");
	assert.ok(issues.filter(({ code }) => code === "syntax").length <= 20 + 1, "few syntax issues");
	for (const { range, text: message, layer, cause } of issues) {
		assert.ok(0 <= range.start && range.start <= range.end && range.end <= text.length, "a range within the text");
		for (const [, name = ""] of message.message.matchAll(/\{(\w+)\}/g)) {
			assert.ok(message.args?.[name] !== undefined, `{${name}} of ${message.message}`);
		}
		assert.ok(english(message).length < 1000, "a message that can be read");
		assert.ok(layer === undefined || layers[layer], "a layer that exists");
		assert.ok(cause === undefined || layers[cause], "a cause that exists");
	}
	assert.equal(new Set(layers.map(({ key }) => key)).size, layers.length, "unique keys");
	for (const [index, layer] of layers.entries()) {
		assert.equal(layer.index, index);
		for (const input of layer.inputs) assert.ok(input >= -1 && input < index, "inputs come first");
		if (layer.shape)
			assert.ok(
				layer.shape.every((size) => Number.isSafeInteger(size) && size > 0),
				"positive whole sizes",
			);
		if (layer.state !== "ok") continue;
		assert.ok(layer.shape && layer.kind && layer.values && layer.inputShapes && layer.receptiveField);
		for (const input of layer.inputs) assert.ok(input < 0 || layers[input]?.state === "ok", "what feeds an ok layer is ok");
		assert.ok(brokenAt === undefined || layer.source.range.end <= brokenAt, "nothing behind a syntax error is ok");
	}
	if (graph) {
		const ok = layers.filter(({ state }) => state === "ok");
		assert.deepEqual(
			graph.nodes.map(({ key, shape }) => [key, shape]),
			ok.map(({ key, shape }) => [key, shape]),
		);
		for (const [index, { inputs }] of graph.nodes.entries()) {
			assert.deepEqual(
				inputs.map((input): string | undefined => graph.nodes[input]?.key),
				ok[index]?.inputs.map((input) => layers[input]?.key),
			);
		}
	}
	const errors = issues.filter(({ severity }) => severity === "error");
	if (complete) assert.ok(errors.every(ofTraining), "errors of training only");
	else assert.ok(errors.length > 0, "a reason");
	trainInvariants(analysis);
	if (complete) assert.ok(layers.every(({ state }) => state === "ok"));
	assert.ok(Object.values(totals).every((value) => value >= 0));
}

const ofTraining = ({ source, code, attribute }: Issue): boolean =>
	source?.path[0] === "train" || code === "classes-mismatch" || attribute === "train";

/** What is known of `train` is legal, and is what the text says. */
function trainInvariants({ train, trainSource, issues, keys }: Analysis): void {
	// That section and network do not fit is nothing wrong with the section.
	const own = issues.filter(({ source, code }) => source !== undefined && source === trainSource && code !== "classes-mismatch");
	const wrong = own.some(({ severity }) => severity === "error");
	if (!train) return;
	assert.ok(!wrong, "a recipe only where nothing is wrong");
	assert.deepEqual(train.range, keys.train?.value);
	for (const [name, value] of Object.entries(train.recipe)) {
		assert.ok(isTrainKey(name) && (value === undefined || accepts(trainKeys[name], value)), name);
	}
	for (const [name, { written }] of Object.entries(train.keys)) assert.deepEqual(train.recipe[name as keyof TrainRecipe], written);
}
