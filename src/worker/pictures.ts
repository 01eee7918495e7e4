import { type Dataset, fitBytes, type Picture, pictureOf, readDataset, splitDataset } from "../engine";
import { storedShape } from "../network/pictureShape";
import { text } from "../network/text";
import type { DatasetName, DatasetPart, EngineFunctions, InputChoice, SampleSheet } from "../protocol/engine";
import { Refusal } from "./door";
import { gunzip } from "./gunzip";

/** Most bytes that one file of a dataset may unpack to. */
const MAX_DATASET_BYTES = 256 * 1024 * 1024;

/** A picture that goes through the network, and what it shows where that is known. */
interface Chosen {
	readonly picture: Picture;
	/** Index and name of its class. */
	readonly label: { readonly index: number; readonly name: string } | undefined;
}

/** The pictures that the host has handed over: datasets by name and part, and a picture of one's own. */
export class Pictures {
	readonly #datasets = new Map<string, Dataset>();
	#image: Picture | undefined;

	/** Takes over a part of a dataset and gives how many pictures it has. Rejects with a SyntaxError, or what unpacking says, where it is damaged. */
	async add({ name, part = "test", images, labels, classes }: Parameters<EngineFunctions["setDataset"]>[0]): Promise<number> {
		const files = [await unpacked(images), await unpacked(labels)] as const;
		const dataset = readDataset(...files, classes);
		this.#datasets.set(`${name} ${part}`, dataset);
		return dataset.count;
	}

	/** Takes over pictures that are fitted, in two parts. Throws a Refusal where their numbers do not belong together. */
	take({ name, input, classes, pixels, labels, testSplit, splitSeed }: Parameters<EngineFunctions["setPictures"]>[0]): {
		readonly train: number;
		readonly test: number;
	} {
		const { channels, height, width } = storedShape(input);
		const count = labels.byteLength;
		const all = { count, width, height, channels, pixels: new Uint8Array(pixels), labels: new Uint8Array(labels), classes };
		if (all.pixels.length !== count * width * height * channels || all.labels.some((label) => label >= classes.length)) {
			throw new Refusal("invalid-request", text("The pictures of {data} and their labels do not belong together.", { data: name }));
		}
		const { train, test } = splitDataset(all, testSplit, splitSeed);
		this.#datasets.set(`${name} train`, train);
		this.#datasets.set(`${name} test`, test);
		return { train: train.count, test: test.count };
	}

	/** A decoded picture as it is kept for an input. */
	fit({ width, height, rgba, input }: Parameters<EngineFunctions["fitPicture"]>[0]): Uint8Array {
		return fitBytes({ width, height, channels: 4, pixels: new Uint8Array(rgba) }, input);
	}

	/** One part of the data of that name, where it was handed over. */
	part(name: string, part: DatasetPart): Dataset | undefined {
		return this.#datasets.get(`${name} ${part}`);
	}

	/** A picture of one's own, RGBA. */
	setImage(width: number, height: number, rgba: ArrayBuffer): void {
		this.#image = { width, height, channels: 4, pixels: new Uint8Array(rgba) };
	}

	/** The picture that is meant. Throws a Refusal where there is none. */
	chosen(choice: InputChoice): Chosen {
		if (choice.kind === "image") {
			if (!this.#image) throw new Refusal("no-input", text("No image was chosen yet."));
			return { picture: this.#image, label: undefined };
		}
		const dataset = this.#testPart(choice.dataset);
		if (choice.index >= dataset.count) {
			const values = { dataset: choice.dataset, total: dataset.count, index: choice.index };
			throw new Refusal("no-input", text("{dataset} has {total} pictures; there is no number {index}.", values));
		}
		const index = dataset.labels[choice.index] ?? 0;
		return { picture: pictureOf(dataset, choice.index), label: { index, name: dataset.classes[index] ?? "" } };
	}

	/** Up to `count` pictures of the test part, for the carousel. Throws a Refusal where it is not there. */
	sheet(name: DatasetName, from: number, count: number): SampleSheet {
		const { count: total, width, height, channels, pixels, labels, classes } = this.#testPart(name);
		const start = Math.min(from, total);
		const end = Math.min(from + count, total);
		const size = width * height * channels;
		return {
			ok: true,
			dataset: name,
			from: start,
			count: end - start,
			total,
			width,
			height,
			channels,
			pixels: new Uint8Array(pixels.subarray(start * size, end * size)).buffer,
			labels: Array.from(labels.subarray(start, end), (label) => classes[label] ?? ""),
		};
	}

	#testPart(name: DatasetName): Dataset {
		const dataset = this.part(name, "test");
		if (!dataset) throw new Refusal("no-input", text("The dataset {dataset} is not loaded.", { dataset: name }));
		return dataset;
	}
}

/** A file as it was before it was gzipped, if it was. */
async function unpacked(file: ArrayBuffer): Promise<Uint8Array> {
	const bytes = new Uint8Array(file);
	return bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzip(file, MAX_DATASET_BYTES) : bytes;
}
