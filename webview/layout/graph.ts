import type { PanelModel } from "../../src/protocol/panel";
import { assignTracks, placeLayers } from "./lanes";
import { type Box, type Edge, leftOf, type Overview, PAD, portOf, rightOf } from "./place";

const RANK_GAP = 34;
const LANE_GAP = 26;
/** Distance between lines that pass above the layers. */
const TRACK = 11;

/** Lanes of a branched network that stand one below the other. */
export const lanesOf = (model: PanelModel): number => 1 + Math.max(0, ...placeLayers(model).map(({ lane }) => lane));

/**
 * A network with branches, left to right: one column per rank, one row per lane. A line that passes other layers of its lane by runs above
 * everything, on a track of its own.
 */
export function layoutGraph(model: PanelModel, boxes: readonly Box[]): Overview {
	const places = [{ rank: 0, lane: 0 }, ...placeLayers(model)];
	const at = (index: number) => places[index + 1] ?? { rank: 0, lane: 0 };
	const occupied = new Set(places.map(({ rank, lane }) => `${lane} ${rank}`));
	const edges = model.layers.flatMap(({ inputs }, to) => [...new Set(inputs)].map((from) => ({ from, to })));
	const isSkip = ({ from, to }: { from: number; to: number }): boolean => {
		const [source, target] = [at(from), at(to)];
		// A branch's own lane is free up to where it is read.
		for (let rank = source.rank + 1; rank < target.rank; rank++)
			if (occupied.has(`${Math.max(source.lane, target.lane)} ${rank}`)) return true;
		return false;
	};
	const skips = edges.filter(isSkip);
	const tracks = assignTracks(skips.map(({ from, to }) => ({ from: at(from).rank, to: at(to).rank })));
	const above = tracks.length > 0 ? (Math.max(...tracks) + 1) * TRACK + 6 : 0;

	const columns = sizes(
		boxes,
		(box) => at(box.index).rank,
		(box) => box.width,
	);
	const rows = sizes(
		boxes,
		(box) => at(box.index).lane,
		(box) => box.height,
	);
	const lefts = offsets(columns, PAD, RANK_GAP);
	const tops = offsets(rows, PAD + above, LANE_GAP);
	const placed = boxes.map((box): Box => {
		const { rank, lane } = at(box.index);
		return { ...box, x: lefts[rank] ?? PAD, y: tops[lane] ?? PAD };
	});
	const drawn = edges.flatMap((edge): Edge[] => {
		const [source, target] = [placed[edge.from + 1], placed[edge.to + 1]];
		if (!source || !target) return [];
		const track = skips.indexOf(edge);
		if (track < 0) {
			const lane = Math.max(at(edge.from).lane, at(edge.to).lane);
			return [{ ...edge, skip: false, points: straight(source, target, lane === at(edge.from).lane) }];
		}
		const y = PAD + above - 6 - ((tracks[track] ?? 0) + 0.5) * TRACK;
		const [out, into] = [rightOf(source), leftOf(target)];
		return [{ ...edge, skip: true, points: [out, [edgeOf(source), out[1]], [edgeOf(source) + 16, y], [into[0] - 18, y], into] }];
	});
	const width = Math.max(...placed.map((box) => box.x + box.width)) + PAD;
	const height = Math.max(...placed.map((box) => box.y + box.height)) + PAD;
	return { flow: "columns", boxes: placed, edges: drawn, width, height };
}

/** The right end of a box: lines rise beyond it, clear of the header. */
const edgeOf = (box: Box): number => box.x + box.width;

/** Along the lane of the branch, and over to the other lane only next to its end. */
function straight(source: Box, target: Box, stays: boolean): Edge["points"] {
	const [out, into] = [rightOf(source), leftOf(target)];
	if (source.y === target.y || into[0] - out[0] < 2 * RANK_GAP) return [out, into];
	const y = stays ? source.y + portOf(source) : target.y + portOf(target);
	const x = stays ? into[0] - RANK_GAP : out[0] + RANK_GAP;
	return [out, [x, y], into];
}

/** The largest size of each group, by group number. */
function sizes(boxes: readonly Box[], group: (box: Box) => number, size: (box: Box) => number): readonly number[] {
	const found: number[] = [];
	for (const box of boxes) found[group(box)] = Math.max(found[group(box)] ?? 0, size(box));
	return Array.from(found, (largest) => largest ?? 0);
}

/** Where each group begins. */
function offsets(sizes: readonly number[], start: number, gap: number): readonly number[] {
	let at = start;
	return sizes.map((size) => {
		const here = at;
		at += size + gap;
		return here;
	});
}
