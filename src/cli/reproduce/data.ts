import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { type Dataset, readDataset } from "../../engine";

/** The two parts of a data set. */
export interface Data {
	readonly train: Dataset;
	readonly test: Dataset;
}

const digits = [..."0123456789"];

/**
 * Reads a folder of gzipped IDX files as media/datasets has them: train-… and t10k-…, grey (idx3) or RGB (idx4), and classes.json where the
 * classes are no digits. Undefined where there is no such folder, or no part to train with in it. Throws where a file is damaged.
 */
export function readData(folder: string): Data | undefined {
	const axes = [3, 4].find((count) => existsSync(path.join(folder, `train-images-idx${count}-ubyte.gz`)));
	if (axes === undefined) return undefined;
	const bytes = (name: string) => new Uint8Array(gunzipSync(readFileSync(path.join(folder, name))));
	const classes = existsSync(path.join(folder, "classes.json")) ? classesOf(path.join(folder, "classes.json")) : digits;
	const part = (name: string) => readDataset(bytes(`${name}-images-idx${axes}-ubyte.gz`), bytes(`${name}-labels-idx1-ubyte.gz`), classes);
	return { train: part("train"), test: part("t10k") };
}

function classesOf(file: string): string[] {
	const { classes } = JSON.parse(readFileSync(file, "utf8")) as { readonly classes: string[] };
	return classes;
}
