import type { Window } from "../../network/derivation";
import type { Grid } from "./grid";

/** Rows or columns, one for each tap of a kernel: start, start + step, … */
export const taps = (start: number, count: number, step: number): number[] => Array.from({ length: count }, (_, i) => start + i * step);

/** The numbers first … behind − 1. */
export const span = (first: number, behind: number): number[] => taps(first, Math.max(0, behind - first), 1);

/** What is read of a tile; `border` is what counts beside it. */
export function readWindow(grid: Grid, tile: number, rows: readonly number[], columns: readonly number[], border = 0): Window {
	const { height, width, data } = grid;
	const values = rows.flatMap((y) =>
		columns.map((x) => (y >= 0 && y < height && x >= 0 && x < width ? data[(tile * height + y) * width + x]! : border)),
	);
	return { input: 0, tile, rows, columns, values, sum: values.reduce((sum, value) => sum + value, 0) };
}

/** The same window with what each number is multiplied with. */
export function weighed(window: Window, kernel: NonNullable<Window["kernel"]>): Window {
	const sum = window.values.reduce((total, value, i) => total + value * kernel.values[i]!, 0);
	return { ...window, kernel, sum };
}
