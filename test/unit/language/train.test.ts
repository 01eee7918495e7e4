import assert from "node:assert/strict";
import { suite, test } from "mocha";
import { applyEdits } from "../../../src/language/edit";
import { setTrain } from "../../../src/language/train";
import type { TrainRecipe } from "../../../src/network/train";
import { analyze } from "../../../src/source/analyze";

/** Sets a key and compares the text; what it says then is read again. */
function check(before: string, key: keyof TrainRecipe, value: string | number | boolean | undefined, after: string): void {
	const text = applyEdits(before, setTrain(analyze(before), key, value));
	assert.equal(text, after);
	if (text === before) return;
	const { train, issues } = analyze(text);
	assert.deepEqual(
		issues.filter(({ severity }) => severity === "error"),
		[],
	);
	if (value !== undefined) assert.equal(train?.recipe[key], value);
}

const layers = '"layers": [{ "type": "Flatten" }, { "type": "Linear", "out_features": 10 }]';
const model = (train: string): string => `{ "input": [1, 28, 28], ${layers}, "train": ${train} }`;
const whole = (train: string): [string] => [`{\n\t"input": [1, 28, 28],\n\t${layers},\n\t"train": ${train}\n}\n`];

suite("language/train: setting a key in the text", () => {
	test("a value that is written is replaced, comments stay", () =>
		check(
			model('{ "data": "mnist", /* fast */ "lr": 0.1 /* try less */ }'),
			"lr",
			0.01,
			model('{ "data": "mnist", /* fast */ "lr": 0.01 /* try less */ }'),
		));
	test("a missing key comes last, on the same line", () =>
		check(model('{ "data": "mnist" }'), "batch_size", 64, model('{ "data": "mnist", "batch_size": 64 }')));
	test("or on a line of its own, behind a comment", () => {
		const [before] = whole('{\n\t\t"data": "mnist" // digits\n\t}');
		const [after] = whole('{\n\t\t"data": "mnist", // digits\n\t\t"epochs": 3\n\t}');
		check(before, "epochs", 3, after);
	});
	test("with a trailing comma and Windows line breaks", () => {
		const [before] = whole('{\n\t\t"data": "mnist",\n\t}');
		const [after] = whole('{\n\t\t"data": "mnist",\n\t\t"seed": 7,\n\t}');
		check(before.replaceAll("\n", "\r\n"), "seed", 7, after.replaceAll("\n", "\r\n"));
	});
	test("a new section names its data, on a line of its own as the other keys", () => {
		const before = `{\n  "input": [1, 28, 28],\n  ${layers} // the head\n}\n`;
		check(before, "lr", 0.1, `{\n  "input": [1, 28, 28],\n  ${layers}, // the head\n  "train": { "data": "mnist", "lr": 0.1 }\n}\n`);
	});
	test("a new section in one line, and its data by the input's channels", () => {
		const body = '"input": [3, 8, 8], "layers": [{ "type": "Flatten" }, { "type": "Linear", "out_features": 8 }]';
		check(`{ ${body} }`, "epochs", 3, `{ ${body}, "train": { "data": "emoji8", "epochs": 3 } }`);
		check(`{ ${body} }`, "data", "cats", `{ ${body}, "train": { "data": "cats" } }`);
	});
	test("in place of what is no object", () => check(model("null"), "lr", 0.1, model('{ "data": "mnist", "lr": 0.1 }')));
	test("into empty braces", () => {
		assert.equal(applyEdits(model("{}"), setTrain(analyze(model("{}")), "data", "mnist")), model('{ "data": "mnist" }'));
	});
	test("a StepLR needs its steps, Nesterov a momentum", () => {
		check(
			model('{ "data": "mnist", "epochs": 9 }'),
			"schedule",
			"StepLR",
			model('{ "data": "mnist", "epochs": 9, "schedule": "StepLR", "step_size": 3 }'),
		);
		check(
			model('{ "data": "mnist", "nesterov": false }'),
			"nesterov",
			true,
			model('{ "data": "mnist", "nesterov": true, "momentum": 0.9 }'),
		);
		check(model('{ "data": "mnist", "momentum": 0.5 }'), "nesterov", true, model('{ "data": "mnist", "momentum": 0.5, "nesterov": true }'));
	});
	test("undefined takes a key out", () => {
		check(model('{ "data": "mnist", "clip_norm": 1, "seed": 7 }'), "clip_norm", undefined, model('{ "data": "mnist", "seed": 7 }'));
		check(model('{ "data": "mnist", "clip_norm": 1 }'), "clip_norm", undefined, model('{ "data": "mnist" }'));
		check(model('{ "data": "mnist" }'), "clip_norm", undefined, model('{ "data": "mnist" }'));
	});
	test("nothing is done for what stands there already, for an illegal value, and behind a syntax error", () => {
		const text = model('{ "data": "mnist", "lr": 0.1 }');
		assert.deepEqual(setTrain(analyze(text), "lr", 0.1), []);
		for (const value of [-1, "fast", true, Number.NaN]) assert.deepEqual(setTrain(analyze(text), "lr", value), []);
		const broken = `{ "input": [1, 28 28], ${layers}, "train": { "data": "mnist", "lr": 0.1 } }`;
		assert.deepEqual(setTrain(analyze(broken), "lr", 0.2), []);
		assert.deepEqual(setTrain(analyze(`{ "input": [1, 28 28], ${layers} }`), "lr", 0.2), []);
		assert.deepEqual(setTrain(analyze('"text"'), "lr", 0.2), []);
	});
	test("a section that ends before a syntax error is still set", () => {
		const text = (lr: number) => `{ "train": { "data": "mnist", "lr": ${lr} }, "input": [1, 28 28], ${layers} }`;
		assert.equal(applyEdits(text(0.1), setTrain(analyze(text(0.1)), "lr", 0.2)), text(0.2));
	});
});
