import * as v from "valibot";
import {
	type Backend,
	type Dataset,
	EngineError,
	fitPicture,
	Model,
	type Picture,
	pictureOf,
	quantiseTiles,
	readDataset,
	reference,
	tilePatch,
} from "../engine";
import type { Shape } from "../network/shape";
import { type Text, text } from "../network/text";
import {
	type About,
	type DatasetName,
	datasetSchema,
	type EngineFault,
	type EngineFunctions,
	type InputChoice,
	imageSchema,
	lookSchema,
	patchSchema,
	runSchema,
	samplesSchema,
} from "../protocol/engine";
import { type Frame, MAX_FRAME_BYTES, type Want } from "../protocol/frame";
import { readKeep } from "../protocol/weights";
import { gunzip } from "./gunzip";

/** Most bytes that one file of a dataset may unpack to. */
const MAX_DATASET_BYTES = 256 * 1024 * 1024;

/** Most numbers of the last layer that a reply carries: class scores, not maps. */
const MAX_OUTPUT = 4096;

/** What is thrown inside and becomes an {@link EngineFault} at the door. */
class Refusal extends Error {
	constructor(
		readonly code: EngineFault["code"],
		readonly text: Text,
	) {
		super(text.message);
	}
}

/**
 * The engine behind its protocol, whatever carries the messages: one model, its datasets and its picture. No function throws; every
 * request is checked before anything is done with it.
 */
export function serve(backend: Backend = reference, about: Omit<About, "ok" | "backend"> = { threads: 1 }): EngineFunctions {
	const model = new Model(backend);
	const datasets = new Map<DatasetName, Dataset>();
	let image: Picture | undefined;
	/** The revision whose numbers the model holds; undefined before the first run and after a failed one. */
	let current: number | undefined;
	let fitted: { readonly picture: Uint8Array; readonly shape: string; readonly numbers: Float32Array } | undefined;

	const frame = (revision: number, wants: readonly Want[]): Frame => ({
		revision,
		...quantiseTiles(model, wants, { maxBytes: MAX_FRAME_BYTES }),
	});

	/** The numbers that go in, and what the picture is called. The same picture for the same shape is fitted once. */
	const inputFor = (choice: InputChoice, shape: Shape): { readonly numbers: Float32Array; readonly label: string | undefined } => {
		const { picture, label } = chosen(choice, image, datasets);
		if (
			fitted?.picture.buffer !== picture.pixels.buffer ||
			fitted.picture.byteOffset !== picture.pixels.byteOffset ||
			fitted.shape !== `${shape}`
		) {
			fitted = { picture: picture.pixels, shape: `${shape}`, numbers: fitPicture(picture, shape) };
		}
		return { numbers: fitted.numbers, label };
	};

	const requireCurrent = (revision: number): void => {
		if (revision !== current || !model.plan)
			throw new Refusal("stale", text("The network has changed since these pictures were asked for."));
	};

	/** Takes over the weights of a worker that is gone. Gives what of them was damaged. */
	const restore = (kept: unknown): readonly string[] => {
		const { keep, refused } = readKeep(kept);
		if (keep) model.restore(keep);
		return refused;
	};

	return {
		run: (request) =>
			guarded(request, () => {
				const { revision, graph, seed, input, wants, memoryLimit, restore: before } = checked(runSchema, request);
				const notRestored = before === undefined ? [] : restore(before);
				const { kept, initialised } = model.compile(graph, { seed, memoryLimit });
				current = undefined;
				const { numbers, label } = inputFor(input, graph.input);
				const began = performance.now();
				model.forward(numbers);
				const forwardMs = performance.now() - began;
				current = revision;
				const last = model.layers.at(-1)?.output.data;
				const output = last && last.length <= MAX_OUTPUT ? last.slice().buffer : undefined;
				const weights = model.keep();
				return { ok: true, revision, frame: frame(revision, wants), forwardMs, kept, initialised, weights, notRestored, output, label };
			}),
		look: (request) =>
			guarded(request, () => {
				const { revision, wants } = checked(lookSchema, request);
				requireCurrent(revision);
				return { ok: true, frame: frame(revision, wants) };
			}),
		patch: (request) =>
			guarded(request, () => {
				const query = checked(patchSchema, request);
				requireCurrent(query.revision);
				const values = tilePatch(model, query);
				if (!values) throw new Refusal("invalid-request", text("{layer} has no such picture.", { layer: query.layer }));
				return { ok: true, revision: query.revision, values: values.buffer as ArrayBuffer };
			}),
		setDataset: async (request) => {
			try {
				const { name, images, labels, classes } = checked(datasetSchema, request);
				const files = [await gunzip(images, MAX_DATASET_BYTES), await gunzip(labels, MAX_DATASET_BYTES)] as const;
				const dataset = readDataset(...files, classes);
				datasets.set(name, dataset);
				return { ok: true, total: dataset.count };
			} catch (error) {
				if (error instanceof Refusal) return fault(error, 0);
				const reason = error instanceof Error ? error.message : String(error);
				return fault(new Refusal("invalid-request", text("The dataset cannot be read: {reason}", { reason })), 0);
			}
		},
		samples: (request) =>
			guarded(request, () => {
				const { dataset: name, from, count } = checked(samplesSchema, request);
				const dataset = datasets.get(name);
				if (!dataset) throw noDataset(name);
				const { count: total, width, height, channels, pixels, labels, classes } = dataset;
				const start = Math.min(from, total);
				const end = Math.min(from + count, total);
				const size = width * height * channels;
				return {
					ok: true,
					dataset: name,
					from: start,
					count: Math.max(0, end - start),
					total,
					width,
					height,
					channels,
					pixels: exactBuffer(pixels.subarray(start * size, end * size)),
					labels: Array.from(labels.subarray(start, end), (label) => classes[label] ?? ""),
				};
			}),
		setImage: (request) =>
			guarded(request, () => {
				const { width, height, rgba } = checked(imageSchema, request);
				image = { width, height, channels: 4, pixels: new Uint8Array(rgba) };
				return { ok: true };
			}),
		ping: () => true,
		about: () => ({ ok: true, backend: backend.name, ...about }),
	};
}

/** The picture that is meant. Throws a Refusal where there is none. */
function chosen(
	choice: InputChoice,
	image: Picture | undefined,
	datasets: ReadonlyMap<DatasetName, Dataset>,
): { readonly picture: Picture; readonly label: string | undefined } {
	if (choice.kind === "image") {
		if (!image) throw new Refusal("no-input", text("No image was chosen yet."));
		return { picture: image, label: undefined };
	}
	const dataset = datasets.get(choice.dataset);
	if (!dataset) throw noDataset(choice.dataset);
	if (choice.index >= dataset.count) {
		const values = { dataset: choice.dataset, total: dataset.count, index: choice.index };
		throw new Refusal("no-input", text("{dataset} has {total} pictures; there is no number {index}.", values));
	}
	return { picture: pictureOf(dataset, choice.index), label: dataset.classes[dataset.labels[choice.index] ?? 0] };
}

const noDataset = (dataset: DatasetName) => new Refusal("no-input", text("The dataset {dataset} is not loaded.", { dataset }));

const exactBuffer = (bytes: Uint8Array): ArrayBuffer => new Uint8Array(bytes).buffer;

/** The request in its checked form. Throws a Refusal that names the first wrong field. */
function checked<S extends v.GenericSchema>(schema: S, request: unknown): v.InferOutput<S> {
	const result = v.safeParse(schema, request);
	if (result.success) return result.output;
	const [issue] = result.issues;
	const field = v.getDotPath(issue) ?? "";
	throw new Refusal("invalid-request", text("The request is malformed at {field}: {reason}", { field, reason: issue.message }));
}

/** Runs what a request asks for; whatever is thrown becomes a fault of its revision. */
function guarded<T>(request: unknown, work: () => T): T | EngineFault {
	try {
		return work();
	} catch (error) {
		const revision = typeof request === "object" && request && "revision" in request ? Number(request.revision) : 0;
		return fault(error, Number.isSafeInteger(revision) ? revision : 0);
	}
}

function fault(error: unknown, revision: number): EngineFault {
	if (error instanceof Refusal) return { ok: false, revision, code: error.code, text: error.text };
	if (error instanceof EngineError) {
		const { code, text: said, layer } = error;
		return { ok: false, revision, code, text: said, ...(layer === undefined ? {} : { layer }) };
	}
	const reason = error instanceof Error ? error.message : String(error);
	return { ok: false, revision, code: "internal", text: text("The engine failed: {reason}", { reason }) };
}
