import type { Shape } from "../../src/network/shape";
import { MAX_DRAWING, MOST_NUMBERS, MOST_STROKES, PAD, type Stroke } from "../../src/protocol/drawing";

/** A place on the pad: thousandths of its width and height. */
export type Place = readonly [x: number, y: number];

/** Points closer together than this are one, in thousandths. */
const CLOSE = 4;

const within = (value: number): number => Math.max(0, Math.min(PAD, Math.round(value)));

/** A new stroke that begins at a place; the same strokes where there are too many. */
export const begun = (strokes: readonly Stroke[], [x, y]: Place, thickness: number): readonly Stroke[] =>
	strokes.length >= MOST_STROKES ? strokes : [...strokes, { thickness, points: [within(x), within(y)] }];

/** The last stroke goes on to a place; the same strokes where it is there already, or is as long as it may be. */
export function drawnTo(strokes: readonly Stroke[], place: Place): readonly Stroke[] {
	const last = strokes.at(-1);
	const [x, y] = [within(place[0]), within(place[1])];
	if (!last || last.points.length + 2 > MOST_NUMBERS) return strokes;
	const [beforeX = x, beforeY = y] = last.points.slice(-2);
	if (Math.hypot(x - beforeX, y - beforeY) < CLOSE) return strokes;
	return [...strokes.slice(0, -1), { ...last, points: [...last.points, x, y] }];
}

/** Width and height in pixels of a drawing for an input of that shape: its own, as far as it may be drawn. A vector is as nearly square as it can be. */
export function padSize(shape: Shape): readonly [width: number, height: number] {
	const [height, width] = shape.length === 3 ? [shape[1] ?? 1, shape[2] ?? 1] : nearlySquare(shape.reduce((all, each) => all * each, 1));
	const shrink = Math.min(1, MAX_DRAWING / Math.max(width, height));
	return [Math.max(1, Math.round(width * shrink)), Math.max(1, Math.round(height * shrink))];
}

/** As the engine lays a vector's numbers out. */
function nearlySquare(count: number): readonly [height: number, width: number] {
	let height = Math.floor(Math.sqrt(count));
	while (count % height !== 0) height--;
	return [height, count / height];
}
