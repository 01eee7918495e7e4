import assert from "node:assert/strict";
import { suite, test } from "mocha";
import type { Uri } from "vscode";
import { weightsIssues } from "../../../src/extension/weights/issues";
import type { WeightsState } from "../../../src/extension/weights/state";
import { english, text } from "../../../src/network/text";
import { analyze } from "../../../src/source";
import { readHeader } from "../../../src/weights/read";
import { type NamedTensor, writeWeights } from "../../../src/weights/write";

const nowhere = {} as Uri;
const fileWith = (...tensors: readonly (readonly [name: string, ...shape: number[]])[]): WeightsState => {
	const written = tensors.map(
		([name, ...shape]): NamedTensor => ({ name, shape, data: new Float32Array(shape.reduce((a, b) => a * b, 1)) }),
	);
	return { kind: "read", place: nowhere, shipped: false, stamp: "", header: readHeader(writeWeights(written)), broken: [] };
};

const convolution = (count: number) =>
	`{ "input": [1, 4, 4], "layers": [${Array.from({ length: count }, () => '{ "type": "Conv2d", "out_channels": 1, "kernel_size": 1 }').join(", ")}] }`;

const said = (state: WeightsState, source: string) =>
	weightsIssues("a.safetensors", state, analyze(source)).map(({ code, severity, text: message }) => [code, severity, english(message)]);

suite("extension: what is said about a file of weights", () => {
	test("nothing named, nothing wrong: nothing", () => {
		assert.deepEqual(said({ kind: "none" }, convolution(1)), []);
		assert.deepEqual(said(fileWith(["0.weight", 1, 1, 1, 1], ["0.bias", 1]), convolution(1)), []);
	});

	test("not there, outside, unreadable: errors with the reason", () => {
		assert.deepEqual(
			[
				{ kind: "missing", place: undefined } as const,
				{ kind: "outside" } as const,
				{ kind: "unreadable", place: nowhere, reason: text("it is a folder") } as const,
			].flatMap((state) => said(state, convolution(1))),
			[
				["weights-not-found", "error", "a.safetensors is not there. It is looked for beside the model."],
				["weights-outside", "error", "a.safetensors leads out of the model's folder; only files below it, or in the workspace, are read."],
				["weights-unreadable", "error", "a.safetensors cannot be read: it is a folder."],
			],
		);
	});

	test("each tensor of another shape, with both shapes and the layer it belongs to", () => {
		const analysis = analyze(convolution(2));
		const state = fileWith(["0.weight", 2, 1, 1, 1], ["0.bias", 1], ["1.weight", 1, 1, 1, 1], ["1.bias", 1]);
		const [issue, ...others] = weightsIssues("a.safetensors", state, analysis);
		assert.deepEqual(others, []);
		assert.equal(
			english(issue?.text ?? text("")),
			"0.weight is 2×1×1×1 in a.safetensors, but 1×1×1×1 in the network. Layer 0 keeps what it has.",
		);
		assert.deepEqual(
			issue?.related.map(({ range }) => analysis.text.slice(range.start, range.end)),
			['"Conv2d"'],
		);
	});

	test("of many, five by name and the rest by number", () => {
		const wrong = Array.from({ length: 9 }, (_, i) => [`${i}.bias`, 7] as const);
		const right = Array.from({ length: 9 }, (_, i) => [`${i}.weight`, 1, 1, 1, 1] as const);
		const found = said(fileWith(...wrong, ...right), convolution(9));
		assert.equal(found.length, 6);
		assert.deepEqual(found.at(-1), [
			"weights-wrong-shape",
			"warning",
			"4 more tensors of a.safetensors have other shapes than in the network.",
		]);
	});

	test("numbers that are not finite, in tensors that the network takes", () => {
		const state = { ...fileWith(["0.weight", 1, 1, 1, 1], ["0.bias", 1], ["fc.weight", 3]), broken: ["fc.weight", "0.bias"] };
		assert.deepEqual(said(state, convolution(1))[1], [
			"weights-not-finite",
			"warning",
			"a.safetensors holds numbers that are not finite (NaN or infinite): 0.bias. What comes of them is striped in the panel.",
		]);
	});

	test("names that a wrapper has put something in front of: where the model's own are", () => {
		assert.deepEqual(said(fileWith(["module.0.weight", 1, 1, 1, 1], ["module.0.bias", 1]), convolution(1)), [
			["weights-missing-tensors", "warning", "a.safetensors lacks 2 of the network's 2 tensors: 0.weight, 0.bias."],
			[
				"weights-unexpected-tensors",
				"info",
				"The names in a.safetensors have module. in front, from a wrapper around the model: save model.module.state_dict() instead.",
			],
		]);
	});

	test("missing and unexpected tensors, with their numbers", () => {
		const state = fileWith(["0.weight", 1, 1, 1, 1], ["fc.weight", 3], ["__proto__", 1]);
		assert.deepEqual(said(state, convolution(2)), [
			["weights-missing-tensors", "warning", "a.safetensors lacks 3 of the network's 4 tensors: 0.bias, 1.weight, 1.bias."],
			["weights-unexpected-tensors", "info", "2 of the 3 tensors in a.safetensors are not in the network: __proto__, fc.weight."],
		]);
	});

	test("while the network is at fault, nothing is unexpected: the rest of it is not known", () => {
		const faulty = convolution(2).replace(/("kernel_size": )1( }] })$/, "$19$2");
		assert.equal(analyze(faulty).complete, false);
		const state = fileWith(["0.weight", 1, 1, 1, 1], ["0.bias", 1], ["1.weight", 1, 1, 1, 1]);
		assert.deepEqual(said(state, faulty), []);
	});
});
