import assert from "node:assert/strict";
import { suite, test } from "mocha";
import { diagnostics, issuesIn } from "../../../src/language/diagnostics";
import { inlayHints } from "../../../src/language/inlay";
import { lenses } from "../../../src/language/lenses";
import { layerAt, rangeOfLayer } from "../../../src/language/lookup";
import { symbols } from "../../../src/language/symbols";
import { english } from "../../../src/network/text";
import { analyze } from "../../../src/source/analyze";
import { at, caret, lenet, model } from "./marked";

const labels = (text: string) => inlayHints(analyze(text)).map(({ label }) => label);

suite("language/inlay", () => {
	test("a shape behind every layer of LeNet-5", () => {
		assert.deepEqual(labels(lenet), [
			"→ 6×28×28",
			"→ 6×28×28",
			"→ 6×14×14",
			"→ 16×10×10",
			"→ 16×10×10",
			"→ 16×5×5",
			"→ 400",
			"→ 120",
			"→ 120",
			"→ 84",
			"→ 84",
			"→ 10",
		]);
	});
	test("it stands right behind the closing brace", () => {
		for (const hint of inlayHints(analyze(lenet))) assert.equal(lenet[hint.offset - 1], "}");
	});
	test("the tooltip has the costs", () => {
		const [first] = inlayHints(analyze(lenet));
		assert.deepEqual(first?.tooltip.map(english), ["156 parameters", "117,600 multiply-adds", "18.4 KiB for one picture"]);
	});
	test("a fault and what it blocks are marked", () => {
		const text = model(['{ "type": "ReLU" }', '{ "type": "Linear", "out_features": 10 }', '{ "type": "ReLU" }']);
		assert.deepEqual(labels(text), ["→ 1×28×28", "→ ✗", "→ ?"]);
	});
	test("only what ends within the range", () => {
		const [, second, third] = inlayHints(analyze(lenet));
		assert.ok(second && third);
		const some = inlayHints(analyze(lenet), { start: second.offset, end: third.offset });
		assert.deepEqual(
			some.map(({ label }) => label),
			["→ 6×28×28", "→ 6×14×14"],
		);
	});
	test("repetitions that differ are told, and a Sequential's own output", () => {
		const pools = (repeat: number) =>
			model([
				`{ "type": "Sequential", "id": "s", "repeat": ${repeat}, "layers": [{ "type": "ReLU" }, { "type": "MaxPool2d", "kernel_size": 2 }] }`,
			]);
		assert.deepEqual(labels(pools(2)), ["→ 1×28×28, 1×14×14 (×2)", "→ 1×14×14, 1×7×7 (×2)", "→ 1×7×7"]);
		assert.deepEqual(labels(pools(4)), ["→ 1×28×28 … 1×3×3 (×4)", "→ 1×14×14 … 1×1×1 (×4)", "→ 1×1×1"]);
	});
	test("a Sequential inside a repeated one has an output for each run", () => {
		const inner = '{ "type": "Sequential", "repeat": 2, "layers": [{ "type": "MaxPool2d", "kernel_size": 2 }] }';
		const text = model([`{ "type": "Sequential", "repeat": 2, "layers": [${inner}] }`], "[1, 64, 64]");
		assert.deepEqual(labels(text), ["→ 1×32×32 … 1×4×4 (×4)", "→ 1×16×16, 1×4×4 (×2)", "→ 1×4×4"]);
	});
});

suite("language/diagnostics", () => {
	test("a fault points at the layer that caused it", () => {
		const text = model([
			'{ "type": "Conv2d", "out_channels": 16, "kernel_size": 5 }',
			'{ "type": "Flatten" }',
			'{ "type": "Linear", "in_features": 400, "out_features": 10 }',
		]);
		const found = diagnostics(analyze(text));
		assert.deepEqual(
			found.map(({ code, severity }) => [code, severity]),
			[["features-mismatch", "error"]],
		);
		assert.equal(english(found[0]?.text ?? { message: "" }), "Linear receives 16×24×24 = 9216 features, but in_features is 400.");
		const [related] = found[0]?.related ?? [];
		assert.match(english(related?.text ?? { message: "" }), /makes (16×24×24|9216)\.$/);
		assert.match(text.slice(related?.range.start, related?.range.end), /^"(Conv2d|Flatten)"$/);
	});
	test("where inputs do not go together, the layers that made both are pointed at", () => {
		const text = model([
			'{ "type": "Conv2d", "id": "stem", "out_channels": 4, "kernel_size": 3, "padding": 1 }',
			'{ "type": "Conv2d", "id": "body", "out_channels": 4, "kernel_size": 3 }',
			'{ "type": "BatchNorm2d" }',
			'{ "type": "Add", "from": ["previous", "stem"] }',
		]);
		const [found] = diagnostics(analyze(text));
		assert.equal(found?.code, "shapes-differ");
		assert.deepEqual(
			found.related.map((place) => english(place.text)),
			["stem Conv2d makes 4×28×28.", "body Conv2d makes 4×26×26."],
		);
	});
	test("a repeated fault names its repetition", () => {
		const text = model(['{ "type": "Sequential", "id": "s", "repeat": 6, "layers": [{ "type": "MaxPool2d", "kernel_size": 2 }] }']);
		const [found] = diagnostics(analyze(text));
		assert.equal(found?.code, "kernel-too-large");
		assert.match(found.related.map(({ text }) => english(text)).join("\n"), /^Of its 6 repetitions, \S+ is the first at fault\./);
	});
	test("the issues at a place", () => {
		const { analysis, offset } = at(caret(model(['{ "type": "Conv2d", "kernel_size": -1, "out_channels": 4 }']), "-1"));
		assert.deepEqual(
			issuesIn(analysis, { start: offset, end: offset }).map(({ code }) => code),
			["invalid-attribute"],
		);
		assert.deepEqual(issuesIn(analysis, { start: 0, end: 0 }), []);
	});
});

suite("language/lookup", () => {
	const check = (marked: string, key: string | undefined, attribute?: string, part?: "key" | "value") => {
		const { analysis, offset } = at(marked);
		const place = layerAt(analysis, offset);
		assert.equal(place?.layer?.key, key);
		assert.equal(place?.attribute?.name, attribute);
		assert.equal(place?.part, part);
	};
	test("inside the braces", () => {
		check(caret(lenet, '"kernel_size"', 1), "2", "kernel_size", "key");
		check(lenet.replace('"kernel_size": 2', '"kernel_size": |2'), "2", "kernel_size", "value");
		check(lenet.replace('{ "type": "Flatten" }', '{ | "type": "Flatten" }'), "6");
	});
	test("the whole line belongs to its layer", () => {
		check(lenet.replace('\t\t{ "type": "Flatten" }', '|\t\t{ "type": "Flatten" }'), "6");
		check(lenet.replace('{ "type": "Flatten" },', '{ "type": "Flatten" }, // long| note'), "6");
	});
	test("of two layers on a line the nearer one", () => {
		const text = (line: string) => model([line]);
		check(text('{ "type": "ReLU" },|   { "type": "Flatten" }'), "0");
		check(text('{ "type": "ReLU" },   |{ "type": "Flatten" }'), "1");
	});
	test("a line without layers has none", () => {
		check(caret(lenet, '"input"'), undefined);
		check(lenet.replace(/$/, "|"), undefined);
		check("|", undefined);
	});
	test("nested layers, and the Sequential itself", () => {
		const text = model(['{ "type": "Sequential", "id": "s", "layers": [\n\t{ "type": "ReLU" },\n\t{ "type": "Flatten" }\n] }']);
		check(caret(text, '"Flatten"'), "s.1", "type", "value");
		check(caret(text, '"s"'), "s.0", "id", "value");
	});
	test("the range of a key", () => {
		const range = rangeOfLayer(analyze(lenet), "6");
		assert.equal(lenet.slice(range?.start, range?.end), '{ "type": "Flatten" }');
		assert.equal(rangeOfLayer(analyze(lenet), "12"), undefined);
	});
});

suite("language/symbols and lenses", () => {
	test("a tree of layers with their shapes", () => {
		const text = model([
			'{ "type": "Conv2d", "id": "stem", "out_channels": 4, "kernel_size": 3 }',
			'{ "type": "Sequential", "id": "block", "repeat": 2, "layers": [{ "type": "ReLU" }] }',
		]);
		const tree = symbols(analyze(text)).map(({ name, detail, kind, children }) => [
			name,
			detail,
			kind,
			children.map((child) => child.name),
		]);
		assert.deepEqual(tree, [
			["input", "1×28×28", "input", []],
			["stem Conv2d", "4×26×26", "layer", []],
			["block Sequential", "×2 → 4×26×26", "sequence", ["0 ReLU"]],
		]);
	});
	test("how it is trained", () => {
		const text = (train: string) => `{ "input": [4], "layers": [{ "type": "Linear", "out_features": 10 }], "train": ${train} }`;
		const last = (train: string) => symbols(analyze(text(train))).at(-1);
		const { name, detail, kind } = last('{ "data": "mnist", "optimizer": "Adam", "epochs": 3 }') ?? {};
		assert.deepEqual([name, detail, kind], ["train", "Adam · mnist ×3", "train"]);
		assert.equal(last('{ "lr": -1 }')?.detail, "");
	});
	test("the selection lies within the range", () => {
		for (const { range, selectionRange } of symbols(analyze(lenet))) {
			assert.ok(range.start <= selectionRange.start && selectionRange.end <= range.end);
		}
	});
	test("the summary above the model", () => {
		const found = lenses(analyze(`// LeNet\n${lenet}`));
		assert.deepEqual(
			found.map(({ kind, title, range }) => [kind, english(title), range.start]),
			[
				["open", "Show the network", 9],
				["summary", "61,706 parameters · 416,520 MACs · 12 layers", 9],
			],
		);
		const broken = lenses(analyze(model(['{ "type": "ReLU" }', '{ "type": "Linear", "out_features": 10 }'])));
		assert.equal(english(broken[1]?.title ?? { message: "" }), "0 parameters · 0 MACs · 1 of 2 layers exact");
		assert.deepEqual(lenses(analyze("")), []);
	});
});
