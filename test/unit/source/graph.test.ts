import assert from "node:assert/strict";
import { suite, test } from "mocha";
import { check, model, only } from "./check";

const relu = (rest = ""): string => `{ "type": "ReLU"${rest} }`;
const inputsOf = (analysis: ReturnType<typeof check>): Record<string, readonly string[]> =>
	Object.fromEntries(analysis.layers.map(({ key, inputs }) => [key, inputs.map((input) => analysis.layers[input]?.key ?? "input")]));

suite("names and branches", () => {
	test("keys are PyTorch's: ids, indices, repetitions", () => {
		check(
			model(`{ "type": "Sequential", "id": "block", "repeat": 2, "layers": [${relu(', "id": "act"')}, ${relu()}] },
				{ "type": "Sequential", "layers": [{ "type": "Sequential", "id": "in", "layers": [${relu()}] }] }, ${relu(', "id": "last"')}`),
			{ layers: ["block.0.act", "block.0.1", "block.1.act", "block.1.1", "1.in.0", "last"].map((key) => `${key} 1×28×28`), issues: [] },
		);
	});
	test("previous, input, an id, a list; each repetition enters with the output of the one before", () => {
		const analysis = check(
			model(`${relu(', "id": "a"')}, { "type": "Sequential", "id": "b", "repeat": 2, "layers": [${relu()}, { "type": "Add", "from": ["previous", "input"] }] },
				{ "type": "Concat", "from": ["a", "b", "input"] }`),
			{ issues: [] },
		);
		assert.deepEqual(inputsOf(analysis), {
			a: ["input"],
			"b.0.0": ["a"],
			"b.0.1": ["b.0.0", "a"],
			"b.1.0": ["b.0.1"],
			"b.1.1": ["b.1.0", "b.0.1"],
			"2": ["a", "b.1.1", "input"],
		});
		assert.deepEqual(analysis.layers.at(-1)?.shape, [3, 28, 28]);
		assert.deepEqual(
			analysis.layers.map(({ repetition }) => repetition),
			[undefined, 0, 0, 1, 1, undefined],
		);
	});
	test("outer ids are visible inside, inner ids come first and stay inside", () => {
		const analysis = check(
			model(
				`${relu(', "id": "a"')}, ${relu(', "id": "b"')}, { "type": "Sequential", "layers": [${relu(', "id": "b"')}, { "type": "Add", "from": ["a", "b"] }] }, { "type": "Add", "from": ["previous", "b"] }`,
			),
			{ issues: [] },
		);
		assert.deepEqual(inputsOf(analysis)["2.1"], ["a", "2.b"]);
		assert.deepEqual(inputsOf(analysis)["3"], ["2.1", "b"]);
		check(model(`{ "type": "Sequential", "id": "s", "layers": [${relu(', "id": "x"')}] }, ${relu(', "from": «"x"»')}`), {
			issues: ["unknown-id: x is inside of s; only layers inside can read it."],
			layers: ["s.x 1×28×28", "1 fault"],
		});
	});
	test("a forward reference is computed in its own order; what can keep the text's order does", () => {
		const analysis = check(
			model(
				`${relu(', "id": "a", "from": "c"')}, ${relu(', "id": "b", "from": "input"')}, ${relu(', "id": "c"')}, { "type": "Add", "from": ["a", "b"] }`,
			),
			{
				layers: ["b", "c", "a", "3"].map((key) => `${key} 1×28×28`),
				issues: [],
			},
		);
		assert.deepEqual(inputsOf(analysis), { b: ["input"], c: ["b"], a: ["c"], "3": ["a", "b"] });
	});
	test("cycles: every from in it is named, nothing else", () => {
		check(model(`${relu(', "id": "a", "from": «"c"»')}, ${relu(', "id": "b"')}, ${relu(', "id": "c", "from": «"b"»')}, ${relu()}`), {
			issues: [
				"cycle: a would have to be computed before itself: a → b → c → a.",
				"cycle: c would have to be computed before itself: c → a → b → c.",
			],
			layers: ["a fault", "b blocked", "c fault", "3 blocked"],
		});
		check(model(`${relu(', "id": "a", "from": «"a"»')}`), {
			issues: ["cycle: a would have to be computed before itself: a → a."],
			layers: ["a fault"],
		});
		check(model(`{ "type": "Sequential", "id": "s", "layers": [${relu(', "from": «"s"»')}] }`), {
			issues: ["cycle"],
			layers: ["s.0 fault"],
		});
	});
	test("empty sequences pass their input on", () => {
		const analysis = check(
			model(
				`${relu()}, { "type": "Sequential", "id": "e", "repeat": 1000000000, "layers": [{ "type": "Sequential", "layers": [] }] }, { "type": "Add", "from": ["e", "input"] }`,
			),
			{
				layers: ["0 1×28×28", "2 1×28×28"],
				issues: [],
			},
		);
		assert.deepEqual(inputsOf(analysis)["2"], ["0", "input"]);
	});
	test("ids that cannot be used", () => {
		check(
			model(
				`${relu(', "id": "a"')}, ${relu(', "id": «"a"»')}, ${relu(', "id": «"input"»')}, ${relu(', "id": «"x.y"»')}, ${relu(', "id": «7»')}`,
			),
			{
				issues: ["duplicate-id: Another layer of this list already has the id a.", "reserved-id", "invalid-attribute", "invalid-attribute"],
				layers: ["a 1×28×28", "1 fault", "2 fault", "3 fault", "4 fault"],
			},
		);
		check(model(`${relu()}, ${relu(', "id": «"0"»')}, ${relu(', "id": "9"')}`), {
			issues: ["duplicate-id"],
			layers: ["0 1×28×28", "1 fault", "9 blocked"],
		});
	});
	test("unknown ids: did you mean, and the list is kept", () => {
		const analysis = check(model(`${relu(', "id": "stem"')}, { "type": "Add", "from": «["previous", "stm"]» }`), {
			issues: ["unknown-id: No layer here has the id stm; did you mean stem?"],
			layers: ["stem 1×28×28", "1 fault"],
		});
		assert.deepEqual(only(analysis, "unknown-id").fixes, [{ kind: "set", attribute: "from", value: ["previous", "stem"] }]);
		check(model(`${relu(', "from": «[]»')}, ${relu(', "from": «3»')}`), { issues: ["invalid-attribute", "invalid-attribute"] });
	});
	test("an output that nothing reads", () => {
		check(model(`${relu(', "id": "a"')}, { "type": «"Tanh"», "id": "b" }, ${relu(', "from": "a"')}`), {
			issues: ["warning unused-output: Nothing reads the output of b."],
		});
	});
	test("a Sequential takes one input and needs layers", () => {
		check(
			model(
				`${relu(', "id": "a"')}, { "type": "Sequential", "from": «["a", "input"]», "layers": [${relu()}] }, { "type": «"Sequential"» }, { "type": "Sequential", "layers": [], "repeat": «0» }`,
			),
			{
				issues: ["needs-one-input", "missing-attribute", "invalid-attribute"],
				layers: ["a 1×28×28", "1.0 blocked"],
			},
		);
	});
});

suite("repeats without end", () => {
	test("nested ten deep: one issue, one layer", () => {
		let bomb = relu();
		for (let i = 0; i < 10; i++) bomb = `{ "type": "Sequential", "repeat": 1000, "layers": [${bomb}] }`;
		const analysis = check(model(`${relu()}, ${bomb}, ${relu()}`), { issues: ["too-many-layers"] });
		assert.deepEqual(
			analysis.layers.map(({ state }) => state),
			["ok", "blocked", "blocked"],
		);
	});
	test("10,001 layers: the last is left out", () => {
		const many = Array.from({ length: 10_001 }, () => relu()).join(",");
		const { layers, graph } = check(model(many, "[1]"), {
			issues: ["too-many-layers: A model has at most 10,000 layers; the rest is left out."],
		});
		assert.equal(layers.length, 10_000);
		assert.equal(graph?.nodes.length, 10_000);
	});
	test("a repeat that just fits and one that does not", () => {
		assert.equal(
			check(model(`{ "type": "Sequential", "repeat": 10000, "layers": [${relu()}] }`, "[1]"), { issues: [] }).layers.length,
			10_000,
		);
		check(model(`{ "type": "Sequential", "repeat": «10001», "layers": [${relu()}] }`, "[1]"), {
			issues: ["too-many-layers: Repeated 10,001 times, this is more than the 10,000 layers that a model may have."],
			layers: ["0.0 blocked"],
		});
	});
	test("empty sequences beside a layer in a repeated one cost nothing either", () => {
		const empty = Array.from({ length: 5000 }, () => '{ "type": "Sequential", "layers": [] }').join(",");
		check(model(`{ "type": "Sequential", "repeat": «10000», "layers": [${empty}, ${relu()}] }`, "[1]"), { issues: ["too-many-layers"] });
	});
	test("sequences in sequences end at 32", () => {
		let deep = relu();
		for (let i = 0; i < 32; i++) deep = `{ "type": "Sequential", "layers": [${deep}] }`;
		check(model(deep), { issues: [] });
		check(model(`{ "type": "Sequential", "layers": [${deep}] }`), { issues: ["too-many-layers: Sequences are nested more than 32 deep."] });
	});
});

suite("the top level", () => {
	test("keys that nobody knows, keys twice, wrong values", () => {
		const { fixes } = only(
			check('{ "input": [4], «"layer"»: [], "layers": [{ "type": "ReLU" }] }', { issues: ["warning unknown-key"] }),
			"unknown-key",
		);
		assert.deepEqual(fixes, [{ kind: "remove", attribute: "layer" }]);
		check('{ «"lables"»: ["a"], "input": [4], "layers": [{ "type": "ReLU" }], «"input"»: [5] }', {
			issues: ["warning unknown-key: A model has no lables; did you mean labels?", "duplicate-attribute"],
			layers: ["0 4"],
		});
		check('{ "name": «3», "labels": «[1]», "input": [4], "layers": «{}» }', {
			issues: ["invalid-attribute", "invalid-attribute", "invalid-attribute"],
		});
		check('{ "__proto__": { "input": [1] }, "constructor": 1 }', {
			issues: ["missing-input", "missing-layers", "warning unknown-key", "warning unknown-key"],
		});
	});
	test("input", () => {
		for (const [written, meant] of [
			["[28, 28]", [1, 28, 28]],
			["[1, 3, 32, 32]", [3, 32, 32]],
			["[3, -32, 32.4]", [3, 32, 32]],
			["784", [784]],
			['"big"', undefined],
		] as const) {
			const analysis = check(model('{ "type": "ReLU" }', `«${written}»`), { issues: ["invalid-input"], layers: ["0 blocked"] });
			assert.deepEqual(only(analysis, "invalid-input").fixes, meant ? [{ kind: "set", attribute: "input", value: meant }] : []);
		}
	});
	test("no layers", () => {
		const analysis = check('{ "input": [1, 2, 3], "layers": «[]» }', { issues: ["empty-layers"], layers: [] });
		assert.deepEqual(analysis.graph, { input: [1, 2, 3], nodes: [] });
	});
	test("labels", () => {
		const text = model('{ "type": "Linear", "out_features": 10 }, { "type": "Softmax", "dim": 1 }', "[4]").replace(
			"{",
			'{ "labels": «["a", "b"]»,',
		);
		const { fixes, layer } = only(
			check(text, { issues: ["warning labels-mismatch: There are 2 labels, but 1 gives 10 scores."] }),
			"labels-mismatch",
		);
		assert.deepEqual([layer, fixes], [0, [{ kind: "set", attribute: "out_features", value: 2 }]]);
	});
});
