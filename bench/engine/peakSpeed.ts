import { FLOPS_PER_TURN, peakModule } from "./peak";
import type { Timeable } from "./rounds";

const TURNS = 50_000;
/** Thousand million floating-point operations of one sample. */
const WORK = (TURNS * FLOPS_PER_TURN) / 1e9;

/** Multiply and add in registers, as much as WebAssembly can: to take its turns beside what is measured. */
export function peakTimeable(): Timeable {
	const { peak } = new WebAssembly.Instance(new WebAssembly.Module(peakModule())).exports;
	if (typeof peak !== "function") throw new TypeError("there is no peak");
	const time = async (ms: number) => {
		const samples: number[] = [];
		const end = performance.now() + ms;
		do {
			const start = performance.now();
			peak(TURNS);
			samples.push(performance.now() - start);
		} while (performance.now() < end);
		return samples;
	};
	return { time, before: [] };
}

/** GFLOP/s of a sample that took so many milliseconds. */
export const peakSpeed = (ms: number): number => (1000 * WORK) / ms;
