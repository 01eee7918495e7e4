import type { PanelModel } from "../../src/protocol/panel";
import { bodySize, LINE, measure, type Room } from "./box";
import { lanesOf, layoutGraph } from "./graph";
import { assignTracks, branched } from "./lanes";
import { BOX_PAD, type Box, type Edge, leftOf, type Overview, PAD, rightOf } from "./place";

export interface Viewport {
	readonly width: number;
	readonly height: number;
	readonly dpr: number;
	/** Narrowest width in which a layer's header is not cut off, by layer; the input's first. */
	readonly headers: readonly number[];
	/** Lines of text that a layer's fault takes in a header of so many pixels. */
	readonly faultLines: (index: number, width: number) => number;
}

/** Below this width, layers stand one above the other. */
export const NARROW = 560;
const HEADER = { columns: 72, rows: 26 };
const WITHIN_BLOCK = 20;
const BETWEEN_BLOCKS = 44;
/** Width of a column whose layer is at fault: its message must be readable. */
const FAULT_WIDTH = 220;
/** Distance between the lines of skip connections in a narrow panel. */
const GUTTER = 10;

export function layoutOverview(model: PanelModel, view: Viewport): Overview {
	return view.width < NARROW ? layoutRows(model, view) : layoutColumns(model, view);
}

const indices = (model: PanelModel): number[] => Array.from({ length: model.layers.length + 1 }, (_, i) => i - 1);

/** Two layers of one block stand close. The input is a block of its own. */
const gapBefore = (model: PanelModel, index: number): number => {
	if (index <= 0) return index < 0 ? 0 : BETWEEN_BLOCKS;
	return model.layers[index]?.block === model.layers[index - 1]?.block ? WITHIN_BLOCK : BETWEEN_BLOCKS;
};

function layoutColumns(model: PanelModel, view: Viewport): Overview {
	const graph = branched(model);
	const lanes = graph ? lanesOf(model) : 1;
	// Branches scroll up and down rather than shrink to stripes.
	const lane = graph ? Math.max(300, (view.height - 2 * PAD - 40) / Math.min(lanes, 2)) : view.height - 2 * PAD;
	const room: Room = { flow: "columns", across: lane - HEADER.columns - 2 * BOX_PAD, dpr: view.dpr };
	const boxes = indices(model).map((index): Box => {
		const content = measure(model, index, room);
		const fault = model.layers[index]?.state === "fault";
		const lines = fault ? view.faultLines(index, FAULT_WIDTH - 2 * BOX_PAD) : 0;
		const body = bodySize(content, lines);
		const width = Math.max(view.headers[index + 1] ?? 0, body.width, fault ? FAULT_WIDTH - 2 * BOX_PAD : 0) + 2 * BOX_PAD;
		return {
			...content,
			x: 0,
			y: PAD,
			width,
			height: HEADER.columns + body.height + 2 * BOX_PAD,
			header: HEADER.columns,
			message: lines * LINE,
		};
	});
	if (graph) return layoutGraph(model, boxes);
	let x = PAD;
	const placed = boxes.map((box) => {
		x += gapBefore(model, box.index);
		const here = { ...box, x };
		x += box.width;
		return here;
	});
	const edges = placed.slice(1).map((box, i): Edge => {
		const before = placed[i] ?? box;
		return { from: before.index, to: box.index, skip: false, points: [rightOf(before), leftOf(box)] };
	});
	return { flow: "columns", boxes: placed, edges, width: x + PAD, height: Math.max(...placed.map((box) => box.y + box.height)) + PAD };
}

function layoutRows(model: PanelModel, view: Viewport): Overview {
	const skips = model.layers.flatMap((layer, to) => layer.inputs.filter((from) => from !== to - 1).map((from) => ({ from, to })));
	const lanes = assignTracks(skips);
	const used = Math.min(6, Math.max(0, ...lanes.map((lane) => lane + 1)));
	const gutter = PAD + used * GUTTER;
	const width = view.width - gutter - PAD;
	const room: Room = { flow: "rows", across: width - 2 * BOX_PAD, dpr: view.dpr };
	let y = PAD;
	const boxes = indices(model).map((index): Box => {
		y += gapBefore(model, index) * 0.55;
		const content = measure(model, index, room);
		const lines = model.layers[index]?.state === "fault" ? view.faultLines(index, width - 2 * BOX_PAD) : 0;
		const body = bodySize(content, lines);
		const box = {
			...content,
			x: gutter,
			y,
			width,
			height: HEADER.rows + body.height + 2 * BOX_PAD,
			header: HEADER.rows,
			message: lines * LINE,
		};
		y += box.height;
		return box;
	});
	const straight = model.layers.flatMap((layer, to): Edge[] => {
		const [above, here] = [boxes[to], boxes[to + 1]];
		if (!layer.inputs.includes(to - 1) || !above || !here) return [];
		const x = gutter + 28;
		return [
			{
				from: to - 1,
				to,
				skip: false,
				points: [
					[x, above.y + above.height],
					[x, here.y],
				],
			},
		];
	});
	const round = skips.flatMap(({ from, to }, i): Edge[] => {
		const [source, target] = [boxes[from + 1], boxes[to + 1]];
		if (!source || !target) return [];
		const x = gutter - 6 - (Math.min(lanes[i] ?? 0, 5) + 0.5) * GUTTER;
		const [top, bottom] = [source.y + 16, target.y + 12];
		return [
			{
				from,
				to,
				skip: true,
				points: [
					[gutter, top],
					[x, top],
					[x, bottom],
					[gutter, bottom],
				],
			},
		];
	});
	return { flow: "rows", boxes, edges: [...straight, ...round], width: view.width, height: y + PAD };
}
