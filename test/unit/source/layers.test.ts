import assert from "node:assert/strict";
import { suite, test } from "mocha";
import { check, model, only } from "./check";

const conv = '{ "type": "Conv2d", "out_channels": 6, "kernel_size": 5 }';

suite("attributes", () => {
	test("unknown: did you mean", () => {
		const analysis = check(model('{ "type": "Conv2d", "out_channels": 4, «"kernal_size"»: 3 }'), {
			layers: ["0 fault"],
			issues: ["unknown-attribute: Conv2d has no kernal_size; did you mean kernel_size?"],
		});
		assert.deepEqual(only(analysis, "unknown-attribute").fixes[0], { kind: "rename", attribute: "kernal_size", to: "kernel_size" });
	});
	test("words of other libraries", () => {
		assert.deepEqual(only(check(model('{ "type": "Dense" }'), {}), "unknown-layer").fixes, [{ kind: "type", to: "Linear" }]);
		const { fixes } = only(check(model('{ "type": "Conv2d", "filters": 3, "kernel_size": 3 }'), {}), "unknown-attribute");
		assert.deepEqual(fixes[0], { kind: "rename", attribute: "filters", to: "out_channels" });
	});
	test("missing", () => {
		check(model('{ "type": «"Linear"» }', "[4]"), {
			layers: ["0 fault"],
			issues: ["missing-attribute: Linear needs out_features: a positive integer."],
		});
	});
	for (const [written, fixed] of [
		["-3", 3],
		["2.6", 3],
		['"5"', 5],
		["0", 1],
		["1e99", undefined],
		["null", undefined],
		["[3]", 3],
	] as const) {
		test(`invalid: ${written}`, () => {
			const analysis = check(model(`{ "type": "Linear", "out_features": «${written}» }, { "type": "ReLU" }`, "[4]"), {
				layers: ["0 fault", "1 blocked"],
				issues: [`invalid-attribute: out_features must be a positive integer; it is ${written}.`],
			});
			const [fix] = only(analysis, "invalid-attribute").fixes;
			assert.deepEqual(fix, fixed === undefined ? undefined : { kind: "set", attribute: "out_features", value: fixed });
		});
	}
	test("twice", () => {
		check(model('{ "type": "Linear", "out_features": 3, «"out_features"»: 4 }', "[4]"), {
			layers: ["0 fault"],
			issues: ["duplicate-attribute: out_features is written twice; only one can count."],
		});
	});
	test("one fault, no cascade: what follows is blocked, its own attribute errors are still said", () => {
		check(
			model(
				`{ "type": "Linear", "out_features": 3, "in_features": 5 }, { "type": "Linear", "out_features": -1 }, { "type": "ReLU" }`,
				"[4]",
			),
			{
				layers: ["0 fault", "1 fault", "2 blocked"],
				issues: ["features-mismatch", "invalid-attribute"],
			},
		);
	});
	test("a layer that is no layer", () => {
		check(model('«3», «{}», { "type": «7» }, «"ReLU"»'), {
			issues: ["missing-type", "missing-type", "missing-type", "missing-type"],
			layers: ["0 fault", "1 fault", "2 fault", "3 fault"],
		});
	});
	test("keys of a Sequential on a layer", () => {
		check(model('{ "type": "ReLU", «"repeat"»: 3 }'), { issues: ["unknown-attribute"], layers: ["0 fault"] });
	});
});

suite("faults of shapes", () => {
	test("where the numbers come from", () => {
		const analysis = check(
			model(
				`${conv}, { "type": "ReLU" }, { "type": "Flatten" }, { "type": "Dropout" }, { "type": "Linear", "out_features": 3, "in_features": «400» }`,
			),
			{ issues: ["features-mismatch: Linear receives 6×24×24 = 3456 features, but in_features is 400."] },
		);
		const { cause, layer, fixes } = only(analysis, "features-mismatch");
		assert.deepEqual([layer, cause], [4, 0]);
		assert.deepEqual(fixes[0], { kind: "set", attribute: "in_features", value: 3456 });
	});
	test("what made a vector of the maps, where maps are missing", () => {
		const analysis = check(model(`${conv}, { "type": "Flatten" }, { "type": "ReLU" }, { "type": «"MaxPool2d"», "kernel_size": 2 }`), {});
		assert.equal(only(analysis, "wrong-rank").cause, 1);
	});
	test("the model's input as the cause is no layer", () => {
		const { cause } = only(
			check(model('{ "type": "Conv2d", "out_channels": 2, "kernel_size": «9» }', "[1, 4, 4]"), {}),
			"kernel-too-large",
		);
		assert.equal(cause, undefined);
	});
	test("joining", () => {
		const one = check(model(`{ "type": "ReLU", "id": "a" }, { "type": "ReLU" }, { "type": «"Add"» }`), {
			issues: ["needs-several-inputs"],
		});
		assert.deepEqual(only(one, "needs-several-inputs").fixes, [
			{ kind: "set", attribute: "from", value: ["previous", "a"] },
			{ kind: "set", attribute: "from", value: ["previous", "input"] },
		]);
		const two = check(model(`{ "type": "ReLU", "id": "a" }, { "type": "ReLU", "from": «["a", "input"]» }`), {
			issues: ["needs-one-input"],
		});
		assert.deepEqual(only(two, "needs-one-input").fixes[0], { kind: "set", attribute: "from", value: "a" });
	});
	test("too large: said at the layer that crosses the limit, with numbers; shapes flow on, but nothing behind is run", () => {
		const analysis = check(
			model(`${conv}, { "type": "Flatten" }, { "type": "Linear", "out_features": «1000000000» }, { "type": "ReLU" }`, "[1, 28, 28]"),
			{
				layers: ["0 6×24×24", "1 3456", "2 fault 1000000000", "3 blocked 1000000000"],
				issues: ["too-large: Up to this Linear the network takes 12.6 TiB for weights and feature maps; the limit is 2 GiB."],
			},
		);
		assert.equal(analysis.graph?.nodes.length, 2);
	});
	test("too large for whole numbers", () => {
		const wide = '{ "type": "Linear", "out_features": 2000000000 }';
		check(model(`${wide}, ${wide}, { "type": "ReLU" }`, "[1]"), {
			layers: ["0 fault 2000000000", "1 fault", "2 blocked"],
			issues: ["too-large"],
		});
		check(model('{ "type": "ReLU" }', "«[2000000000, 2000000000, 2000000000]»"), { layers: ["0 blocked"], issues: ["too-large"] });
	});
	test("a limit of one's own", () => {
		check(model(conv), { limit: 17_000, issues: ["too-large"], layers: ["0 fault 6×24×24"] });
		check(model(conv), { limit: 18_000, issues: [], layers: ["0 6×24×24"] });
	});
});

suite("numbers", () => {
	test("receptive field, fully connected twin, totals of LeNet-5's first half", () => {
		const { layers, totals } = check(
			model(
				`{ "type": "Conv2d", "out_channels": 6, "kernel_size": 5, "padding": 2 }, { "type": "ReLU" }, { "type": "MaxPool2d", "kernel_size": 2 }, ${conv}, { "type": "Flatten" }, { "type": "Linear", "out_features": 10 }, { "type": "ReLU" }`,
			),
			{ layers: ["0 6×28×28", "1 6×28×28", "2 6×14×14", "3 6×10×10", "4 600", "5 10", "6 10"], issues: [] },
		);
		assert.deepEqual(
			layers.map(({ receptiveField: field }) => [field?.size, field?.stride, field?.whole]),
			[
				[[5, 5], [1, 1], false],
				[[5, 5], [1, 1], false],
				[[6, 6], [2, 2], false],
				[[14, 14], [2, 2], false],
				[[14, 14], [2, 2], false],
				[[28, 28], [2, 2], true],
				[[28, 28], [2, 2], true],
			],
		);
		assert.equal(layers[0]?.fullyConnected, 784 * 4704 + 4704);
		assert.equal(layers[1]?.fullyConnected, undefined);
		assert.deepEqual(totals, {
			parameters: 156 + 906 + 6010,
			macs: 117_600 + 90_000 + 6000,
			activationBytes: 4 * (784 + 4704 * 2 + 1176 + 600 * 2 + 20),
			parameterBytes: 4 * 7072,
		});
	});
});
