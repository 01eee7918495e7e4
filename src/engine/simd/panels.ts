import { lanesOf } from "./field";

/** Outputs side by side in one panel. */
const PANEL = 16;

/** Numbers that weights of that many outputs take, padding included. */
export const panelLength = (outputs: number, taps: number): number => lanesOf(outputs) * taps;

/** Where the weight of an output and a tap lies among panels: see src/kernels/README.md. */
export function panelPlace(outputs: number, taps: number, output: number, tap: number): number {
	const panel = output >> 4;
	const width = Math.min(PANEL, lanesOf(outputs) - panel * PANEL);
	return panel * PANEL * taps + tap * width + (output & (PANEL - 1));
}

/** Which weights a panel set holds, in which order of taps: kernel row, kernel column, input channel. */
export interface PanelOrder {
	readonly outputs: number;
	readonly inputs: number;
	readonly rows: readonly number[];
	readonly columns: readonly number[];
}

export const tapsOf = ({ inputs, rows, columns }: PanelOrder): number => inputs * rows.length * columns.length;

/** Calls `visit` with the place among the panels of every weight: output o, input c, kernel row u, kernel column v. */
export function eachWeight(order: PanelOrder, visit: (place: number, o: number, c: number, u: number, v: number) => void): void {
	const { outputs, inputs, rows, columns } = order;
	const taps = tapsOf(order);
	for (let o = 0; o < outputs; o++) {
		const panel = o >> 4;
		const width = Math.min(PANEL, lanesOf(outputs) - panel * PANEL);
		let place = panel * PANEL * taps + (o & (PANEL - 1));
		for (const u of rows) {
			for (const v of columns) {
				for (let c = 0; c < inputs; c++) {
					visit(place, o, c, u, v);
					place += width;
				}
			}
		}
	}
}

export const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
