import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { suite, test } from "mocha";
import { optimiserIn } from "../../src/cli/golden/train/recipe";
import { Model, readDataset } from "../../src/engine";
import { gather, losses, Trainer } from "../../src/engine/train";
import { elements, type Shape } from "../../src/network/shape";
import { backends } from "../unit/engine/backends";
import { graphOf, lenet } from "../unit/engine/networks";

interface Epochs {
	readonly init: Readonly<Record<string, { readonly s: Shape; readonly o: number }>>;
	readonly runs: readonly { readonly optimizer: string; readonly batch: number; readonly losses: readonly number[] }[];
}

const root = process.cwd();
const unzip = (file: string) => new Uint8Array(gunzipSync(readFileSync(path.join(root, file))));
const { init, runs }: Epochs = JSON.parse(readFileSync(path.join(root, "test/golden/lenet_epochs.json"), "utf8"));
const mnist = (part: string) => `media/datasets/mnist/train-${part}-ubyte.gz`;

/** Float32 and float64 part from each other after a while; the slower the optimiser leaves the start, the later. */
const STEPS = [25, 25, 4];

for (const backend of backends)
	suite(`golden: LeNet on ${backend.name} follows PyTorch's losses on the first digits of MNIST`, () => {
		const numbers = unzip("test/golden/lenet_epochs.bin.gz").buffer;
		const digits = readDataset(unzip(mnist("images-idx3")), unzip(mnist("labels-idx1")), Array.from("0123456789"));

		for (const [i, { optimizer, batch, losses: expected }] of runs.entries()) {
			const steps = STEPS[i] ?? 0;
			test(`${optimizer}: ${steps} steps`, () => {
				const model = new Model(backend);
				model.compile(graphOf([1, 28, 28], lenet), { seed: 1, batch, gradients: true });
				let filled = 0;
				for (const { key, parameters } of model.layers) {
					for (const [name, tensor] of Object.entries({ ...parameters })) {
						const start = init[`${key}.${name}`];
						assert.deepEqual(tensor?.shape, start?.s);
						if (tensor && start) tensor.data.set(new Float32Array(numbers, start.o, elements(start.s)));
						filled++;
					}
				}
				assert.equal(filled, Object.keys(init).length);
				model.weightsChanged();
				const trainer = new Trainer(model, { loss: losses.CrossEntropyLoss(), optimiser: optimiserIn(optimizer) });
				for (let step = 0; step < steps; step++) {
					const indices = Uint32Array.from({ length: batch }, (_, n) => step * batch + n);
					const { inputs, targets } = gather(digits, indices, [1, 28, 28]);
					const { loss } = trainer.step(inputs, targets);
					// The losses are written with 8 digits.
					assert.ok(Math.abs(loss - (expected[step] ?? Number.NaN)) <= 2e-6, `step ${step}: ${loss}, not ${expected[step]}`);
				}
			});
		}
	});
