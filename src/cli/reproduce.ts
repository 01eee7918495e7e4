/**
 * npm run reproduce [-- --mnist10k DIR] [--emoji8 DIR] [--seeds N] [--samples]: trains the samples from scratch and prints how well test
 * pictures are done, mean of N seeds (3), as docs/reproduce.md, which it writes. With --samples it trains each sample by its own recipe and
 * writes its weights beside it instead. Exit code 1 where a target is missed, 2 where something needed is not there.
 */
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { type Backend, compileKernels, simd } from "../engine";
import { modelCard } from "../weights/card";
import { writeWeights } from "../weights/write";
import { type Claim, claims } from "./reproduce/claims";
import { type Data, readData } from "./reproduce/data";
import { holds, type Outcome, report } from "./reproduce/report";
import { readSample, train } from "./reproduce/train";

/** Bundled into out/cli. */
const root = path.resolve(__dirname, "../..");
const fileOf = (sample: string, ending: string) => path.join(root, "media/samples", `${sample}.${ending}`);

/** The samples that ship with weights: those of which there are labelled pictures, and whose weights are small. */
const shipped = [
	["lenet", "mnist"],
	["tiny-vgg", "emoji8"],
	["resnet", "emoji8"],
] as const;

function kernels(): Backend {
	const module = compileKernels(readFileSync(path.join(root, "dist/kernels.wasm")));
	if (!module) throw new Error("WebAssembly, its SIMD or shared memory is missing here");
	return simd({ module });
}

function writeSamples(data: (name: Claim["data"]) => Data | undefined): void {
	for (const [name, of] of shipped) {
		const pictures = data(of);
		if (!pictures) throw new Error(`there are no pictures of ${of} to train ${name} with`);
		const sample = readSample(fileOf(name, "cnn.json"));
		const trained = train(kernels(), sample, pictures, sample.recipe.seed);
		const { name: title, recipe } = sample;
		const { accuracies, steps, weights } = trained;
		const card = modelCard(title, undefined, { recipe, epochs: accuracies.length, steps, accuracies });
		const file = writeWeights(weights.state(), card);
		writeFileSync(fileOf(name, "safetensors"), file);
		console.log(`${name}: ${file.length} bytes, test accuracy ${card.test_accuracy}`);
	}
}

function outcomes(seeds: number, data: (name: Claim["data"]) => Data | undefined): Outcome[] {
	return claims.flatMap((claim): Outcome[] => {
		const pictures = data(claim.data);
		if (!pictures) {
			console.log(`${claim.sample} on ${claim.data}: left out, there are no pictures to train with`);
			return [];
		}
		const sample = readSample(fileOf(claim.sample, "cnn.json"));
		const runs = Array.from({ length: seeds }, (_, seed) => {
			const recipe = { ...sample.recipe, epochs: claim.epochs, seed };
			const { accuracies, milliseconds } = train(kernels(), { ...sample, recipe }, pictures, seed);
			console.log(`${claim.sample} on ${claim.data}, seed ${seed}: ${accuracies.at(-1)} in ${(milliseconds / 1000).toFixed(1)} s`);
			return accuracies;
		});
		return [{ claim, train: pictures.train.count, test: pictures.test.count, runs }];
	});
}

function main(): number {
	const { values } = parseArgs({
		options: {
			mnist10k: { type: "string" },
			emoji8: { type: "string" },
			seeds: { type: "string", default: "3" },
			samples: { type: "boolean", default: false },
		},
	});
	const seeds = Number(values.seeds);
	if (!Number.isInteger(seeds) || seeds < 1) throw new Error(`--seeds ${values.seeds}: a whole number of at least 1 is wanted`);
	const folders = {
		mnist: path.join(root, "media/datasets/mnist"),
		mnist10k: values.mnist10k,
		emoji8: path.join(root, "media/datasets/emoji8"),
		"emoji8-all": values.emoji8,
	};
	const data = (name: Claim["data"]): Data | undefined => {
		const folder = folders[name];
		const found = folder === undefined ? undefined : readData(folder);
		if (!found && folder !== undefined) throw new Error(`${folder}: there is no train-images-idx3-ubyte.gz or train-images-idx4-ubyte.gz`);
		return found;
	};
	if (values.samples) {
		writeSamples(data);
		return 0;
	}
	const found = outcomes(seeds, data);
	const page = report(found);
	writeFileSync(path.join(root, "docs/reproduce.md"), page);
	console.log(`\n${page}`);
	return found.every(holds) ? 0 : 1;
}

try {
	process.exitCode = main();
} catch (error) {
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = 2;
}
