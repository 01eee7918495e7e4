import type { Reach } from "../../src/network/derivation";
import type { ReachRequest } from "../../src/protocol/reach";
import type { Host } from "../rpc";
import { Latest } from "./latest";

/** A mask, and the question that it answers. */
export interface Reached {
	readonly request: ReachRequest;
	readonly reach: Reach | undefined;
}

/** Asks which numbers depend on which. Where there is no answer, nothing is lit. */
export const reacher = (host: Host, changed: () => void): Latest<ReachRequest, Reached> =>
	new Latest(async (request) => {
		const reply = await host.reach(request).catch(() => undefined);
		return { request, reach: reply?.ok ? reply.reach : undefined };
	}, changed);

/** Numbers side by side that hold: row, first column, count. */
export function runsOf({ mask, height, width }: Reach): readonly (readonly [row: number, from: number, count: number])[] {
	const held = new Uint8Array(mask);
	const runs: [number, number, number][] = [];
	for (let y = 0; y < height; y++) {
		let from = -1;
		for (let x = 0; x <= width; x++) {
			const here = x < width && held[y * width + x] === 1;
			if (here && from < 0) from = x;
			if (here || from < 0) continue;
			runs.push([y, from, x - from]);
			from = -1;
		}
	}
	return runs;
}
