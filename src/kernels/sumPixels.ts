import { begin } from "./share";

@unmanaged
class SumPixels {
	g: usize;
	gPixel: usize;
	gRow: usize;
	gImage: usize;
	sums: usize;
	images: i32;
	rows: i32;
	columns: i32;
	channels: i32;
}

/**
 * Sums over all pixels, four vectors of channels at a time: row by row first, then the rows' sums. Each part takes some of the vectors;
 * the last ones of a part are done again where four do not fit, with the same result.
 */
export function sumPixels(call: usize, part: i32, parts: i32): void {
	const args = changetype<SumPixels>(call);
	const channels = args.channels, vectors = (channels + 3) >> 2;
	const images = args.images, rows = args.rows, columns = args.columns, pixel = args.gPixel;
	const last = begin(vectors, part + 1, parts);
	for (let vector = begin(vectors, part, parts); vector < last; vector += 4) {
		const left = last - vector;
		const far1 = <usize>(left > 1 ? 16 : 0), far2 = <usize>(left > 2 ? 32 : 0), far3 = <usize>(left > 3 ? 48 : 0);
		let a = f32x4.splat(0), b = f32x4.splat(0), c = f32x4.splat(0), d = f32x4.splat(0);
		for (let n = 0; n < images; n++) {
			let row = args.g + n * args.gImage + ((<usize>vector) << 4);
			for (let i = 0; i < rows; i++, row += args.gRow) {
				let e = f32x4.splat(0), f = f32x4.splat(0), g = f32x4.splat(0), h = f32x4.splat(0);
				for (let j = 0, at = row; j < columns; j++, at += pixel) {
					e = f32x4.add(e, v128.load(at));
					f = f32x4.add(f, v128.load(at + far1));
					g = f32x4.add(g, v128.load(at + far2));
					h = f32x4.add(h, v128.load(at + far3));
				}
				a = f32x4.add(a, e);
				b = f32x4.add(b, f);
				c = f32x4.add(c, g);
				d = f32x4.add(d, h);
			}
		}
		const to = args.sums + ((<usize>vector) << 4);
		v128.store(to + far3, d);
		v128.store(to + far2, c);
		v128.store(to + far1, b);
		v128.store(to, a);
	}
	if (last == vectors && channels & 3) memory.fill(args.sums + ((<usize>channels) << 2), 0, (4 - (channels & 3)) << 2);
}
