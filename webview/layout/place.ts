import type { BoxContent } from "./box";

/** Around everything, in CSS pixels. */
export const PAD = 16;
/** Padding inside of a box. */
export const BOX_PAD = 8;

/** A layer's place in the overview, in CSS pixels from the top left of what scrolls. */
export interface Box extends BoxContent {
	readonly x: number;
	readonly y: number;
	readonly width: number;
	readonly height: number;
	/** Height of the header above the pictures. */
	readonly header: number;
	/** Height of the message of a fault, between the header and the pictures. */
	readonly message: number;
}

export interface Edge {
	readonly from: number;
	readonly to: number;
	/** Corners of the line; a smooth curve is drawn through them. */
	readonly points: readonly (readonly [x: number, y: number])[];
	/** It passes layers by. */
	readonly skip: boolean;
}

export interface Overview {
	readonly flow: "columns" | "rows";
	/** The input's box first, then one per layer. */
	readonly boxes: readonly Box[];
	readonly edges: readonly Edge[];
	readonly width: number;
	readonly height: number;
}

/** How far below its top a box is touched by the edges: a little below the top of its pictures. */
export const portOf = (box: Box): number => box.header + BOX_PAD + 26;

/** Lines begin next to the pictures, which may be narrower than the box. */
export const rightOf = (box: Box): readonly [number, number] => [
	box.x + Math.min(box.width, 2 * BOX_PAD + pictureWidth(box)) - 2,
	box.y + portOf(box),
];
export const leftOf = (box: Box): readonly [number, number] => [box.x + 2, box.y + portOf(box)];

const pictureWidth = (box: Box): number => (box.scores > 0 || box.message > 0 || !box.maps ? box.width : box.maps.width);
