import assert from "node:assert/strict";
import { suite, test } from "mocha";
import { applyEdits } from "../../../src/language/edit";
import { fixesFor, MOST_FIXES } from "../../../src/language/fixes";
import type { IssueCode } from "../../../src/network/issue";
import { english } from "../../../src/network/text";
import { analyze } from "../../../src/source/analyze";
import { model } from "./marked";

/** The fixes of the first issue with that code; each one is applied, and the code must be gone. */
function check(text: string, code: IssueCode, titles: readonly string[], after?: string): void {
	const analysis = analyze(text);
	const issue = analysis.issues.find((candidate) => candidate.code === code);
	assert.ok(issue, `${code} is not said: ${analysis.issues.map((each) => each.code)}`);
	const fixes = fixesFor(analysis, issue);
	assert.deepEqual(
		fixes.map(({ title }) => english(title)),
		titles,
	);
	assert.ok(fixes.length <= MOST_FIXES);
	assert.ok(fixes.filter(({ preferred }) => preferred).length <= 1);
	for (const fix of fixes) {
		const fixed = applyEdits(text, fix.edits);
		assert.notEqual(fixed, text);
		const { issues } = analyze(fixed);
		assert.deepEqual(
			issues.filter((other) => other.code === code || other.code === "syntax"),
			[],
			`${english(fix.title)}\n${fixed}`,
		);
	}
	if (after !== undefined) assert.equal(applyEdits(text, fixes[0]?.edits ?? []), after);
}

const conv = (more = "") => `{ "type": "Conv2d", "out_channels": 16, "kernel_size": 5${more} }`;
const relu = '{ "type": "ReLU" }';

suite("language/fixes: shapes", () => {
	test("features-mismatch: the number, or the size restored by padding", () => {
		const text = (features: number) =>
			model([
				conv(),
				'{ "type": "MaxPool2d", "kernel_size": 2 }',
				'{ "type": "Flatten" }',
				`{ "type": "Linear", "in_features": ${features}, "out_features": 10 }`,
			]);
		check(
			text(3136),
			"features-mismatch",
			["Set in_features to 2304", "Remove in_features", "Set padding of 0 Conv2d to 2 (keeps 16×28×28)", "Grow the input to 1×32×32"],
			text(2304),
		);
	});
	test("features-mismatch between two Linear layers", () =>
		check(
			model([
				'{ "type": "Flatten" }',
				'{ "type": "Linear", "out_features": 100 }',
				'{ "type": "Linear", "in_features": 120, "out_features": 10 }',
			]),
			"features-mismatch",
			["Set in_features to 100", "Remove in_features", "Set out_features of 1 Linear to 120"],
		));
	test("needs-flatten: the missing Flatten on a line of its own", () =>
		check(
			model([conv(), '{ "type": "Linear", "out_features": 10 }']),
			"needs-flatten",
			["Insert Flatten before Linear"],
			model([conv(), '{ "type": "Flatten" }', '{ "type": "Linear", "out_features": 10 }']),
		));
	test("wrong-rank: the Flatten in front of the next Linear, as it is written", () => {
		const lines = (layers: readonly string[]) => `{\n\t"input": [1, 28, 28],\n\t"layers": [\n\t\t${layers.join(",\n\t\t")}\n\t]\n}`;
		const [pool, linear] = ['{ "type": "MaxPool2d", "kernel_size": 2 }', '{ "type": "Linear", "out_features": 10 }'];
		const flatten = '{ "type": "Flatten", "id": "flat" }';
		check(
			lines([conv(), flatten, pool, relu, linear]),
			"wrong-rank",
			["Move flat Flatten behind ReLU", "Remove flat Flatten"],
			lines([conv(), pool, relu, flatten, linear]),
		);
		check(lines([conv(), flatten, pool, relu]), "wrong-rank", ["Remove flat Flatten"], lines([conv(), pool, relu]));
	});
	test("wrong-rank: without the Flatten", () =>
		check(model(['{ "type": "Flatten" }', relu, conv()]), "wrong-rank", ["Remove 0 Flatten"], model([relu, conv()])));
	test("channels-mismatch: here or above", () =>
		check(model([conv(), relu, '{ "type": "Conv2d", "in_channels": 32, "out_channels": 16, "kernel_size": 5 }']), "channels-mismatch", [
			"Set in_channels to 16",
			"Remove in_channels",
			"Set out_channels of 0 Conv2d to 32",
		]));
	test("kernel-too-large: the smallest input that survives", () => {
		const layers = [conv(), conv(), conv(), conv(), conv(), conv(), conv()];
		check(model(layers), "kernel-too-large", [
			"Add padding: 1",
			"Set kernel_size to 4",
			"Grow the input to 1×29×29",
			"Set padding of 5 Conv2d to 2 (keeps 16×8×8)",
			"Set padding of 4 Conv2d to 2 (keeps 16×12×12)",
		]);
		assert.equal(analyze(model(layers, "[1, 29, 29]")).complete, true);
		assert.equal(analyze(model(layers, "[1, 28, 28]")).complete, false);
	});
	test("kernel-too-large in a repeated layer: an input for all repetitions", () => {
		const text = model(['{ "type": "Sequential", "repeat": 6, "layers": [{ "type": "MaxPool2d", "kernel_size": 2 }] }']);
		check(text, "kernel-too-large", [
			"Set kernel_size to 1",
			"Add ceil_mode: true",
			"Grow the input to 1×64×64",
			"Set padding of 0.3.0 MaxPool2d to 1 (keeps 1×3×3)",
			"Set stride of 0.3.0 MaxPool2d to 1 (makes 1×24×24)",
		]);
	});
	test("a far larger input is found too, for the whole network, height and width grown alike", () => {
		const pools = Array.from({ length: 9 }, () => '{ "type": "MaxPool2d", "kernel_size": 2 }');
		const analysis = analyze(model(pools, "[1, 28, 40]"));
		const [issue] = analysis.issues;
		assert.equal(issue?.code, "kernel-too-large");
		const growing = fixesFor(analysis, issue).find(({ title }) => english(title) === "Grow the input to 1×512×524");
		assert.equal(applyEdits(analysis.text, growing?.edits ?? []), model(pools, "[1, 512, 524]"));
		assert.equal(analyze(model(pools, "[1, 512, 524]")).complete, true);
	});
	test("shapes-differ: padding above an Add", () =>
		check(
			model([
				'{ "type": "Conv2d", "id": "a", "out_channels": 16, "kernel_size": 3, "padding": 1 }',
				conv(),
				'{ "type": "Add", "from": ["a", "previous"] }',
			]),
			"shapes-differ",
			["Set padding of 1 Conv2d to 2 (keeps 16×28×28)"],
			model([
				'{ "type": "Conv2d", "id": "a", "out_channels": 16, "kernel_size": 3, "padding": 1 }',
				conv(', "padding": 2'),
				'{ "type": "Add", "from": ["a", "previous"] }',
			]),
		));
	test("shapes-differ: an input that divides, for a U", () =>
		check(
			model(
				[
					'{ "type": "MaxPool2d", "id": "a", "kernel_size": 2 }',
					'{ "type": "MaxPool2d", "kernel_size": 2 }',
					'{ "type": "Upsample", "scale_factor": 2 }',
					'{ "type": "Concat", "from": ["a", "previous"] }',
				],
				"[1, 30, 30]",
			),
			"shapes-differ",
			[
				"Set padding of a MaxPool2d to 1 (makes 1×16×16)",
				"Grow the input to 1×32×32",
				"Set kernel_size of a MaxPool2d to 3 (makes 1×10×10)",
			],
		));
	test("groups-mismatch", () =>
		check(model([conv(), '{ "type": "Conv2d", "out_channels": 12, "kernel_size": 3, "groups": 5 }']), "groups-mismatch", [
			"Set groups to 4",
		]));
	test("attributes-disagree", () => {
		check(model([conv(', "stride": 2, "padding": "same"')]), "attributes-disagree", ["Set padding to 2", "Set stride to 1"]);
		check(model(['{ "type": "MaxPool2d", "kernel_size": 2, "padding": 2 }']), "attributes-disagree", ["Set padding to 1"]);
	});
});

suite("language/fixes: words and values", () => {
	const layer = (before: string, code: IssueCode, titles: readonly string[], after?: string) =>
		check(model([before]), code, titles, after === undefined ? undefined : model([after]));
	test("unknown-layer", () => layer('{ "type": "Relu" }', "unknown-layer", ["Change the type to ReLU"], '{ "type": "ReLU" }'));
	test("unknown-attribute", () => {
		layer(
			'{ "type": "Conv2d", "out_channel": 16, "kernel_size": 5 }',
			"unknown-attribute",
			["Rename out_channel to out_channels", "Remove out_channel"],
			conv(),
		);
		layer('{ "type": "ReLU", "repeat": 3 }', "unknown-attribute", ["Remove repeat"], relu);
	});
	test("duplicate-attribute: the one that is marked goes", () =>
		layer('{ "type": "MaxPool2d", "kernel_size": 2, "kernel_size": 3 }', "duplicate-attribute", ["Remove kernel_size"]));
	test("missing-attribute", () =>
		layer(
			'{ "type": "Conv2d", "kernel_size": 5 }',
			"missing-attribute",
			["Add out_channels: 8", "Add out_channels: 16", "Add out_channels: 32"],
			'{ "type": "Conv2d", "kernel_size": 5, "out_channels": 8 }',
		));
	test("invalid-attribute", () => {
		layer('{ "type": "Conv2d", "out_channels": -16, "kernel_size": 5 }', "invalid-attribute", ["Set out_channels to 16"], conv());
		layer('{ "type": "Conv2d", "out_channels": 16, "kernel_size": "5" }', "invalid-attribute", ["Set kernel_size to 5"], conv());
	});
	test("too-many-layers", () =>
		layer('{ "type": "Sequential", "repeat": 1000000, "layers": [{ "type": "ReLU" }] }', "too-many-layers", ["Set repeat to 1"]));
});

suite("language/fixes: names and the model itself", () => {
	test("unknown-id", () =>
		check(model(['{ "type": "ReLU", "id": "stem" }', '{ "type": "Flatten", "from": "stam" }']), "unknown-id", ['Set from to "stem"']));
	test("duplicate-id and reserved-id", () => {
		check(model(['{ "type": "ReLU", "id": "stem" }', '{ "type": "Flatten", "id": "stem" }']), "duplicate-id", [
			'Set id to "stem_2"',
			"Remove id",
		]);
		check(model(['{ "type": "ReLU", "id": "input" }']), "reserved-id", ['Set id to "input_1"', "Remove id"]);
	});
	test("needs-several-inputs and needs-one-input", () => {
		check(model(['{ "type": "ReLU", "id": "a" }', relu, '{ "type": "Add" }']), "needs-several-inputs", [
			'Add from: ["previous", "a"]',
			'Add from: ["previous", "input"]',
		]);
		check(model(['{ "type": "ReLU", "id": "a" }', '{ "type": "Flatten", "from": ["a", "input"] }']), "needs-one-input", [
			'Set from to "a"',
			'Set from to "input"',
		]);
	});
	test("missing-input and invalid-input", () => {
		check(
			'{\n  "layers": [{ "type": "ReLU" }]\n}',
			"missing-input",
			["Add input: [1, 28, 28]", "Add input: [3, 224, 224]"],
			'{\n  "input": [1, 28, 28],\n  "layers": [{ "type": "ReLU" }]\n}',
		);
		check(model([relu], "[28, 28]"), "invalid-input", ["Set input to [1, 28, 28]"], model([relu]));
	});
	test("unknown-key", () =>
		check('{ "input": [4], "layer": [{ "type": "ReLU" }] }', "unknown-key", ["Rename layer to layers", "Remove layer"]));
	test("labels-mismatch", () =>
		check('{ "input": [4], "labels": ["a", "b"], "layers": [{ "type": "Linear", "out_features": 3 }] }', "labels-mismatch", [
			"Set out_features to 2",
		]));
	test("nothing where nothing is sure", () => {
		check(model(['{ "type": "Add", "id": "a", "from": ["input", "b"] }', '{ "type": "ReLU", "id": "b" }']), "cycle", []);
		check("[]", "not-a-model", []);
		check("{", "syntax", []);
	});
});

suite("language/fixes: train", () => {
	const head = (outputs: number, more = "") => `{ "type": "Flatten" }, { "type": "Linear", "out_features": ${outputs} }${more}`;
	const text = (train: string, layers = head(10), input = "[1, 28, 28]") =>
		`{ "input": ${input}, "layers": [${layers}], "train": { ${train} } }`;
	const mnist = '"data": "mnist"';

	test("unknown, wrong, twice and missing keys", () => {
		check(text(`${mnist}, "learning_rate": 0.1`), "unknown-attribute", ["Rename learning_rate to lr", "Remove learning_rate"]);
		check(text(`${mnist}, "lr": -0.1`), "invalid-attribute", ["Set lr to 0.1", "Set lr to 0.001"]);
		check(text(`${mnist}, "optimizer": "adma"`), "invalid-attribute", ['Set optimizer to "Adam"'], text(`${mnist}, "optimizer": "Adam"`));
		check(text(`${mnist}, "seed": 1, "seed": 2`), "duplicate-attribute", ["Remove seed"], text(`${mnist}, "seed": 1`));
		check(text('"epochs": 3'), "missing-attribute", ['Add data: "mnist"', 'Add data: "emoji8"']);
		check(text(`${mnist}, "schedule": "StepLR"`), "missing-attribute", ["Add step_size: 10", "Add step_size: 5", "Add step_size: 30"]);
	});
	test("needs-momentum", () =>
		check(
			text(`${mnist}, "nesterov": true`),
			"needs-momentum",
			["Add momentum: 0.9", "Remove nesterov"],
			text(`${mnist}, "nesterov": true, "momentum": 0.9`),
		));
	test("unused-setting", () => {
		check(text(`${mnist}, "optimizer": "Adam", "momentum": 0.9`), "unused-setting", [
			"Remove momentum",
			'Set optimizer to "SGD"',
			'Set optimizer to "RMSprop"',
		]);
		check(text(`${mnist}, "step_size": 2`), "unused-setting", ['Add schedule: "StepLR"', "Remove step_size"]);
	});
	test("unusual-value", () => {
		check(text(`${mnist}, "optimizer": "RMSprop", "lr": 0`), "unusual-value", ["Set lr to 0.01"]);
		check(text(`${mnist}, "batch_size": 5000`), "unusual-value", ["Set batch_size to 32"]);
	});
	test("classes-mismatch: the last layer's width, else a layer more", () => {
		check(
			text(mnist, head(7)),
			"classes-mismatch",
			["Set out_features to 10", "Put Linear (out_features 10) behind the last layer"],
			text(mnist),
		);
		check(text(mnist, head(7, ', { "type": "ReLU" }')), "classes-mismatch", [
			"Set out_features to 10",
			"Put Linear (out_features 10) behind the last layer",
		]);
		check(
			text(mnist, '{ "type": "Flatten" }'),
			"classes-mismatch",
			["Put Linear (out_features 10) behind the last layer"],
			text(mnist, head(10)),
		);
		check(
			text(mnist, '{ "type": "Conv2d", "out_channels": 10, "kernel_size": 28 }'),
			"classes-mismatch",
			["Put Flatten behind the last layer"],
			text(mnist, '{ "type": "Conv2d", "out_channels": 10, "kernel_size": 28 }, { "type": "Flatten" }'),
		);
	});
	test("loss-mismatch", () => {
		check(text(mnist, head(10, ', { "type": "Softmax" }')), "loss-mismatch", ["Remove Softmax"], text(mnist));
		check(text(mnist, head(10, ', { "type": "LogSoftmax" }')), "loss-mismatch", ["Remove LogSoftmax", 'Set loss to "NLLLoss"']);
		check(
			text(`${mnist}, "loss": "NLLLoss"`),
			"loss-mismatch",
			["Put LogSoftmax (dim 1) behind the last layer", 'Set loss to "CrossEntropyLoss"'],
			text(`${mnist}, "loss": "NLLLoss"`, head(10, ', { "type": "LogSoftmax", "dim": 1 }')),
		);
		check(text(`${mnist}, "loss": "NLLLoss"`, head(10, ', { "type": "Softmax" }')), "loss-mismatch", ["Change the type to LogSoftmax"]);
	});
	test("a layer more stands on a line of its own where the last one does", () => {
		const lines = (more: string) =>
			`{\n\t"input": [784],\n\t"layers": [\n\t\t{ "type": "Linear", "out_features": 10 }${more}\n\t],\n\t"train": { ${mnist}, "loss": "NLLLoss" }\n}`;
		const layer = '\n\t\t{ "type": "LogSoftmax", "dim": 1 }';
		const titles = ["Put LogSoftmax (dim 1) behind the last layer", 'Set loss to "CrossEntropyLoss"'];
		check(lines(" // scores"), "loss-mismatch", titles, lines(`, // scores${layer}`));
		check(lines(","), "loss-mismatch", titles, lines(`,${layer},`));
	});
	test("data-differs", () => check(text(mnist, head(10), "[3, 28, 28]"), "data-differs", ["Set input to [1, 28, 28]"], text(mnist)));
});
