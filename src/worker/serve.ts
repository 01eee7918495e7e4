import { type Backend, reference } from "../engine";
import { text } from "../network/text";
import type { TrainRecipe } from "../network/train";
import { type About, datasetSchema, type EngineFunctions, lookSchema, patchSchema, runSchema, samplesSchema } from "../protocol/engine";
import { fitSchema, imageSchema, picturesSchema } from "../protocol/pictures";
import { readKeep } from "../protocol/weights";
import { deriving } from "./derive";
import { checked, faultOf, guarded, Refusal } from "./door";
import { experimenting } from "./experiment";
import { Pictures } from "./pictures";
import { reaching } from "./reach";
import { Training } from "./training";
import { lossOf } from "./training/recipe";
import type { Surroundings } from "./training/surroundings";
import { Viewer } from "./viewer";
import { weightFile } from "./weightFile";

/** Timers are everywhere; a platform may know something quicker. */
const usual: Surroundings = {
	later: (then) => void setTimeout(then, 0),
	after: (ms, then) => void setTimeout(then, ms),
	now: () => performance.now(),
};

/**
 * The engine behind its protocol, whatever carries the messages: one network, its datasets and its picture, and its training, which goes on
 * between the messages. No function throws; every request is checked before anything is done with it.
 */
export function serve(
	backend: Backend = reference,
	about: Omit<About, "ok" | "backend"> = { threads: 1 },
	around: Surroundings = usual,
): EngineFunctions {
	const pictures = new Pictures();
	const viewer = new Viewer(backend, pictures);
	const training = new Training(backend, viewer, pictures, around);
	let written: TrainRecipe | undefined;

	/** Takes over the weights of a worker that is gone. Gives what of them was damaged. */
	const restore = (kept: unknown): readonly string[] => {
		const { keep, refused } = readKeep(kept);
		if (keep) training.restore(keep);
		return refused;
	};

	return {
		run: (request) =>
			guarded(request, () => {
				const { revision, graph, partial, seed, input, wants, memoryLimit, recipe, restore: before } = checked(runSchema, request);
				const notRestored = before === undefined ? [] : restore(before);
				const { kept, initialised } = training.compile({ graph, seed, memoryLimit }, partial);
				written = recipe;
				const loss = recipe ?? training.recipe;
				viewer.setLoss(loss && lossOf(loss));
				viewer.choose(input);
				const forwardMs = viewer.compute(revision);
				const weights = viewer.weights.keep();
				const { output, label } = viewer;
				return { ok: true, revision, frame: viewer.frame(wants), forwardMs, kept, initialised, weights, notRestored, output, label };
			}),
		look: (request) =>
			guarded(request, () => {
				const { revision, wants } = checked(lookSchema, request);
				viewer.requireRevision(revision);
				return { ok: true, frame: viewer.frame(wants) };
			}),
		patch: (request) =>
			guarded(request, () => {
				const query = checked(patchSchema, request);
				viewer.requireRevision(query.revision);
				const values = viewer.patch(query);
				if (!values) throw new Refusal("invalid-request", text("{layer} has no such picture.", { layer: query.layer }));
				return { ok: true, revision: query.revision, values: values.buffer as ArrayBuffer };
			}),
		setDataset: async (request) => {
			try {
				return { ok: true, total: await pictures.add(checked(datasetSchema, request)) };
			} catch (error) {
				if (error instanceof Refusal) return faultOf(error, 0);
				const reason = error instanceof Error ? error.message : String(error);
				return faultOf(new Refusal("invalid-request", text("The dataset cannot be read: {reason}", { reason })), 0);
			}
		},
		samples: (request) =>
			guarded(request, () => {
				const { dataset, from, count } = checked(samplesSchema, request);
				return pictures.sheet(dataset, from, count);
			}),
		setImage: (request) =>
			guarded(request, () => {
				const { width, height, rgba } = checked(imageSchema, request);
				pictures.setImage(width, height, rgba);
				return { ok: true };
			}),
		fitPicture: (request) =>
			guarded(request, () => ({ ok: true, pixels: pictures.fit(checked(fitSchema, request)).buffer as ArrayBuffer })),
		setPictures: (request) => guarded(request, () => ({ ok: true, ...pictures.take(checked(picturesSchema, request)) })),
		ping: () => true,
		about: () => ({ ok: true, backend: backend.name, ...about }),
		train: (request) => training.train(request),
		pauseTraining: () => training.pauseTraining(),
		standAside: () => training.standAside(),
		resetTraining: () => training.resetTraining(),
		trainingNews: (request) => training.trainingNews(request),
		showSnapshot: (request) => training.showSnapshot(request),
		continueFrom: (request) => training.continueFrom(request),
		keepRun: (request) => training.keepRun(request),
		resumeRun: (request) => training.resumeRun(request),
		tested: (request) => training.tested(request),
		...deriving(
			viewer,
			() => training.catchUp(),
			() => written ?? training.recipe,
		),
		...reaching(viewer),
		...experimenting(viewer, () => training.catchUp()),
		...weightFile(viewer.weights, () => training.settle()),
	};
}
