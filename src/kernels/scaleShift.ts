import { clampTo } from "./clamp";
import { begin } from "./share";

@unmanaged
class ScaleShift {
	x: usize;
	xPixel: i32;
	xRow: i32;
	xImage: i32;
	y: usize;
	yPixel: i32;
	yRow: i32;
	yImage: i32;
	images: i32;
	rows: i32;
	columns: i32;
	outputs: i32;
	scale: usize;
	shift: usize;
	clamp: i32;
	low: f32;
	high: f32;
}

/** y = x · scale + shift, each channel with its own. Each part takes rows. */
export function scaleShift(call: usize, part: i32, parts: i32): void {
	const args = changetype<ScaleShift>(call);
	const rows = args.rows, columns = args.columns, bytes = args.outputs << 2, clamp = args.clamp;
	const scale = args.scale, shift = args.shift, xPixel = args.xPixel, yPixel = args.yPixel;
	const low = f32x4.splat(args.low), high = f32x4.splat(args.high);
	const last = begin(args.images * rows, part + 1, parts);
	for (let line = begin(args.images * rows, part, parts); line < last; line++) {
		const n = line / rows, i = line - n * rows;
		let x = args.x + n * args.xImage + i * args.xRow;
		let y = args.y + n * args.yImage + i * args.yRow;
		for (let j = 0; j < columns; j++, x += xPixel, y += yPixel) {
			if (clamp) for (let c = 0; c < bytes; c += 16) {
				const value = f32x4.add(f32x4.mul(v128.load(x + c), v128.load(scale + c)), v128.load(shift + c));
				v128.store(y + c, clampTo(value, low, high));
			}
			else for (let c = 0; c < bytes; c += 16)
				v128.store(y + c, f32x4.add(f32x4.mul(v128.load(x + c), v128.load(scale + c)), v128.load(shift + c)));
		}
	}
}
