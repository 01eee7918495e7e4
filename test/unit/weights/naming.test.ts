import assert from "node:assert/strict";
import { suite, test } from "mocha";
import { namingEdits } from "../../../src/extension/weights/naming";
import { applyEdits } from "../../../src/language/edit";
import { analyze } from "../../../src/source";
import { namesFromFile, wrapperOf } from "../../../src/weights/naming";
import { readHeader } from "../../../src/weights/read";
import { type NamedTensor, writeWeights } from "../../../src/weights/write";

type Shapes = Readonly<Record<string, readonly number[]>>;

const tensorsOf = (shapes: Shapes) =>
	readHeader(
		writeWeights(
			Object.entries(shapes).map(
				([name, shape]): NamedTensor => ({ name, shape: [...shape], data: new Float32Array(shape.reduce((a, b) => a * b, 1)) }),
			),
		),
	).tensors;

const linear = (out: number, into: number, ...names: string[]): Shapes =>
	Object.fromEntries(
		names.flatMap(
			(name) =>
				[
					[`${name}.weight`, [out, into]],
					[`${name}.bias`, [out]],
				] as const,
		),
	);

const model = (...layers: string[]) => `{\n\t"input": [4],\n\t"layers": [\n\t\t${layers.join(",\n\t\t")}\n\t]\n}`;
const named = (text: string, shapes: Shapes) => {
	const edits = namingEdits(analyze(text), tensorsOf(shapes));
	return edits && applyEdits(text, edits.edits);
};

suite("weights: names of a file for layers without one", () => {
	const two = model('{ "type": "Linear", "out_features": 3 }', '{ "type": "ReLU" }', '{ "type": "Linear", "out_features": 2 } // scores');

	test("each layer is called as the module whose tensors have its shapes; the id stands behind the type", () => {
		assert.equal(
			named(two, { ...linear(2, 3, "head"), ...linear(3, 4, "body") }),
			model(
				'{ "type": "Linear", "id": "body", "out_features": 3 }',
				'{ "type": "ReLU" }',
				'{ "type": "Linear", "id": "head", "out_features": 2 } // scores',
			),
		);
	});

	test("layers of the same shapes go by the file's count, and by nothing else", () => {
		const twelve = model(...Array.from({ length: 12 }, () => '{ "type": "Linear", "out_features": 4 }'));
		const counted = named(twelve, linear(4, 4, ...Array.from({ length: 12 }, (_, i) => `fc${i + 1}`)));
		assert.deepEqual(
			[...(counted ?? "").matchAll(/fc\d+/g)].map(([name]) => name),
			Array.from({ length: 12 }, (_, i) => `fc${i + 1}`),
		);
		const alike = model('{ "type": "Linear", "out_features": 4 }', '{ "type": "Linear", "out_features": 4 }');
		assert.equal(named(alike, linear(4, 4, "key", "query")), undefined);
	});

	test("counters of batches may be missing in the file", () => {
		const text = `{ "input": [2, 3, 3], "layers": [{ "type": "BatchNorm2d" }] }`;
		const shapes = { "bn.weight": [2], "bn.bias": [2], "bn.running_mean": [2], "bn.running_var": [2] };
		assert.equal(named(text, shapes), `{ "input": [2, 3, 3], "layers": [{ "type": "BatchNorm2d", "id": "bn" }] }`);
	});

	test("nothing where the file has no module of these shapes, more of them, or one inside of another", () => {
		assert.equal(named(two, linear(3, 4, "body")), undefined);
		assert.equal(named(two, { ...linear(3, 4, "body1", "body2"), ...linear(2, 3, "head") }), undefined);
		assert.equal(named(two, { ...linear(3, 4, "body.0"), ...linear(2, 3, "head") }), undefined);
	});

	test("nothing where a layer has an id already, or the text is broken", () => {
		const shapes = { ...linear(2, 3, "head"), ...linear(3, 4, "body") };
		assert.equal(named(two.replace('"out_features": 3', '"id": "mine", "out_features": 3'), shapes), undefined);
		assert.equal(named(two.slice(0, -4), shapes), undefined);
	});

	test("a layer that finds its tensors keeps its name", () => {
		const changed = named(two.replace('"out_features": 3', '"id": "body", "out_features": 3'), {
			...linear(3, 4, "body"),
			...linear(2, 3, "head"),
		});
		assert.match(changed ?? "", /"id": "body", "out_features": 3/);
		assert.match(changed ?? "", /"id": "head", "out_features": 2/);
		assert.equal(namesFromFile([], [])?.size, 0);
	});

	test("what a wrapper has put in front of all names", () => {
		const missing = Object.keys(linear(2, 3, "0", "1")).map((name) => ({ name }));
		const entries = (shapes: Shapes) => [...tensorsOf(shapes).values()];
		assert.equal(wrapperOf(missing, entries(linear(2, 3, "module.0", "module.1"))), "module.");
		assert.equal(wrapperOf(missing, entries(linear(2, 3, "module.0", "other.1"))), undefined);
		assert.equal(wrapperOf(missing, entries(linear(2, 3, "10", "11"))), undefined);
		assert.equal(wrapperOf([], []), undefined);
	});
});
