import * as v from "valibot";
import { text } from "../../network/text";
import { type KeptRunFacts, keptRunSchema } from "../../protocol/keptRun";
import { WeightsError } from "../../weights/fault";
import { readHeader, readTensor, type WeightsHeader } from "../../weights/read";
import { writeWeights } from "../../weights/write";
import { Refusal } from "../door";
import type { Snapshot } from "./snapshots";

/** A run at one moment: all that going on from there needs, and how it came there. */
export interface RunState extends Pick<KeptRunFacts, "train" | "test" | "elapsedMs"> {
	readonly snapshot: Snapshot;
}

/** The name of one of the optimiser's buffers; no layer's name begins so. */
const bufferName = (state: number, buffer: string): string => `~${state}.${buffer}`;

/** A run as a safetensors file. Its weights have PyTorch's names, so that the file can be read as one of weights, too. */
export function writeRun({ snapshot, ...curves }: RunState, metadata: Readonly<Record<string, string>>): Uint8Array<ArrayBuffer> {
	const { tensors, states, clocks, place } = snapshot;
	const weights = [...tensors].map(([name, { shape, data }]) => ({ name, shape, data }));
	const remembered = states.flatMap(({ buffers }, i) =>
		buffers.map(([buffer, data]) => ({ name: bufferName(i, buffer), shape: [data.length], data })),
	);
	const finite = ({ loss }: { readonly loss: number }): boolean => Number.isFinite(loss);
	const facts: KeptRunFacts = {
		step: clocks.steps,
		ticks: clocks.ticks,
		epoch: place.epoch,
		at: place.at,
		elapsedMs: curves.elapsedMs,
		train: curves.train.filter(finite),
		test: curves.test.filter(finite),
		states: states.map(({ buffers, ...state }) => ({ ...state, buffers: buffers.map(([buffer]) => buffer) })),
	};
	return writeWeights([...weights, ...remembered], { ...metadata, format: "pt", run: JSON.stringify(facts) });
}

/** A run out of its file. Throws a Refusal where it is none, or damaged. */
export function readRun(file: Uint8Array): RunState {
	const { tensors, metadata } = headerOf(file);
	const facts = v.safeParse(keptRunSchema, parsed(metadata.run));
	if (!facts.success)
		throw new Refusal("invalid-request", text("The run that was kept cannot be read: {reason}", { reason: facts.issues[0].message }));
	const { step, ticks, epoch, at, states, ...curves } = facts.output;
	const numbers = (name: string): Float32Array | undefined => {
		const entry = tensors.get(name);
		return entry && readTensor(file, entry);
	};
	const weights = [...tensors].flatMap(([name, { shape }]) => {
		const data = name.startsWith("~") ? undefined : numbers(name);
		return data ? [[name, { shape, data }] as const] : [];
	});
	const remembered = states.map(({ buffers, ...state }, i) => ({
		...state,
		buffers: buffers.flatMap((buffer) => {
			const data = numbers(bufferName(i, buffer));
			return data ? [[buffer, data] as const] : [];
		}),
	}));
	const clocks = { steps: step, ticks };
	const snapshot = {
		step,
		bytes: file.length,
		tensors: new Map(weights),
		states: remembered,
		clocks,
		place: { epoch, at },
		tested: undefined,
	};
	return { snapshot, ...curves };
}

function parsed(json: string | undefined): unknown {
	try {
		return JSON.parse(json ?? "");
	} catch {
		return undefined; // the schema says what is missing
	}
}

function headerOf(file: Uint8Array): WeightsHeader {
	try {
		return readHeader(file);
	} catch (error) {
		if (error instanceof WeightsError)
			throw new Refusal("invalid-request", text("The run that was kept cannot be read: {reason}", { reason: error.message }));
		throw error;
	}
}
