import assert from "node:assert/strict";
import { suite, test } from "mocha";
import type { Analysis } from "../../../src/source";
import { check as whole } from "./check";

const head = '{ "type": "Flatten" }, { "type": "Linear", "out_features": 10 }';

/** Checks a model with this `train`; `«…»` mark the ranges of the first issues. */
function check(train: string, issues: readonly string[], layers = head, input = "[1, 28, 28]"): Analysis {
	return whole(`{ "input": ${input}, "layers": [${layers}], "train": ${train} }`, { issues });
}

suite("source: train", () => {
	test("a recipe with the places of what is written", () => {
		const { train, complete, text } = check('{ "data": "mnist", "optimizer": "Adam", "epochs": 3 }', []);
		assert.deepEqual([train?.recipe.optimizer, train?.recipe.lr, train?.recipe.epochs, complete], ["Adam", 0.001, 3, true]);
		assert.deepEqual(Object.keys(train?.keys ?? {}), ["data", "optimizer", "epochs"]);
		const { epochs } = train?.keys ?? {};
		assert.equal(text.slice(epochs?.key.start, epochs?.value.end), '"epochs": 3');
		assert.equal(text.slice(train?.range.start, train?.range.end), '{ "data": "mnist", "optimizer": "Adam", "epochs": 3 }');
	});
	test("absent, no object, without data", () => {
		const { train, trainSource } = whole(`{ "input": [784], "layers": [${head}] }`, { issues: [] });
		assert.deepEqual([train, trainSource], [undefined, undefined]);
		assert.equal(check("«[1]»", ['invalid-attribute: train must be an object, such as { "data": "mnist" }; it is [1].']).train, undefined);
		const { train: none, complete } = check('«{» "lr": 0.1 }', [
			"missing-attribute: train needs data: the name of a built-in data set, or the path of a folder.",
		]);
		assert.deepEqual([none, complete], [undefined, true], "the network itself is whole");
	});
	test("unknown keys and words: did you mean", () => {
		check('{ "data": "mnist", «"bacth_size"»: 3 }', ["unknown-attribute: train has no bacth_size; did you mean batch_size?"]);
		check('{ "data": "mnist", «"layers"»: [] }', ["unknown-attribute: train has no layers."]);
		check('{ "data": "mnist", "optimizer": «"adam"» }', ["invalid-attribute: There is no optimizer adam; did you mean Adam?"]);
		check('{ "data": "mnist", "loss": «"cross_entropy"» }', [
			"invalid-attribute: There is no loss cross_entropy; did you mean CrossEntropyLoss?",
		]);
		check('{ "data": "mnist", "schedule": «"Whatever"» }', [
			'invalid-attribute: schedule must be one of "StepLR", "CosineAnnealingLR", "LinearLR"; it is "Whatever".',
		]);
		check('{ «"dataset"»: "mnist" }', ["unknown-attribute: train has no dataset; did you mean data?"]);
	});
	for (const [key, values] of Object.entries({
		lr: ["-0.1", '"0.1"', "null", "1e999"],
		batch_size: ["0", "-1", "2.5", "1e10"],
		epochs: ["0", "1.5", "true"],
		momentum: ["-0.1", "[0.9]"],
		nesterov: ["1", '"yes"'],
		label_smoothing: ["-0.1", "1.1"],
		clip_norm: ["0", "-1"],
		class_weights: ["2", "[]", "[0, 0]", "[1, -1]", '["1"]', "[[1]]"],
		step_size: ["0", "0.5"],
		seed: ["0.5", "{}"],
		data: ["1", '""'],
		weight_decay: ["-1"],
		gamma: ["-0.1"],
	})) {
		for (const value of values) {
			test(`${key} ${value} is wrong`, () => {
				const { train } = check(`{ ${key === "data" ? "" : '"data": "mnist", '}"${key}": «${value}» }`, ["invalid-attribute"]);
				assert.equal(train, undefined);
			});
		}
	}
	test("twice", () =>
		check('{ "data": "mnist", "lr": 0.1, «"lr"»: 0.2 }', ["duplicate-attribute: lr is written twice; only one can count."]));
	test("what goes together", () => {
		const message = "needs-momentum: nesterov needs a momentum above 0.";
		assert.equal(check('{ "data": "mnist", "nesterov": «true» }', [message]).train, undefined);
		check('{ "data": "mnist", "nesterov": true, "momentum": 0.9 }', []);
		check('{ "data": "mnist", "schedule": «"StepLR"» }', ["missing-attribute: StepLR needs step_size: a positive integer."]);
		check('{ "data": "mnist", "schedule": "StepLR", "step_size": 2 }', []);
	});
	test("settings that do nothing here are said, and the recipe stands", () => {
		const { train } = check('{ "data": "mnist", "optimizer": "Adam", «"momentum"»: 0.9, «"nesterov"»: true }', [
			"warning unused-setting: Adam has no momentum; it does nothing here.",
			"warning unused-setting: Adam has no nesterov; it does nothing here.",
		]);
		assert.equal(train?.recipe.momentum, 0.9);
		check('{ "data": "mnist", «"gamma"»: 0.5 }', ["warning unused-setting: gamma does nothing without a schedule."]);
		check('{ "data": "mnist", "schedule": "LinearLR", «"gamma"»: 0.5 }', [
			"warning unused-setting: LinearLR has no gamma; it does nothing here.",
		]);
		check('{ "data": "mnist", "loss": "MSELoss", «"label_smoothing"»: 0.1 }', ["warning unused-setting"]);
		check('{ "data": "mnist", "optimizer": "Adam", "momentum": 0, "nesterov": false, "gamma": 0.1 }', []);
	});
	test("numbers with which nothing is learned", () => {
		check('{ "data": "mnist", "lr": «0» }', ["warning unusual-value: With a learning rate of 0 nothing is learned."]);
		check('{ "data": "mnist", "lr": «10» }', ["warning unusual-value: A learning rate of 10 is huge for SGD: the loss will hardly fall."]);
		check('{ "data": "mnist", "optimizer": "Adam", "lr": «0.5» }', ["warning unusual-value"]);
		check('{ "data": "mnist", "momentum": «1» }', ["warning unusual-value: With a momentum of 1 or more the steps grow without end."]);
		check('{ "data": "mnist", "batch_size": «4001» }', ["warning unusual-value"]);
		check('{ "data": "photos", "batch_size": 4001, "lr": 1 }', []);
	});
});

suite("source: train and the network", () => {
	const wide = (outputs: number) => `{ "type": "Flatten" }, { "type": "Linear", "out_features": ${outputs} }`;
	test("as many scores as classes, whatever the loss", () => {
		for (const loss of ["CrossEntropyLoss", "MSELoss"]) {
			const { train, complete } = check(
				`{ "data": «"mnist"», "loss": "${loss}" }`,
				["classes-mismatch: mnist has 10 classes, but 1 gives 7 scores."],
				wide(7),
			);
			assert.ok(train && complete, "the recipe is right, and so is the network");
		}
		check('{ "data": "emoji8" }', [], wide(8), "[3, 32, 32]");
		check('{ "data": "photos" }', [], wide(7));
	});
	test("one score a class", () => {
		const layers = '{ "type": "Conv2d", "out_channels": 10, "kernel_size": 3 }';
		check('{ "data": «"photos"» }', ["classes-mismatch: CrossEntropyLoss takes one score a class; 0 gives 10×26×26."], layers);
	});
	test("softmax and losses", () => {
		const layers = (type: string) => `${head}, { "type": ${type} }`;
		check('{ "data": "mnist" }', ["warning loss-mismatch"], layers('«"Softmax"»'));
		check('{ "data": "mnist" }', ["warning loss-mismatch"], layers('«"LogSoftmax"»'));
		check('{ "data": "mnist", "loss": "MSELoss" }', [], layers('"Softmax"'));
		check('{ "data": "mnist", "loss": "NLLLoss" }', [], layers('"LogSoftmax"'));
		check('{ "data": "mnist", "loss": "NLLLoss" }', ["warning loss-mismatch"], layers('«"ReLU"»'));
		check(
			'{ "data": "mnist", "loss": "NLLLoss" }',
			["warning loss-mismatch: NLLLoss takes log-probabilities; 1 gives none, a LogSoftmax would."],
			head,
		);
	});
	test("class weights: one a score, and only for losses over classes", () => {
		const weights = (count: number): string => JSON.stringify(new Array(count).fill(2));
		const { train } = check(`{ "data": "mnist", "class_weights": ${weights(10)} }`, [], head);
		assert.deepEqual(train?.recipe.class_weights, new Array(10).fill(2));
		check(
			`{ "data": "mnist", "class_weights": «${weights(3)}» }`,
			["classes-mismatch: There are 3 class_weights, but 1 gives 10 scores."],
			head,
		);
		check(`{ "data": "mnist", "loss": "MSELoss", «"class_weights"»: ${weights(3)} }`, ["warning unused-setting"], head);
	});
	test("pictures with other channels are only worth a word", () => {
		const message = "info data-differs: The pictures of mnist are 1×28×28; they are fitted to the input, 3×28×28.";
		check('{ "data": «"mnist"» }', [message], head, "[3, 28, 28]");
		check('{ "data": "mnist" }', [], head, "[1, 64, 48]");
		check('{ "data": "mnist" }', [], head, "[784]");
	});
	test("nothing about a network that is not known", () => {
		check('{ "data": "mnist" }', ["invalid-attribute"], '{ "type": "Flatten" }, { "type": "Linear", "out_features": -3 }');
	});
});

suite("source: train in broken text", () => {
	const text = (before: string, after: string) => `{ "input": [1, 8, 8]${before}, "train": { "data": "mnist" }${after}`;
	test("it counts where it ends before the first syntax error", () => {
		assert.equal(whole(text("", ', "layers": [{ "type": }] }'), {}).train?.recipe.data, "mnist");
		assert.equal(whole(text(', "layers": [ {]', " }"), {}).train, undefined);
		const { train, trainSource } = whole('{ "train": { "data": "mnist", "lr": ', { issues: ["syntax"] });
		assert.deepEqual([train, trainSource?.attributes.map(({ name }) => name)], [undefined, ["data", "lr"]]);
	});
	test("words that every object knows", () => {
		for (const word of ["__proto__", "constructor", "toString"]) {
			check(`{ "data": "mnist", «"${word}"»: 1 }`, ["unknown-attribute"]);
			check(`{ "data": "${word}" }`, []);
			check(`{ "data": "mnist", "loss": «"${word}"» }`, ["invalid-attribute"]);
			check(`{ "data": "mnist", "lr": «{ "${word}": 1 }» }`, ["invalid-attribute"]);
		}
	});
});
