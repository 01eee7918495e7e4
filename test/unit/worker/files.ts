import { readFileSync } from "node:fs";
import path from "node:path";
import type { DatasetName, DatasetPart, RunRequest } from "../../../src/protocol/engine";
import { graphOf, lenet } from "../engine/networks";

const datasets = path.resolve(__dirname, "../../../../media/datasets");

const exact = (file: string): ArrayBuffer => new Uint8Array(readFileSync(path.join(datasets, file))).buffer;

const prefix = { test: "t10k", train: "train" } as const;

/** A dataset's files as the extension hands them over. */
export const datasetFiles = (name: DatasetName, part: DatasetPart = "test") => ({
	name,
	part,
	images: exact(`${name}/${prefix[part]}-images-idx${name === "mnist" ? 3 : 4}-ubyte.gz`),
	labels: exact(`${name}/${prefix[part]}-labels-idx1-ubyte.gz`),
	classes: name === "mnist" ? [..."0123456789"] : ["face", "animal", "food", "vehicle", "flag", "person", "hand", "sign"],
});

/** A request for LeNet on a digit. */
export const lenetRun = (revision: number): RunRequest => ({
	revision,
	graph: graphOf([1, 28, 28], lenet),
	seed: 7,
	input: { kind: "sample", dataset: "mnist", index: 3 },
	wants: [{ layer: "0", what: "maps", from: 0, count: 6, maxSide: 28 }],
	memoryLimit: 2 ** 30,
});
