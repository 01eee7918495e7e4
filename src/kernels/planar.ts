import { begin } from "./share";

@unmanaged
class ToPlanar {
	x: usize;
	xPixel: i32;
	xRow: i32;
	xImage: i32;
	y: usize;
	images: i32;
	rows: i32;
	columns: i32;
	channels: i32;
}

@unmanaged
class FromPlanar {
	x: usize;
	y: usize;
	yPixel: i32;
	yRow: i32;
	yImage: i32;
	images: i32;
	rows: i32;
	columns: i32;
	channels: i32;
	outputs: i32;
	add: i32;
}

/** Rows a and b of a 4 × 4 matrix, in turns: the lower and the upper half. */
// @ts-ignore: decorator
@inline
function lower(a: v128, b: v128): v128 {
	return v128.shuffle<i32>(a, b, 0, 4, 1, 5);
}

// @ts-ignore: decorator
@inline
function upper(a: v128, b: v128): v128 {
	return v128.shuffle<i32>(a, b, 2, 6, 3, 7);
}

/** Channels of a pixel that are moved together: a line of the cache, whatever the pixels are apart. */
const LINE: i32 = 16;

/** Channels last to N×C×H×W. Each part takes rows of the pictures. */
export function toPlanar(call: usize, part: i32, parts: i32): void {
	const args = changetype<ToPlanar>(call);
	const rows = args.rows, columns = args.columns, channels = args.channels, pixel = args.xPixel;
	const plane = (rows * columns) << 2;
	const last = begin(args.images * rows, part + 1, parts);
	for (let line = begin(args.images * rows, part, parts); line < last; line++) {
		const n = line / rows, i = line - n * rows;
		const x = args.x + n * args.xImage + i * args.xRow;
		const y = args.y + n * channels * plane + ((i * columns) << 2);
		const whole = channels & ~3;
		for (let start = 0; start < whole; start += LINE) {
			const end = min(whole, start + LINE);
			let j = 0;
			for (; j + 4 <= columns; j += 4) {
				let from = x + j * pixel + (start << 2), to = y + start * plane + (j << 2);
				for (let c = start; c < end; c += 4, from += 16, to += plane << 2) {
					const p = v128.load(from), q = v128.load(from + pixel), r = v128.load(from + 2 * pixel), s = v128.load(from + 3 * pixel);
					const pr = lower(p, r), qs = lower(q, s), prUpper = upper(p, r), qsUpper = upper(q, s);
					v128.store(to, lower(pr, qs));
					v128.store(to + plane, upper(pr, qs));
					v128.store(to + 2 * plane, lower(prUpper, qsUpper));
					v128.store(to + 3 * plane, upper(prUpper, qsUpper));
				}
			}
			for (; j < columns; j++) {
				let from = x + j * pixel + (start << 2), to = y + start * plane + (j << 2);
				for (let c = start; c < end; c++, from += 4, to += plane) store<f32>(to, load<f32>(from));
			}
		}
		for (let c = whole; c < channels; c++) {
			let from = x + (c << 2), to = y + c * plane;
			for (let j = 0; j < columns; j++, from += pixel, to += 4) store<f32>(to, load<f32>(from));
		}
	}
}

/** A row of three planes, 4 pixels at a time, to pixels of three numbers. Gives how many pixels were done. */
function rowOfThree(x: usize, plane: usize, y: usize, columns: i32): i32 {
	const end = columns & ~3;
	for (let j = 0; j < end; j += 4, x += 16, y += 48) {
		const r = v128.load(x), g = v128.load(x + plane), b = v128.load(x + 2 * plane);
		const start = lower(r, g), rest = upper(r, g);
		v128.store(y, v128.shuffle<i32>(start, b, 0, 1, 4, 2));
		v128.store(y, v128.shuffle<i32>(v128.shuffle<i32>(start, b, 3, 5, 3, 5), rest, 0, 1, 4, 5), 16);
		v128.store(y, v128.shuffle<i32>(b, rest, 2, 6, 7, 3), 32);
	}
	return end;
}

/** N×C×H×W to channels last. Each part takes rows of the pictures. */
export function fromPlanar(call: usize, part: i32, parts: i32): void {
	const args = changetype<FromPlanar>(call);
	const rows = args.rows, columns = args.columns, channels = args.channels, outputs = args.outputs, pixel = args.yPixel, add = args.add;
	const plane = (rows * columns) << 2;
	const last = begin(args.images * rows, part + 1, parts);
	for (let line = begin(args.images * rows, part, parts); line < last; line++) {
		const n = line / rows, i = line - n * rows;
		const x = args.x + n * channels * plane + ((i * columns) << 2);
		const y = args.y + n * args.yImage + i * args.yRow;
		const whole = channels & ~3;
		for (let start = 0; start < whole; start += LINE) {
			const end = min(whole, start + LINE);
			let j = 0;
			for (; j + 4 <= columns; j += 4) {
				let from = x + start * plane + (j << 2), to = y + j * pixel + (start << 2);
				for (let c = start; c < end; c += 4, from += plane << 2, to += 16) {
					const a = v128.load(from), b = v128.load(from + plane), d = v128.load(from + 2 * plane), e = v128.load(from + 3 * plane);
					const ad = lower(a, d), be = lower(b, e), adUpper = upper(a, d), beUpper = upper(b, e);
					let p = lower(ad, be), q = upper(ad, be), r = lower(adUpper, beUpper), s = upper(adUpper, beUpper);
					if (add) {
						p = f32x4.add(p, v128.load(to));
						q = f32x4.add(q, v128.load(to + pixel));
						r = f32x4.add(r, v128.load(to + 2 * pixel));
						s = f32x4.add(s, v128.load(to + 3 * pixel));
					}
					v128.store(to, p);
					v128.store(to + pixel, q);
					v128.store(to + 2 * pixel, r);
					v128.store(to + 3 * pixel, s);
				}
			}
			for (; j < columns; j++) {
				let from = x + start * plane + (j << 2), to = y + j * pixel + (start << 2);
				for (let c = start; c < end; c++, from += plane, to += 4) store<f32>(to, add ? load<f32>(to) + load<f32>(from) : load<f32>(from));
			}
		}
		const done = channels == 3 && pixel == 12 && !add ? rowOfThree(x, plane, y, columns) : 0;
		for (let c = whole; c < channels; c++) {
			let from = x + c * plane + (done << 2), to = y + (c << 2) + done * pixel;
			for (let j = done; j < columns; j++, from += 4, to += pixel) store<f32>(to, add ? load<f32>(to) + load<f32>(from) : load<f32>(from));
		}
		if (!add) for (let c = channels; c < outputs; c++) {
			let to = y + (c << 2);
			for (let j = 0; j < columns; j++, to += pixel) store<f32>(to, 0);
		}
	}
}
