/**
 * Painting tiles into one canvas at the screen's own pixels: each number becomes a square of scale × scale device pixels, so maps are
 * crisp at every zoom factor of the window (CSS scaling is uneven at 125 %). Plain arrays: no DOM here.
 */

/** Device pixels of a canvas, as little-endian RGBA words. */
export interface Surface {
	readonly pixels: Uint32Array<ArrayBuffer>;
	readonly width: number;
	readonly height: number;
}

const MAGENTA = 0xffff00ff;
const DARK_MAGENTA = 0xff660066;

/** The mark of NaN and ±Infinity: magenta stripes, which no palette has. */
export const badPixel = (x: number, y: number): number => ((x + y) % 4 < 2 ? MAGENTA : DARK_MAGENTA);

/**
 * Paints width × height codes with their top left corner at device pixel (left, top); each number takes scaleX × scaleY pixels.
 * Code 0 gets {@link badPixel}. What lies outside of the surface is left out.
 */
export function paintCodes(
	surface: Surface,
	left: number,
	top: number,
	codes: Uint8Array,
	width: number,
	height: number,
	scale: number,
	colours: Uint32Array,
): void {
	for (let row = 0; row < height; row++) {
		const y = top + row * scale;
		if (y < 0 || y + scale > surface.height) continue;
		const start = y * surface.width + left;
		let bad = false;
		for (let column = 0; column < width; column++) {
			const code = codes[row * width + column] ?? 0;
			if (code === 0) bad = true;
			const at = start + column * scale;
			surface.pixels.fill(colours[code] ?? 0, at, at + scale);
		}
		for (let line = 1; line < scale; line++) surface.pixels.copyWithin(start + line * surface.width, start, start + width * scale);
		if (bad) markBad(surface, left, y, codes.subarray(row * width, (row + 1) * width), scale);
	}
}

function markBad(surface: Surface, left: number, top: number, row: Uint8Array, scale: number): void {
	for (const [column, code] of row.entries()) {
		if (code !== 0) continue;
		for (let dy = 0; dy < scale; dy++) {
			for (let dx = 0; dx < scale; dx++) {
				const x = left + column * scale + dx;
				surface.pixels[(top + dy) * surface.width + x] = badPixel(x, top + dy);
			}
		}
	}
}

/** Three maps as one colour picture: red, green, blue levels per code. */
export function paintRgb(
	surface: Surface,
	left: number,
	top: number,
	codes: readonly [Uint8Array, Uint8Array, Uint8Array],
	levels: readonly [Uint8ClampedArray, Uint8ClampedArray, Uint8ClampedArray],
	width: number,
	height: number,
	scale: number,
): void {
	for (let i = 0; i < width * height; i++) {
		const [red, green, blue] = [0, 1, 2].map((channel) => levels[channel]?.[codes[channel]?.[i] ?? 0] ?? 0);
		const colour = ((255 << 24) | ((blue ?? 0) << 16) | ((green ?? 0) << 8) | (red ?? 0)) >>> 0;
		const x = left + (i % width) * scale;
		const y = top + Math.floor(i / width) * scale;
		for (let line = 0; line < scale; line++) {
			const start = (y + line) * surface.width + x;
			surface.pixels.fill(colour, start, start + scale);
		}
	}
}

/** A hairline around a tile, so that a map that is white on white still shows its square. Half-transparent grey stands out on any theme. */
export function outline(surface: Surface, left: number, top: number, width: number, height: number, colour: number): void {
	surface.pixels.fill(colour, top * surface.width + left, top * surface.width + left + width);
	surface.pixels.fill(colour, (top + height - 1) * surface.width + left, (top + height - 1) * surface.width + left + width);
	for (let y = top; y < top + height; y++) {
		surface.pixels[y * surface.width + left] = colour;
		surface.pixels[y * surface.width + left + width - 1] = colour;
	}
}

/** A dead map's own mark: a dashed outline in that colour instead of a picture. */
export function outlineDashed(surface: Surface, left: number, top: number, width: number, height: number, colour: number): void {
	const dot = (x: number, y: number, along: number) => {
		if (along % 6 < 3) surface.pixels[y * surface.width + x] = colour;
	};
	for (let x = 0; x < width; x++) for (const y of [top, top + height - 1]) dot(left + x, y, x);
	for (let y = 0; y < height; y++) for (const x of [left, left + width - 1]) dot(x, top + y, y);
}
