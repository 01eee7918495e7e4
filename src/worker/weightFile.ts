import type { WeightStore } from "../engine";
import { text } from "../network/text";
import { loadWeightsSchema, saveWeightsSchema, type WeightFileFunctions } from "../protocol/weightFile";
import { WeightsError } from "../weights/fault";
import { matchLayer } from "../weights/match";
import { readHeader, readTensor } from "../weights/read";
import { writeWeights } from "../weights/write";
import { checked, guarded, Refusal } from "./door";

/** A file up to this size is remembered for layers that begin anew later; a larger one is let go when it was read. */
const REMEMBERED_BYTES = 64 * 1024 * 1024;

/** Reads and writes the weights of a store. `sync` brings its tensors up to date. */
export const weightFile = (weights: WeightStore, sync: () => void): WeightFileFunctions => ({
	loadWeights: (request) =>
		guarded(request, () => {
			const { bytes, replace } = checked(loadWeightsSchema, request);
			const file = new Uint8Array(bytes);
			const { tensors } = headerOf(file);
			weights.give(
				(key, parameters) => {
					const { fitting } = matchLayer({ key, tensors: parameters }, tensors);
					if (fitting.length === 0) return undefined;
					const numbers = fitting.map(({ tensor, entry }) => [tensor, readTensor(file, entry) ?? new Float32Array(0)] as const);
					return Object.fromEntries(numbers);
				},
				{ replace, once: bytes.byteLength > REMEMBERED_BYTES },
			);
			return { ok: true };
		}),
	saveWeights: (request) =>
		guarded(request, () => {
			const { metadata } = checked(saveWeightsSchema, request);
			sync();
			const tensors = weights.state();
			if (tensors.length === 0) throw new Refusal("invalid-request", text("This network has no weights."));
			return { ok: true, bytes: writeWeights(tensors, { ...metadata, format: "pt" }).buffer, tensors: tensors.length };
		}),
});

function headerOf(file: Uint8Array): ReturnType<typeof readHeader> {
	try {
		return readHeader(file);
	} catch (error) {
		if (error instanceof WeightsError) throw new Refusal("invalid-request", error.text);
		throw error;
	}
}
