import assert from "node:assert/strict";
import { suite, test } from "mocha";
import { schedules } from "../../../src/engine";
import { completionsAt } from "../../../src/language/completion";
import { applyEdits } from "../../../src/language/edit";
import { fixesFor } from "../../../src/language/fixes";
import { hoverAt } from "../../../src/language/hover";
import { rateOf } from "../../../src/language/recipe";
import { addTrain, setTrain } from "../../../src/language/train";
import { english } from "../../../src/network/text";
import { scheduleNames, type TrainRecipe } from "../../../src/network/train";
import { readRecipe } from "../../../src/network/trainKeys";
import { analyze } from "../../../src/source/analyze";
import { at } from "./marked";

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
	test("a whole section of usual settings, once", () => {
		const before = `{\n  "input": [1, 28, 28],\n  ${layers}\n}\n`;
		const after = applyEdits(before, addTrain(analyze(before)));
		const section = '"train": { "data": "mnist", "optimizer": "Adam", "lr": 0.001, "batch_size": 32, "epochs": 10 }';
		assert.equal(after, `{\n  "input": [1, 28, 28],\n  ${layers},\n  ${section}\n}\n`);
		assert.deepEqual(analyze(after).issues, []);
		assert.deepEqual(addTrain(analyze(after)), []);
		assert.deepEqual(addTrain(analyze(before.replace("]\n}", "]"))), [], "not into a text that is broken");
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

/** A digit classifier whose section has these keys; `|` in them marks the caret. */
const marked = (keys: string): string => model(`{ ${keys} }`);
const hover = (keys: string): string | undefined => {
	const { analysis, offset } = at(marked(keys));
	return hoverAt(analysis, offset)?.sections.join("\n").replaceAll("\\", "");
};

suite("language/train: hover", () => {
	test("what may stand there, and PyTorch's default for the optimizer", () => {
		assert.match(
			hover('"data": "mnist", "optimizer": "RMSprop", "|lr": 0.1') ?? "",
			/^a number of at least 0 · 0.01 where it is not written$/,
		);
		assert.match(hover('"data": "mnist", "lr": |0.1') ?? "", /^a number of at least 0 · 0.001 where/);
		assert.equal(hover('"data": "mnist", "clip_norm": |1'), "a number above 0");
	});
	test("steps an epoch, and in all", () => {
		assert.match(hover('"data": "mnist", "batch_size": |32') ?? "", /125 steps an epoch.$/);
		assert.match(hover('"data": "mnist", "batch_size": |64') ?? "", /63 steps an epoch, the last with 32 pictures.$/);
		assert.match(hover('"data": "mnist", "epochs": |3') ?? "", /3 times 125 steps: 375 in all.$/);
		assert.doesNotMatch(hover('"data": "photos", "epochs": |3') ?? "", /steps/);
	});
	test("data, loss, momentum, decay and smoothing in numbers", () => {
		assert.match(hover('"data": |"mnist"') ?? "", /4,000 pictures of 1×28×28 in 10 classes to train with, 1,000 to test with.$/);
		assert.match(hover('"data": "mnist", "loss": |"NLLLoss"') ?? "", /ln 10 = 2.3.$/);
		assert.match(hover('"data": "mnist", "momentum": |0.9') ?? "", /10 times a single one.$/);
		assert.match(hover('"data": "mnist", "lr": 0.1, "weight_decay": |0.001') ?? "", /1 − 0.1·0.001 = 0.9999.$/);
		assert.match(hover('"data": "mnist", "label_smoothing": |0.1') ?? "", /The right class counts 0.91, each other one 0.01.$/);
		assert.match(hover('"data": "mnist", "optimizer": |"AdamW"') ?? "", /lr 0.001, weight_decay 0.01.$/);
	});
	test("class weights: how far they are apart, and as many as the network has scores", () => {
		const weights = '"data": "mnist", "class_weights": |[1, 4, 0.5, 1, 1, 1, 1, 1, 1, 1]';
		assert.match(hover(weights) ?? "", /A picture of class 1 counts as much as 8 of class 2.$/);
		assert.match(hover('"data": "mnist", "class_weights": |[2, 2]') ?? "", /All classes count alike.$/);
		const { analysis, offset } = at(marked('"data": "mnist", "class_weights": |'));
		assert.deepEqual(
			completionsAt(analysis, offset).map(({ insertText }) => insertText),
			["[1, 1, 1, 1, 1, 1, 1, 1, 1, 1]"],
		);
		const wrong = marked('"data": "mnist", "class_weights": [3]');
		const analysed = analyze(wrong);
		const issue = analysed.issues.find(({ code }) => code === "classes-mismatch");
		const [fix] = issue ? fixesFor(analysed, issue) : [];
		assert.equal(fix && applyEdits(wrong, fix.edits), wrong.replace("[3]", "[3, 1, 1, 1, 1, 1, 1, 1, 1, 1]"));
	});
	test("the rates that a schedule makes", () => {
		const step = '"data": "mnist", "lr": 0.1, "epochs": 4, "schedule": "StepLR", "step_size": 2, "gamma": |0.5';
		assert.match(hover(step) ?? "", /Epoch by epoch: 0.1 → 0.1 → 0.05 → 0.05$/);
		assert.match(
			hover('"data": "mnist", "lr": 0.1, "epochs": 20, "schedule": |"CosineAnnealingLR"') ?? "",
			/0.1 → 0.0994 → 0.0976 → 0.0946 → … → 0.000616$/,
		);
	});
	test("the section itself, another key at fault, nothing outside", () => {
		assert.match(hover('"data": "mnist", "optimizer": "Adam"|') ?? "", /lr 0.001/);
		const { analysis, offset } = at(model('{ "data": "mnist" }').replace('"train"', '"|train"'));
		assert.match(hoverAt(analysis, offset)?.sections.join("\n") ?? "", /\*\*Train\*\* `SGD · CrossEntropyLoss · mnist`/);
		assert.match(hover('"data": "mnist", "lr": -1, "batch_size": |32') ?? "", /125 steps/);
		assert.equal(hover('"data": "mnist", "__proto__": |1'), undefined);
	});
	test("rates are those of the engine's schedules", () => {
		const base = readRecipe({ data: "mnist", lr: 0.1, epochs: 12, step_size: 5, gamma: 0.3 });
		const engine = {
			StepLR: schedules.StepLR({ stepSize: 5, gamma: 0.3 }),
			CosineAnnealingLR: schedules.CosineAnnealingLR({ tMax: 12 }),
			LinearLR: schedules.LinearLR(),
		};
		for (const name of scheduleNames) {
			for (let epoch = 0; epoch < 12; epoch++) {
				assert.ok(Math.abs(rateOf({ ...base, schedule: name }, epoch) - engine[name].rate(0.1, epoch)) < 1e-12, `${name} ${epoch}`);
			}
		}
	});
});

suite("language/train: completion", () => {
	const offered = (keys: string) => {
		const { analysis, offset } = at(marked(keys));
		return completionsAt(analysis, offset).map(({ label, detail }) => [label, english(detail)]);
	};
	test("rates, the optimizer's default first, none that is huge", () => {
		assert.deepEqual(offered('"data": "mnist", "optimizer": "RMSprop", "lr": |'), [
			["0.01", "default of RMSprop"],
			["0.001", "usual"],
			["0.1", "usual"],
			["0.0003", "usual"],
			["0.0001", "usual"],
		]);
	});
	test("batches and epochs with their steps", () => {
		assert.deepEqual(offered('"data": "mnist", "batch_size": |1').slice(0, 2), [
			["32", "→ 125 steps an epoch"],
			["64", "→ 63 steps an epoch"],
		]);
		assert.deepEqual(offered('"data": "mnist", "epochs": |1')[1], ["3", "→ 375 steps"]);
		assert.deepEqual(offered('"data": "photos", "epochs": |1').slice(0, 2), [
			["10", "default"],
			["3", "usual"],
		]);
	});
	test("steps within the run, with the rates", () =>
		assert.deepEqual(offered('"data": "mnist", "lr": 0.1, "epochs": 6, "schedule": "StepLR", "step_size": |')[0], [
			"2",
			"→ 0.1 → 0.1 → 0.01 → 0.01 → … → 0.001",
		]));
	test("nothing for what the optimizer has not, for words, keys and strangers", () => {
		for (const keys of ['"optimizer": "Adam", "momentum": |0', '"loss": |', '"|lr": 1', '"size": |3']) assert.deepEqual(offered(keys), []);
	});
	test("a number is replaced whole", () => {
		const { analysis, offset } = at(marked('"data": "mnist", "seed": 1|23'));
		const [item] = completionsAt(analysis, offset);
		assert.equal(analysis.text.slice(item?.range.start, item?.range.end), "123");
	});
});
