import path from "node:path";
import type { EngineProcess } from "./child";
import { difference, TOLERANCE } from "./compare";
import type { Engine } from "./engines";
import { makeNet, writeNet } from "./net";
import { decodeNumbers } from "./protocol";
import { interleave, type Pace } from "./rounds";
import type { Workload } from "./workloads";

/** What one engine did with one workload. */
export interface Outcome {
	readonly engine: Engine;
	/** Pictures at once. */
	readonly batch: number;
	/** Milliseconds a pass; empty where it was not timed. */
	readonly samples: readonly number[];
	/** Largest difference from the reference's outputs or losses, relative; undefined where there are none. */
	readonly difference: number | undefined;
	readonly facts: Readonly<Record<string, number>>;
	/** Why it was not timed. */
	readonly fault: string | undefined;
}

export interface Measured {
	readonly workload: Workload;
	/** Multiply-adds of one picture, forward. */
	readonly macs: number;
	readonly outcomes: readonly Outcome[];
}

export interface Settings {
	/** Where files are left for the engines. */
	readonly folder: string;
	/** The reference in a process that is not timed: its numbers are those to come out. */
	readonly oracle: EngineProcess;
	readonly warmMs: number;
	readonly pace: Pace;
}

/** One workload on all engines, interleaved. What an engine cannot do is its outcome's `fault`. */
export async function measure(workload: Workload, engines: readonly EngineProcess[], settings: Settings, macs: number): Promise<Measured> {
	const file = path.join(settings.folder, workload.name.replaceAll(" ", "-"));
	writeNet(makeNet(workload), file);
	const expected = new Map<number, Float32Array>();
	const outcomes: Outcome[] = [];
	const open: { readonly index: number; readonly process: EngineProcess; readonly before: readonly number[] }[] = [];
	for (const process of engines) {
		const { engine } = process;
		const batch = workload.mode === "training" ? Math.min(engine.trainingBatch ?? workload.batch, workload.batch) : workload.batch;
		const base = { engine, batch, samples: [], difference: undefined, facts: {}, fault: undefined };
		if (macs * batch * (workload.mode === "training" ? 3 : 1) > (engine.most ?? Number.POSITIVE_INFINITY)) {
			outcomes.push({ ...base, fault: "left out: a pass takes too long" });
			continue;
		}
		try {
			const wanted = expected.get(batch) ?? decodeNumbers((await settings.oracle.open(file, batch, 0)).values);
			expected.set(batch, wanted);
			const { values, passes, facts = {} } = await process.open(file, batch, settings.warmMs);
			const apart = difference(wanted, decodeNumbers(values));
			const tolerated = apart <= TOLERANCE[workload.mode];
			outcomes.push({ ...base, facts, difference: apart, fault: tolerated ? undefined : "not timed: its numbers differ" });
			if (tolerated) open.push({ index: outcomes.length - 1, process, before: passes });
			else await process.close();
		} catch (error) {
			outcomes.push({ ...base, fault: told(error) });
		}
	}
	await settings.oracle.close();
	const timeables = open.map(({ process, before }) => ({ before, time: async (ms: number) => (await process.time(ms)).samples }));
	const times = await interleave(timeables, settings.pace);
	for (const [i, { index, process }] of open.entries()) {
		const samples = times[i] ?? [];
		const outcome = outcomes[index];
		if (outcome) outcomes[index] = samples instanceof Error ? { ...outcome, fault: told(samples) } : { ...outcome, samples };
		if (!(samples instanceof Error)) await process.close();
	}
	return { workload, macs, outcomes };
}

/** An error's first line, without the place of this checkout. */
export function told(error: unknown): string {
	const [line = ""] = (error instanceof Error ? error.message : String(error)).split("\n");
	return line.replaceAll(`${process.cwd()}${path.sep}`, "");
}

/** Pictures a second where a pass takes that many milliseconds. */
export const imagesPerSecond = ({ batch }: Outcome, ms: number): number => (1000 * batch) / ms;
