import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { suite, test } from "mocha";
import { optimisers } from "../../../src/engine";
import { accepts } from "../../../src/network/attribute";
import { builtInData, dataFacts, optimizerNames } from "../../../src/network/train";
import { isTrainKey, readRecipe, type TrainKey, trainDefault, trainKeys } from "../../../src/network/trainKeys";

suite("network: the keys of train", () => {
	test("defaults are the engine's, which are PyTorch's", () => {
		for (const name of optimizerNames) {
			const { lr, weightDecay, ...rest } = optimisers[name].defaults;
			assert.deepEqual([trainDefault("lr", name), trainDefault("weight_decay", name)], [lr, weightDecay], name);
			const has = (key: "momentum" | "nesterov") => (trainKeys[key] as TrainKey<unknown>).only?.words.includes(name) ?? true;
			for (const key of ["momentum", "nesterov"] as const) {
				assert.equal(has(key), key in rest, `${name} ${key}`);
				if (has(key)) assert.equal(trainDefault(key, name), (rest as Record<string, unknown>)[key]);
			}
		}
	});
	test("usual values and defaults are legal, and every word says what it is", () => {
		for (const [name, key] of Object.entries(trainKeys) as [string, TrainKey<unknown>][]) {
			for (const value of [...(key.usual ?? []), ...Object.values(key.byOptimizer ?? {})])
				assert.ok(accepts(key, value), `${name} ${value}`);
			if (key.default !== undefined) assert.ok(accepts(key, key.default), name);
			if (key.words) assert.deepEqual(Object.keys(key.words), [...(key.usual ?? [])], name);
		}
		assert.ok(isTrainKey("lr") && !isTrainKey("toString") && !isTrainKey("__proto__"));
	});
	test("a recipe has every default filled in", () => {
		assert.deepEqual(readRecipe({ data: "mnist" }), {
			data: "mnist",
			test_split: 0.2,
			split_seed: 0,
			loss: "CrossEntropyLoss",
			label_smoothing: 0,
			class_weights: undefined,
			optimizer: "SGD",
			lr: 0.001,
			momentum: 0,
			nesterov: false,
			weight_decay: 0,
			schedule: undefined,
			step_size: 1,
			gamma: 0.1,
			clip_norm: undefined,
			batch_size: 32,
			epochs: 10,
			seed: 0,
		});
		const { lr, weight_decay } = readRecipe({ data: "photos", optimizer: "AdamW" });
		assert.deepEqual([lr, weight_decay], [0.001, 0.01]);
	});
	test("what is said of built-in data is what the files hold", () => {
		const files = {
			mnist: ["train-images-idx3-ubyte.gz", "t10k-images-idx3-ubyte.gz"],
			emoji8: ["train-images-idx4-ubyte.gz", "t10k-images-idx4-ubyte.gz"],
		};
		const header = (data: string, file: string | undefined) => {
			if (!file) return undefined;
			const bytes = gunzipSync(readFileSync(`media/datasets/${data}/${file}`));
			return Array.from({ length: bytes[3] ?? 0 }, (_, i) => bytes.readUInt32BE(4 + 4 * i));
		};
		for (const data of builtInData) {
			const [train, test] = files[data].map((file) => header(data, file));
			const facts = dataFacts(data) ?? assert.fail(data);
			assert.deepEqual([facts.train, facts.test], [train?.[0], test?.[0]], data);
			const [, height, width, channels = 1] = test ?? [];
			assert.deepEqual(facts.shape, [channels, height, width]);
		}
		assert.equal(dataFacts("toString"), undefined);
	});
});
