/** What a platform gives: calling back when other messages had their turn, and a clock in milliseconds. */
export interface Surroundings {
	readonly later: (then: () => void) => void;
	readonly now: () => number;
}
