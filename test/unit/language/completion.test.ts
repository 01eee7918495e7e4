import assert from "node:assert/strict";
import { suite, test } from "mocha";
import { completionsAt } from "../../../src/language/completion";
import { kinds } from "../../../src/network/registry";
import { english } from "../../../src/network/text";
import { at, model } from "./marked";

/** What is offered at the caret: label and detail. */
function offered(marked: string): [string, string][] {
	const { analysis, offset } = at(marked);
	const items = completionsAt(analysis, offset);
	assert.deepEqual(
		[...items].sort((a, b) => (a.sort < b.sort ? -1 : 1)),
		items,
	);
	return items.map(({ label, detail }) => [label, english(detail)]);
}

const replacement = (marked: string): string | undefined => {
	const { analysis, offset } = at(marked);
	const [item] = completionsAt(analysis, offset);
	return item && analysis.text.slice(0, item.range.start) + item.insertText + analysis.text.slice(item.range.end);
};

suite("language/completion: types", () => {
	test("all there are, what networks begin with first, each with its sentence", () => {
		const types = offered(model(['{ "type": "|" }']));
		assert.deepEqual(
			types.map(([label]) => label),
			[...kinds.map(({ type }) => type), "Sequential"],
		);
		assert.deepEqual(types[0], ["Conv2d", kinds[0]?.doc]);
		assert.ok(types.findIndex(([label]) => label === "Concat") > 2);
	});
	test("one takes the place of what is written, or fills the gap", () => {
		for (const written of ["|", '"|"', '"Co|"', '"Sigmo|id"']) {
			assert.equal(replacement(model([`{ "type": ${written} }`])), model(['{ "type": "Conv2d" }']), written);
		}
	});
});

suite("language/completion: numbers", () => {
	test("kernel sizes that fit, with what they make", () => {
		assert.deepEqual(offered(model(['{ "type": "Conv2d", "out_channels": 6, "kernel_size": |5 }'], "[1, 4, 4]")), [
			["3", "→ 6×2×2"],
			["1", "→ 6×4×4"],
			["2", "→ 6×3×3"],
			["4", "→ 6×1×1"],
		]);
	});
	test("the padding that keeps the size comes first", () => {
		const [first] = offered(model(['{ "type": "Conv2d", "out_channels": 6, "kernel_size": 5, "padding": | }']));
		assert.deepEqual(first, ["2", "→ 6×28×28"]);
	});
	test("it takes the place of the whole number, or fills the gap", () => {
		const layer = (value: string) => model([`{ "type": "MaxPool2d", "kernel_size": ${value} }`]);
		assert.equal(replacement(layer("1|3")), layer("2"));
		assert.equal(replacement(layer("|")), layer("2"));
	});
	test("what comes in", () => {
		assert.deepEqual(offered(model(['{ "type": "Flatten" }', '{ "type": "Linear", "out_features": 10, "in_features": |3 }'])), [
			["784", "→ 10"],
		]);
		assert.deepEqual(offered(model(['{ "type": "Conv2d", "out_channels": 4, "kernel_size": 1, "in_channels": |3 }'], "[2, 4, 4]")), [
			["2", "→ 4×4×4"],
		]);
	});
	test("groups that divide both channel counts", () => {
		const text = model(['{ "type": "Conv2d", "out_channels": 12, "kernel_size": 1, "groups": |5 }'], "[8, 4, 4]");
		assert.deepEqual(
			offered(text).map(([label]) => label),
			["1", "4", "2"],
		);
	});
	test("as many outputs as there are labels", () => {
		const text = model(['{ "type": "Flatten" }', '{ "type": "Linear", "out_features": |1 }']).replace("{", '{ "labels": ["a", "b", "c"],');
		assert.deepEqual(offered(text)[0], ["3", "→ 3"]);
	});
	test("usual ones where nothing is known", () => {
		const [first] = offered(model(['{ "type": "Linear", "out_features": 3 }', '{ "type": "MaxPool2d", "kernel_size": |9 }']));
		assert.deepEqual(first, ["2", "usual"]);
	});
	test("nothing where it is not ours", () => {
		for (const marked of [
			model(['{ "type": "Conv2d", "out_channels": 6, "kernel|_size": 5 }']),
			model(['{ "type": "Conv2d", "out_channels": 6, "kernel_size": /* |5 */ 5 }']),
			model(['{ "type": "Conv2d", "out_channels": 6, "kernel_size": 5 } // |']),
			model(['{ "type": "Conv2d", "out_channels": 6, "kernel_size": [|5, 5] }']),
			model(['{ "type": "Nothing", "kernel_size": |5 }']),
			"|",
		])
			assert.deepEqual(offered(marked), [], marked);
	});
});

suite("language/completion: names", () => {
	const text = (from: string) =>
		model(
			[
				'{ "type": "Conv2d", "id": "stem", "out_channels": 4, "kernel_size": 3, "padding": 1 }',
				'{ "type": "MaxPool2d", "id": "pool", "kernel_size": 2 }',
				'{ "type": "Conv2d", "id": "body", "out_channels": 4, "kernel_size": 3, "padding": 1 }',
				`{ "type": "Add", "from": ${from} }`,
			],
			"[4, 8, 8]",
		);
	test("those that fit first", () => {
		assert.deepEqual(offered(text('["body", |]')), [
			["pool", "MaxPool2d → 4×4×4"],
			["previous", "Conv2d → 4×4×4"],
			["stem", "Conv2d → 4×8×8"],
			["input", "input → 4×8×8"],
		]);
	});
	test("a name is replaced whole", () => {
		assert.equal(replacement(text('["body", "po|"]')), text('["body", "pool"]'));
		assert.equal(replacement(text('["body", |]')), text('["body", "pool"]'));
	});
	test("ids inside a Sequential are local, outer ones visible", () => {
		const nested = model([
			'{ "type": "ReLU", "id": "outer" }',
			'{ "type": "Sequential", "id": "s", "layers": [{ "type": "ReLU", "id": "inner" }, { "type": "Flatten", "from": "|" }] }',
		]);
		assert.deepEqual(
			offered(nested).map(([label]) => label),
			["inner", "outer", "previous", "input"],
		);
	});
	test("class names for the last layer", () => {
		const labels = (value: string) =>
			model(['{ "type": "Flatten" }', '{ "type": "Linear", "out_features": 3 }']).replace("{", `{ "labels": ${value},`);
		assert.equal(replacement(labels("[|]")), labels('["0", "1", "2"]'));
		assert.deepEqual(offered(labels('["a"|]')), []);
	});
});
