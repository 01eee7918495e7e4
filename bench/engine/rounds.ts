import { setTimeout } from "node:timers/promises";

/** Something whose passes are timed in short chunks. */
export interface Timeable {
	/** Milliseconds of each pass (or mean of several) within about that time. */
	time(ms: number): Promise<readonly number[]>;
	/** Milliseconds of passes that were timed before: they count for those that are slow. */
	readonly before: readonly number[];
}

export interface Pace {
	/** Milliseconds of one chunk. */
	readonly chunk: number;
	/** Milliseconds between two chunks, in which the threads of the one before stop to spin. */
	readonly pause: number;
	/** Chunks of each, where a pass is shorter than a chunk. */
	readonly rounds: number;
	/** Milliseconds after which no further chunk of one is begun, once it has `least` samples. */
	readonly most: number;
	readonly least: number;
}

/** Passes that take at least this long need not be warmed up: the ones before the first chunk count. */
const SLOW_MS = 500;

/**
 * Times all of them in turns, a chunk each, so that what slows the machine for a while slows all alike. Gives the samples of each, or the
 * error that it ended with; the others go on.
 */
export async function interleave(all: readonly Timeable[], pace: Pace): Promise<readonly (readonly number[] | Error)[]> {
	const results: (number[] | Error)[] = all.map(({ before }) => before.slice(1).filter((ms) => ms >= SLOW_MS));
	const spent = all.map((_, i) => (results[i] instanceof Error ? 0 : sum(results[i] ?? [])));
	for (let round = 0; round < pace.rounds; round++) {
		for (const [i, one] of all.entries()) {
			const samples = results[i];
			if (!samples || samples instanceof Error) continue;
			if ((spent[i] ?? 0) >= pace.most && samples.length >= pace.least) continue;
			await setTimeout(pace.pause);
			const start = performance.now();
			try {
				samples.push(...(await one.time(pace.chunk)));
			} catch (error) {
				results[i] = error instanceof Error ? error : new Error(String(error));
			}
			spent[i] = (spent[i] ?? 0) + performance.now() - start;
		}
	}
	return results;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, value) => total + value, 0);
