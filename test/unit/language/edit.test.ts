import assert from "node:assert/strict";
import { suite, test } from "mocha";
import {
	addAttribute,
	addLast,
	addTopLevel,
	applyEdits,
	formatJson,
	insertBefore,
	movedBy,
	removeEntry,
	renameKey,
	setNumbers,
	setType,
	setValue,
	type TextEdit,
} from "../../../src/language/edit";
import { entriesOf } from "../../../src/language/lookup";
import type { AttributeSource, LayerSource } from "../../../src/source/analysis";
import { analyze } from "../../../src/source/analyze";

/** The layer of a text that holds one: whatever stands around it is kept. */
function layerIn(text: string): { source: LayerSource; entry: (name: string) => AttributeSource } {
	const source = analyze(text).sources[0];
	assert.ok(source);
	return {
		source,
		entry: (name) => {
			const found = entriesOf(source).find((candidate) => candidate.name === name);
			assert.ok(found, name);
			return found;
		},
	};
}

const around = (layer: string): string => `{"input":[1,8,8],"layers":[${layer}]}`;

/** Edits the only layer of a model and compares the layer's text. */
function check(before: string, edit: (text: string, layer: ReturnType<typeof layerIn>) => readonly TextEdit[], after: string): void {
	const text = around(before);
	assert.equal(applyEdits(text, edit(text, layerIn(text))), around(after));
}

const add =
	(name: string, value: number) =>
	(text: string, { source }: ReturnType<typeof layerIn>) =>
		addAttribute(text, source, name, value);
const remove = (name: string) => (text: string, layer: ReturnType<typeof layerIn>) =>
	removeEntry(text, entriesOf(layer.source), layer.entry(name));

suite("language/edit: adding an attribute", () => {
	test("one line stays one line", () =>
		check('{ "type": "Conv2d", "kernel_size": 3 }', add("padding", 1), '{ "type": "Conv2d", "kernel_size": 3, "padding": 1 }'));
	test("behind the type where there is nothing else", () =>
		check('{ "type": "Conv2d" }', add("padding", 1), '{ "type": "Conv2d", "padding": 1 }'));
	test("into empty braces", () => check("{}", add("padding", 1), '{ "padding": 1 }'));
	test("a line of its own where the others have theirs", () =>
		check(
			'{\n\t"type": "Conv2d",\n\t"kernel_size": 3\n}',
			add("padding", 1),
			'{\n\t"type": "Conv2d",\n\t"kernel_size": 3,\n\t"padding": 1\n}',
		));
	test("Windows line breaks", () =>
		check('{\r\n  "type": "Conv2d",\r\n  "a": 3\r\n}', add("padding", 1), '{\r\n  "type": "Conv2d",\r\n  "a": 3,\r\n  "padding": 1\r\n}'));
	test("a comment stays with the attribute it is about", () =>
		check(
			'{\n\t"type": "Conv2d",\n\t"kernel_size": 3 // odd\n}',
			add("padding", 1),
			'{\n\t"type": "Conv2d",\n\t"kernel_size": 3, // odd\n\t"padding": 1\n}',
		));
	test("a trailing comma stays one", () =>
		check(
			'{\n\t"type": "Conv2d",\n\t"kernel_size": 3, // odd\n}',
			add("padding", 1),
			'{\n\t"type": "Conv2d",\n\t"kernel_size": 3, // odd\n\t"padding": 1,\n}',
		));
	test("a trailing comma on one line", () =>
		check('{ "type": "Conv2d", "kernel_size": 3, }', add("padding", 1), '{ "type": "Conv2d", "kernel_size": 3, "padding": 1, }'));
	test("braces behind the last attribute on its line", () =>
		check('{ "type": "Conv2d",\n  "kernel_size": 3 }', add("padding", 1), '{ "type": "Conv2d",\n  "kernel_size": 3,\n  "padding": 1 }'));
});

suite("language/edit: removing an attribute", () => {
	test("in the middle", () => check('{ "type": "X", "a": 1, "b": 2 }', remove("a"), '{ "type": "X", "b": 2 }'));
	test("at the end", () => check('{ "type": "X", "a": 1, "b": 2 }', remove("b"), '{ "type": "X", "a": 1 }'));
	test("the first", () => check('{ "a": 1, "type": "X" }', remove("a"), '{ "type": "X" }'));
	test("the only one", () => check('{ "a": 1 }', remove("a"), "{  }"));
	test("with its line", () => check('{\n\t"type": "X",\n\t"a": 1,\n\t"b": 2\n}', remove("a"), '{\n\t"type": "X",\n\t"b": 2\n}'));
	test("with its line and Windows line breaks", () =>
		check('{\r\n\t"type": "X",\r\n\t"a": 1,\r\n\t"b": 2\r\n}', remove("a"), '{\r\n\t"type": "X",\r\n\t"b": 2\r\n}'));
	test("the last line", () => check('{\n\t"type": "X",\n\t"a": 1\n}', remove("a"), '{\n\t"type": "X"\n}'));
	test("the last, a comment before it is kept", () =>
		check('{\n\t"type": "X", // note\n\t"a": 1\n}', remove("a"), '{\n\t"type": "X" // note\n}'));
	test("a trailing comma goes with it", () => check('{ "type": "X", "a": 1, }', remove("a"), '{ "type": "X", }'));
});

suite("language/edit: the rest", () => {
	test("a number is replaced, and nothing else", () =>
		check('{ "type":"X", "a" : 1 /* one */ }', (text, { entry }) => setValue(text, entry("a"), 23), '{ "type":"X", "a" : 23 /* one */ }'));
	test("lists and words", () => {
		check('{ "type": "X", "a": 1 }', (text, { entry }) => setValue(text, entry("a"), [3, 5]), '{ "type": "X", "a": [3, 5] }');
		check('{ "type": "X", "a": [3, 5] }', (text, { entry }) => setValue(text, entry("a"), "same"), '{ "type": "X", "a": "same" }');
	});
	test("a missing value is written", () =>
		check('{ "type": "X", "a": }', (text, { entry }) => setValue(text, entry("a"), 3), '{ "type": "X", "a": 3 }'));
	test("a key is renamed", () => check('{ "type": "X", "a": 1 }', (_, { entry }) => renameKey(entry("a"), "b"), '{ "type": "X", "b": 1 }'));
	test("a type is replaced", () =>
		check('{ "type": "Conv2D", "a": 1 }', (_, { source }) => setType(source, "Conv2d"), '{ "type": "Conv2d", "a": 1 }'));
	test("a missing type is written first", () => {
		check('{ "a": 1 }', (_, { source }) => setType(source, "ReLU"), '{ "type": "ReLU", "a": 1 }');
		check("{}", (_, { source }) => setType(source, "ReLU"), '{ "type": "ReLU" }');
	});
	test("a layer is inserted in front on the same line", () =>
		check(
			'{ "type": "X" }',
			(text, { source }) => insertBefore(text, source, { type: "Flatten" }),
			'{ "type": "Flatten" }, { "type": "X" }',
		));
	test("a layer is inserted on a line of its own", () =>
		check(
			'\r\n    { "type": "X" }',
			(text, { source }) => insertBefore(text, source, { type: "Upsample", scale_factor: 2 }),
			'\r\n    { "type": "Upsample", "scale_factor": 2 },\r\n    { "type": "X" }',
		));
	test("a key is added to the model", () => {
		const check = (before: string, after: string) => {
			const entries = Object.values(analyze(before).keys);
			assert.equal(applyEdits(before, addTopLevel(before, entries, "input", [1, 28, 28])), after);
		};
		check('{\n  "layers": []\n}', '{\n  "input": [1, 28, 28],\n  "layers": []\n}');
		check('{ "layers": [] }', '{ "input": [1, 28, 28], "layers": [] }');
		check("// a model\n{}", '// a model\n{ "input": [1, 28, 28] }');
		check("", "");
	});
	test("a key is added to the model behind the others", () => {
		const check = (before: string, after: string) => {
			const entries = Object.values(analyze(before).keys);
			assert.equal(applyEdits(before, addLast(before, entries, "weights", "a.safetensors")), after);
		};
		const added = '"weights": "a.safetensors"';
		check('{\n  "layers": [] // none\n}\n', `{\n  "layers": [], // none\n  ${added}\n}\n`);
		check('{\n  "input": [1],\n  "layers": [],\n}', `{\n  "input": [1],\n  "layers": [],\n  ${added},\n}`);
		check('{ "layers": [], "train": { "data": "mnist" } }', `{ "layers": [], "train": { "data": "mnist" }, ${added} }`);
	});
	test("numbers of a list are changed one by one", () => {
		const check = (before: string, after: string) =>
			assert.equal(applyEdits(before, setNumbers(before, { start: 0, end: before.length }, [1, 32, 32])), after);
		check("[1, 28,28]", "[1, 32,32]");
		check("[ 1,\n28, 30 ]", "[ 1,\n32, 32 ]");
		check("[28]", "[1, 32, 32]");
		check("[1, /* 28 */ 28, 28]", "[1, 32, 32]");
	});
	test("places move with the edits", () => {
		const edits = [
			{ range: { start: 2, end: 4 }, newText: "x" },
			{ range: { start: 6, end: 6 }, newText: "yy" },
		];
		assert.deepEqual(
			[0, 2, 4, 5, 6, 7].map((offset) => movedBy(edits, offset)),
			[0, 2, 3, 4, 7, 8],
		);
		assert.equal(applyEdits("abcdefgh", edits), "abxefyygh");
	});
	test("long values are shortened", () => {
		assert.equal(formatJson([3, 5]), "[3, 5]");
		assert.equal(formatJson("x".repeat(100)).length, 40);
		assert.equal(formatJson(undefined), "…");
	});
});
