/** What a platform gives: calling back when other messages had their turn, or after so many milliseconds, and a clock in milliseconds. */
export interface Surroundings {
	readonly later: (then: () => void) => void;
	readonly after: (ms: number, then: () => void) => void;
	readonly now: () => number;
}
