import { html, type nothing, type SVGTemplateResult, svg, type TemplateResult } from "lit";
import type { Reach } from "../../../src/network/derivation";
import type { PanelModel } from "../../../src/protocol/panel";
import type { App } from "../../app";
import { shapeAt } from "../../layout/feeds";
import { columnsIn, fitTile, type Grid, gridOf, lookOf, tileOrigin } from "../../layout/sheet";
import type { Border } from "../../pixel/deriver";
import { runsOf } from "../../pixel/reacher";
import { styled } from "../styled";
import "../sheet";

/** A tile of a layer as a picture with places marked on it. Lengths in CSS pixels. */
export interface Plan {
	readonly grid: Grid;
	readonly vector: boolean;
	/** Side of one number; below 1 where the picture is thinned out. */
	readonly cell: number;
	readonly height: number;
	readonly width: number;
}

const VECTOR_CELL = 11;
const MOST_CELLS = 4096;

/** How a layer's tile is drawn within `side` pixels; of a vector, cells in lines of that width. */
export function planOf(model: PanelModel, index: number, side: number): Plan | undefined {
	const dpr = window.devicePixelRatio;
	const look = lookOf(shapeAt(model, index));
	if (!look) return undefined;
	if (look.kind === "vector") {
		const tile = fitTile(1, 1, look.length > 600 ? 5 : VECTOR_CELL, dpr);
		const count = Math.min(MOST_CELLS, look.length);
		const columns = Math.min(count, columnsIn(tile, side, 1));
		return {
			grid: { ...gridOf(tile, count, look.length, columns, 1), columns },
			vector: true,
			cell: tile.width,
			height: 1,
			width: look.length,
		};
	}
	const tile = fitTile(look.height, look.width, side, dpr);
	const cell = tile.scale / dpr / tile.step;
	return { grid: gridOf(tile, 1, look.count, 1, 0), vector: false, cell, height: look.height, width: look.width };
}

export interface Rectangle {
	readonly left: number;
	readonly top: number;
	readonly width: number;
	readonly height: number;
}

/** Where rows and columns (first and last) of the tile are drawn. */
export function rectangleOf(plan: Plan, rows: readonly [number, number], columns: readonly [number, number]): Rectangle {
	if (plan.vector) {
		const { x, y } = tileOrigin(plan.grid, columns[0]);
		return { left: x, top: y, width: plan.cell, height: plan.cell };
	}
	const { cell } = plan;
	return {
		left: columns[0] * cell,
		top: rows[0] * cell,
		width: (columns[1] - columns[0] + 1) * cell,
		height: (rows[1] - rows[0] + 1) * cell,
	};
}

/** A frame around numbers, at least 5 pixels wide, in two colours, so that it shows on any ground. */
export const frameAround = ({ left, top, width, height }: Rectangle): SVGTemplateResult => {
	const [w, h] = [Math.max(5, width), Math.max(5, height)];
	const [x, y] = [left - (w - width) / 2, top - (h - height) / 2];
	return svg`<rect class="frame-under" x=${x - 1} y=${y - 1} width=${w + 2} height=${h + 2} /><rect class="frame" x=${x - 1} y=${y - 1} width=${w + 2} height=${h + 2} />`;
};

/** Numbers that a mask holds, lit. */
export function litRuns(plan: Plan, reach: Reach): SVGTemplateResult {
	const rectangles = runsOf(reach).flatMap(([row, from, count]) =>
		plan.vector
			? Array.from({ length: count }, (_, i) => rectangleOf(plan, [0, 0], [from + i, from + i]))
			: [rectangleOf(plan, [row, row], [from, from + count - 1])],
	);
	return svg`${rectangles.map(({ left, top, width, height }) => svg`<rect class="reach" x=${left} y=${top} width=${width} height=${height} />`)}`;
}

/** The picture, a border of zeros around it, and marks over it. */
export function tilePicture(
	app: App,
	version: number,
	{
		plan,
		index,
		tile,
		label,
		border,
		what = "maps",
	}: {
		readonly plan: Plan;
		readonly index: number;
		readonly tile: number;
		readonly label: string;
		readonly border?: Border;
		readonly what?: "maps" | "gradients";
	},
	marks: SVGTemplateResult | typeof nothing,
): TemplateResult {
	const { grid, vector, cell } = plan;
	const pad = (numbers: number | undefined) => (numbers ?? 0) * cell;
	const [top, left, bottom, right] = [pad(border?.top), pad(border?.left), pad(border?.bottom), pad(border?.right)];
	const [width, height] = [grid.width + left + right, grid.height + top + bottom];
	return html`<div class="tile-picture ${top + left + bottom + right > 0 ? "bordered" : ""}" ${styled({ width: `${width}px`, height: `${height}px`, padding: `${top}px ${right}px ${bottom}px ${left}px` })}>
		<convscope-sheet .app=${app} .version=${version} .grid=${grid} .layer=${index} .what=${what} .first=${vector ? 0 : tile} .vector=${vector} .label=${label}></convscope-sheet>
		<svg class="marks" aria-hidden="true" width=${width} height=${height} viewBox="${-left} ${-top} ${width} ${height}">${marks}</svg>
	</div>`;
}
