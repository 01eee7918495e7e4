import { type Dataset, fitBytes, type Picture, partDataset, pictureOf, readDataset, splitDataset } from "../engine";
import { storedShape } from "../network/pictureShape";
import { text } from "../network/text";
import type { DatasetPart, EngineFunctions, InputChoice, SampleSheet, SampleSource } from "../protocol/engine";
import { isBuiltIn } from "../protocol/training";
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
	/** What the text calls the data of one's own that are held. */
	#own: string | undefined;
	/** The first part of files of one's own: held apart until the other one is there, which may be damaged. */
	#half: { readonly name: string; readonly train: Dataset } | undefined;
	#image: Picture | undefined;

	/**
	 * Takes over a part of a dataset (of one's own, the one to train with first) and gives how many pictures it has. Rejects with a SyntaxError, or
	 * what unpacking says, where it is damaged: what was held stays.
	 */
	async add({ name, part = "test", images, labels, classes }: Parameters<EngineFunctions["setDataset"]>[0]): Promise<number> {
		const half = this.#half?.name === name ? this.#half.train : undefined;
		this.#half = undefined;
		const files = [await unpacked(images), await unpacked(labels)] as const;
		const dataset = readDataset(...files, classes);
		if (isBuiltIn(name)) this.#datasets.set(`${name} ${part}`, dataset);
		else if (part === "train") this.#half = { name, train: dataset };
		else this.#keepOwn(name, half ?? this.part(name, "train"), dataset);
		return dataset.count;
	}

	/** Takes over pictures that are fitted, in two parts. Throws a Refusal where their numbers do not belong together. */
	take({ name, input, classes, pixels, labels, tested, testSplit, splitSeed }: Parameters<EngineFunctions["setPictures"]>[0]): {
		readonly train: number;
		readonly test: number;
	} {
		const { channels, height, width } = storedShape(input);
		const count = labels.byteLength;
		const all = { count, width, height, channels, pixels: new Uint8Array(pixels), labels: new Uint8Array(labels), classes };
		const marks = tested && new Uint8Array(tested);
		const together = all.pixels.length === count * width * height * channels && (marks?.length ?? count) === count;
		if (!together || all.labels.some((label) => label >= classes.length)) {
			throw new Refusal("invalid-request", text("The pictures of {data} and their labels do not belong together.", { data: name }));
		}
		const { train, test } = marks ? partDataset(all, (i) => marks[i] === 1) : splitDataset(all, testSplit, splitSeed);
		this.#keepOwn(name, train, test);
		return { train: train.count, test: test.count };
	}

	/** Of one's own, the data that were handed over last are held, and no others: they may be large. */
	#keepOwn(name: string, train: Dataset | undefined, test: Dataset): void {
		for (const old of ["train", "test"]) this.#datasets.delete(`${this.#own} ${old}`);
		this.#own = name;
		if (train) this.#datasets.set(`${name} train`, train);
		this.#datasets.set(`${name} test`, test);
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
		const dataset = this.#samples(choice.dataset);
		if (choice.index >= dataset.count) {
			const values = { dataset: choice.dataset, total: dataset.count, index: choice.index };
			throw new Refusal("no-input", text("{dataset} has {total} pictures; there is no number {index}.", values));
		}
		const index = dataset.labels[choice.index] ?? 0;
		return { picture: pictureOf(dataset, choice.index), label: { index, name: dataset.classes[index] ?? "" } };
	}

	/** Up to `count` pictures to look at, for the carousel. Throws a Refusal where it is not there. */
	sheet(name: SampleSource, from: number, count: number): SampleSheet {
		const { count: total, width, height, channels, pixels, labels, classes } = this.#samples(name);
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

	/** The pictures to test with; of data of one's own that keep none for that, those to train with. */
	#samples(name: SampleSource): Dataset {
		const data = name === "own" ? this.#own : name;
		const test = data === undefined ? undefined : this.part(data, "test");
		const dataset = data !== undefined && test?.count === 0 ? this.part(data, "train") : test;
		if (!dataset) throw new Refusal("no-input", text("The dataset {dataset} is not loaded.", { dataset: name }));
		return dataset;
	}
}

/** A file as it was before it was gzipped, if it was. */
async function unpacked(file: ArrayBuffer): Promise<Uint8Array> {
	const bytes = new Uint8Array(file);
	return bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzip(file, MAX_DATASET_BYTES) : bytes;
}
