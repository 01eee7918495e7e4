import type { PanelModel } from "../../src/protocol/panel";

/** Where a layer stands in a network with branches: how far from the input, and in which lane. The input itself is at 0, 0. */
export interface Place {
	readonly rank: number;
	readonly lane: number;
}

/** Whether any layer reads something else than the layer above alone. */
export const branched = (model: PanelModel): boolean =>
	model.layers.some(({ inputs }, index) => inputs.length > 1 || (inputs.length === 1 && inputs[0] !== index - 1));

/**
 * Ranks by the longest way from the input; lanes so that the main path stays straight in lane 0 and every branch keeps a lane of its own
 * until it is read. Source of the idea: layered drawing (Sugiyama 1981) with the text's order instead of crossing minimisation, since
 * authors write a block's main path first.
 */
export function placeLayers(model: PanelModel): readonly Place[] {
	const ranks: number[] = [];
	for (const { inputs } of model.layers) ranks.push(1 + Math.max(0, ...inputs.map((input) => (input < 0 ? 0 : (ranks[input] ?? 0)))));
	const lastRead = ranks.slice();
	for (const [index, { inputs }] of model.layers.entries()) {
		for (const input of inputs) if (input >= 0) lastRead[input] = Math.max(lastRead[input] ?? 0, (ranks[index] ?? 0) - 1);
	}
	/** Ranks that are taken, by lane. */
	const taken: Set<number>[] = [];
	const isFree = (lane: number, from: number, to: number): boolean => {
		for (let rank = from; rank <= to; rank++) if (taken[lane]?.has(rank)) return false;
		return true;
	};
	const lanes: number[] = [];
	for (const [index, { inputs }] of model.layers.entries()) {
		const rank = ranks[index] ?? 1;
		// A branch holds its lane until it is read; the main path's skips are drawn above it.
		const wished = Math.min(...inputs.map((input) => (input < 0 ? 0 : (lanes[input] ?? 0))));
		let lane = Number.isFinite(wished) ? wished : 0;
		while (!isFree(lane, rank, lane === 0 ? rank : (lastRead[index] ?? rank))) lane++;
		lanes.push(lane);
		taken[lane] ??= new Set();
		for (let at = rank; at <= (lane === 0 ? rank : (lastRead[index] ?? rank)); at++) taken[lane]?.add(at);
	}
	return ranks.map((rank, index) => ({ rank, lane: lanes[index] ?? 0 }));
}

/** Side by side for lines whose spans overlap: the lowest free track for each, shorter spans first. */
export function assignTracks(spans: readonly { readonly from: number; readonly to: number }[]): readonly number[] {
	const order = spans.map((_, i) => i).sort((a, b) => length(spans[a]) - length(spans[b]));
	const tracks: number[] = spans.map(() => 0);
	const taken: { from: number; to: number; track: number }[] = [];
	for (const i of order) {
		const span = spans[i];
		if (!span) continue;
		let track = 0;
		while (taken.some((other) => other.track === track && other.from < span.to && span.from < other.to)) track++;
		tracks[i] = track;
		taken.push({ ...span, track });
	}
	return tracks;
}

const length = (span: { readonly from: number; readonly to: number } | undefined): number => (span ? span.to - span.from : 0);
