import { sizeAt } from "../pixel/place";
import { sourceOf } from "../views/pixel/context";
import type { WindowRow } from "../views/pixel/window-row";
import type { Part } from "./flight";
import { nameOf, type Place } from "./pictures";

/** Numbers that are a picture, or a part of one, in the zoom before: a vector's list, of its cells; a window, of its map; a kernel's numbers. */
export interface Growth {
	readonly name: string;
	/** The picture's name. */
	readonly of: string;
	readonly part: Part;
	readonly place: Place;
}

const whole: Part = { left: 0, top: 0, width: 1, height: 1 };

/** What grows into numbers: vectors, windows that lie within their map and leave nothing out, and whole kernels. */
export function growthsIn(view: Element): readonly Growth[] {
	const vectors = [...view.querySelectorAll("convscope-vector")].map((list) => ({
		name: `numbers of ${list.layer}`,
		of: nameOf(list.layer, "vector"),
		part: whole,
		place: list.getBoundingClientRect(),
	}));
	return [
		...vectors,
		...[...view.querySelectorAll("convscope-window-row")].flatMap((row) => (row.gradient === undefined ? growthsOf(row) : [])),
	];
}

function growthsOf(row: WindowRow): readonly Growth[] {
	const { context, window } = row;
	if (!context || !window) return [];
	const [values, kernel] = [...row.querySelectorAll(".numbers-grid")].map((grid) => grid.getBoundingClientRect());
	const source = sourceOf(context, window.input);
	const size = sizeAt(context.model, source);
	const part = size && partOf(window.rows, window.columns, size);
	const of = nameOf(source, window.tile);
	const slice = window.kernel?.tile;
	const [height, width] = context.layer.kernel ?? [];
	const inOrder = (lines: readonly number[] | undefined, count: number | undefined) =>
		lines?.length === count && lines?.every((line, i) => line === i);
	const complete = inOrder(window.kernel?.rows, height) && inOrder(window.kernel?.columns, width);
	return [
		...(values && part ? [{ name: `numbers of ${of}`, of, part, place: values }] : []),
		...(kernel && slice !== undefined && complete
			? [{ name: `numbers of kernel ${slice}`, of: nameOf(context.index, slice, "kernels"), part: whole, place: kernel }]
			: []),
	];
}

/** Which part of a map rows and columns are; undefined where some lie beyond it or are left out. */
function partOf(
	rows: readonly number[],
	columns: readonly number[],
	size: { readonly height: number; readonly width: number },
): Part | undefined {
	const [top, left] = [rows[0], columns[0]];
	if (top === undefined || left === undefined || top < 0 || left < 0) return undefined;
	const dense = rows.every((row, i) => row === top + i) && columns.every((column, i) => column === left + i);
	if (!dense || top + rows.length > size.height || left + columns.length > size.width) return undefined;
	return { left: left / size.width, top: top / size.height, width: columns.length / size.width, height: rows.length / size.height };
}
