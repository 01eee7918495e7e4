/** Which numbers depend on which, between host and worker and between host and panel: masks of network/derivation.ts. */
import * as v from "valibot";
import type { Place, Reach } from "../network/derivation";
import type { EngineFault } from "./engine";

/** About one number: `input`: what of the network's input it depends on. `uses`: what of the layer's output depends on it. */
export type ReachRequest = Place & { readonly revision: number } & (
		| {
				readonly of: "input";
				/** Whose output the number is of. */
				readonly layer: string;
		  }
		| {
				readonly of: "uses";
				/** Which layer reads the number. */
				readonly layer: string;
				/** Which of its inputs it is of. */
				readonly input: number;
				/** Which of its maps is asked about; undefined: all of them together. */
				readonly output?: number | undefined;
		  }
	);

export interface ReachReply {
	readonly ok: true;
	readonly revision: number;
	/** Of a tile's size; of several channels, what holds in any of them. */
	readonly reach: Reach;
}

export interface ReachFunctions {
	reach(request: ReachRequest): ReachReply | EngineFault;
}

const nat = (max: number) => v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(max));

const number = {
	revision: nat(Number.MAX_SAFE_INTEGER),
	layer: v.pipe(v.string(), v.maxLength(512)),
	tile: nat(1e9),
	y: nat(1e9),
	x: nat(1e9),
};

export const reachSchema = v.variant("of", [
	v.object({ ...number, of: v.literal("input") }),
	v.object({ ...number, of: v.literal("uses"), input: nat(1e6), output: v.optional(nat(1e9)) }),
]);
