import { readFileSync } from "node:fs";
import { type Backend, Model, WeightStore } from "../../engine";
import type { Graph } from "../../network/graph";
import type { TrainRecipe } from "../../network/train";
import { analyze } from "../../source";
import { Examples } from "../../worker/training/examples";
import { Run } from "../../worker/training/run";
import type { Data } from "./data";

/** A model file that can be trained. */
export interface Sample {
	readonly name: string;
	readonly graph: Graph;
	readonly recipe: TrainRecipe;
}

/** Reads a model file. Throws where it is at fault, or does not say how it is trained. */
export function readSample(file: string): Sample {
	const { name, graph, train, complete } = analyze(readFileSync(file, "utf8"));
	if (!graph || !complete || !train) throw new Error(`${file} cannot be trained: see npm run shapes`);
	return { name: name ?? file, graph, recipe: train.recipe };
}

/** How the test pictures were done after each epoch, from 1 on, and what was learnt. */
export interface Trained {
	readonly accuracies: readonly number[];
	readonly steps: number;
	readonly weights: WeightStore;
	readonly milliseconds: number;
}

/**
 * Trains a network from fresh weights, exactly as the extension does when Train is pressed: `seed` is that of the first weights, the recipe's
 * own that of the order of pictures. The same arguments give the same weights, bit for bit.
 */
export function train(backend: Backend, { graph, recipe }: Sample, { train: pictures, test }: Data, seed: number): Trained {
	const began = performance.now();
	const weights = new WeightStore();
	const model = new Model(backend, weights);
	model.compile(graph, { seed, batch: recipe.batch_size, gradients: true });
	const run = new Run(model, recipe, { train: new Examples(pictures, graph.input), test: new Examples(test, graph.input) }, 0);
	for (let outcome = run.unit(); outcome.kind !== "done"; outcome = run.unit()) {
		if (outcome.kind === "broken") throw new Error(`the loss broke in epoch ${run.epoch + 1}`);
	}
	model.sync();
	const accuracies = run.tests
		.after(0)
		.slice(1)
		.map(({ accuracy }) => accuracy ?? 0);
	model.dispose();
	return { accuracies, steps: run.step, weights, milliseconds: performance.now() - began };
}
