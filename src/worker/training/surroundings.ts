/**
 * What a platform gives: calling back when other messages had their turn, or after so many milliseconds, and a clock in milliseconds. `piece`: about how
 * many milliseconds a piece of a step may take by the engine's estimate; 5 unless said otherwise.
 */
export interface Surroundings {
	readonly later: (then: () => void) => void;
	readonly after: (ms: number, then: () => void) => void;
	readonly now: () => number;
	readonly piece?: number;
}
