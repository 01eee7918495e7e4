import { tileOrigin } from "../layout/sheet";
import { MARGIN } from "../paint/sheet";
import type { Sheet } from "../views/sheet";

/** A rectangle of the window, in CSS pixels. */
export interface Place {
	readonly left: number;
	readonly top: number;
	readonly width: number;
	readonly height: number;
}

/** One tile of a sheet, or a vector's whole sheet, as it stands on the screen. */
export interface Picture {
	readonly place: Place;
	/** Where it is painted, and which part of that it is, in device pixels. */
	readonly canvas: HTMLCanvasElement;
	readonly crop: readonly [x: number, y: number, width: number, height: number];
	/** Nothing else is on that canvas. */
	readonly alone: boolean;
}

/** A canvas with all that is on it, and the part of the window in which it shows. */
export interface Painted {
	readonly canvas: HTMLCanvasElement;
	readonly place: Place;
	readonly shown: Place;
}

export interface Pictures {
	readonly named: ReadonlyMap<string, Picture>;
	readonly painted: readonly Painted[];
}

/** The same name in every zoom. Index −1: the input. */
export const nameOf = (layer: number, tile: number | "vector", what = "maps", output?: number): string =>
	[layer, what, output ?? "", tile].join(" ");

/** All pictures of a view that show within `frame`, by name; of two of one name the larger. */
export function picturesIn(view: Element, frame: Place): Pictures {
	const named = new Map<string, Picture>();
	const painted: Painted[] = [];
	for (const sheet of view.querySelectorAll("convscope-sheet")) {
		const { canvas, source } = sheet.picture ?? {};
		if (!canvas?.parentElement || !source) continue;
		const bounds = canvas.parentElement.getBoundingClientRect();
		const scroller = sheet.closest(".picker");
		const shown = scroller ? common(scroller.getBoundingClientRect(), frame) : frame;
		if (!shown || !common(bounds, shown)) continue;
		painted.push({ canvas, place: canvas.getBoundingClientRect(), shown });
		for (const [name, picture] of tilesOf(sheet, canvas, source, bounds)) {
			const other = named.get(name);
			if (common(picture.place, shown) && !(other && area(other.place) >= area(picture.place))) named.set(name, picture);
		}
	}
	return { named, painted };
}

function tilesOf(
	{ layer, what, output, vector }: Sheet,
	canvas: HTMLCanvasElement,
	{ grid, dpr, tileOf }: NonNullable<Sheet["source"]>,
	{ left, top }: DOMRect,
): readonly (readonly [string, Picture])[] {
	const picture = (x: number, y: number, width: number, height: number, alone: boolean): Picture => ({
		place: { left: left + x, top: top + y, width, height },
		canvas,
		crop: [MARGIN + Math.round(x * dpr), MARGIN + Math.round(y * dpr), Math.round(width * dpr), Math.round(height * dpr)],
		alone,
	});
	if (vector) return [[nameOf(layer, "vector", what), picture(0, 0, grid.width, grid.height, true)]];
	return Array.from({ length: grid.count }, (_, place) => {
		const { x, y } = tileOrigin(grid, place);
		return [nameOf(layer, tileOf(place), what, output), picture(x, y, grid.tile.width, grid.tile.height, grid.count === 1)] as const;
	});
}

const area = ({ width, height }: Place): number => width * height;

/** What two rectangles have in common; undefined where that is nothing. */
function common(a: Place, b: Place): Place | undefined {
	const [left, top] = [Math.max(a.left, b.left), Math.max(a.top, b.top)];
	const width = Math.min(a.left + a.width, b.left + b.width) - left;
	const height = Math.min(a.top + a.height, b.top + b.height) - top;
	return width > 0 && height > 0 ? { left, top, width, height } : undefined;
}
