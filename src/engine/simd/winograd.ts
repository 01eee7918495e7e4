import { lanesOf } from "./field";

/** Tiles done together: enough that the transformed weights are read seldom, few enough for the second-level cache. */
const TILES = 16;

/**
 * Bytes of scratch memory that the kernel `winograd` needs for each of its parts, a multiple of 64. More or less tiles at once change no bit of the results.
 * The kernel counts its tiles from this.
 */
export function scratchBytes(inputs: number, outputs: number, tiles = TILES): number {
	const [from, to] = [4 * lanesOf(inputs), 4 * lanesOf(outputs)];
	return Math.ceil((768 + 36 * from + 72 * 64 + tiles * 36 * (from + to)) / 64) * 64;
}

/** Numbers that `winogradWeights` makes of the weights of so many inputs and outputs. */
export const transformedLength = (inputs: number, outputs: number): number => 36 * (inputs * lanesOf(outputs) + 16);
