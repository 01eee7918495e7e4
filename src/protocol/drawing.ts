/** What is drawn in the panel by hand: kept as strokes, so that it can be drawn again at any size. */
import * as v from "valibot";

/** Places on the pad are thousandths of its width and height, thicknesses thousandths of its shorter side. */
export const PAD = 1000;
export const MOST_STROKES = 200;
/** Most numbers (two a point) of one stroke. */
export const MOST_NUMBERS = 4000;

const nat = (least: number) => v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(PAD));

export const strokeSchema = v.object({
	thickness: nat(1),
	/** x, y, x, y …; one point is a dot. */
	points: v.pipe(v.array(v.unknown()), v.minLength(2), v.maxLength(MOST_NUMBERS), v.array(nat(0))),
});
export type Stroke = v.InferOutput<typeof strokeSchema>;

export const drawingSchema = v.pipe(v.array(v.unknown()), v.maxLength(MOST_STROKES), v.array(strokeSchema));

/** Longest side of a drawing that is sent, in pixels. */
export const MAX_DRAWING = 1024;

const side = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MAX_DRAWING));

/** A drawing as pixels, RGBA. */
export const drawnSchema = v.pipe(
	v.object({ width: side, height: side, rgba: v.instance(ArrayBuffer) }),
	v.check(({ width, height, rgba }) => rgba.byteLength === 4 * width * height, "4 · width · height bytes"),
);
export type Drawn = v.InferOutput<typeof drawnSchema>;
