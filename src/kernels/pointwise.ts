import { Hardsigmoid, Hardswish, Hardtanh, LeakyReLU, ReLU, ReLU6 } from "./curves";
import { Kind } from "./kinds";
import { begin } from "./share";
import { ELU, GELU, GELUTanh, Mish, SELU, Sigmoid, SiLU, Softplus, Tanh } from "./softCurves";

@unmanaged
class Pointwise {
	x: usize;
	xRow: i32;
	xImage: i32;
	y: usize;
	yRow: i32;
	yImage: i32;
	images: i32;
	rows: i32;
	length: i32;
	kind: i32;
	p: f32;
	q: f32;
}

@unmanaged
class PointwiseBackward {
	x: usize;
	xRow: i32;
	xImage: i32;
	g: usize;
	gRow: i32;
	gImage: i32;
	gx: usize;
	gxRow: i32;
	gxImage: i32;
	images: i32;
	rows: i32;
	length: i32;
	kind: i32;
	p: f32;
	q: f32;
	add: i32;
}

/** One loop for each kind: compiled for its class. */
function bend<C>(x: usize, y: usize, length: i32, pNumber: f32, qNumber: f32): void {
	const p = f32x4.splat(pNumber), q = f32x4.splat(qNumber), curve = changetype<C>(<usize>0);
	const end = y + (length << 2);
	for (; y + 32 <= end; y += 32, x += 32) {
		const first = curve.y(v128.load(x), p, q), second = curve.y(v128.load(x, 16), p, q);
		v128.store(y, first);
		v128.store(y, second, 16);
	}
	if (y < end) v128.store(y, curve.y(v128.load(x), p, q));
}

function bendRow(kind: i32, x: usize, y: usize, length: i32, p: f32, q: f32): void {
	switch (kind) {
		case Kind.ReLU: bend<ReLU>(x, y, length, p, q); break;
		case Kind.ReLU6: bend<ReLU6>(x, y, length, p, q); break;
		case Kind.LeakyReLU: bend<LeakyReLU>(x, y, length, p, q); break;
		case Kind.Hardtanh: bend<Hardtanh>(x, y, length, p, q); break;
		case Kind.Hardsigmoid: bend<Hardsigmoid>(x, y, length, p, q); break;
		case Kind.Hardswish: bend<Hardswish>(x, y, length, p, q); break;
		case Kind.ELU: bend<ELU>(x, y, length, p, q); break;
		case Kind.SELU: bend<SELU>(x, y, length, p, q); break;
		case Kind.Sigmoid: bend<Sigmoid>(x, y, length, p, q); break;
		case Kind.Tanh: bend<Tanh>(x, y, length, p, q); break;
		case Kind.SiLU: bend<SiLU>(x, y, length, p, q); break;
		case Kind.GELU: bend<GELU>(x, y, length, p, q); break;
		case Kind.GELUTanh: bend<GELUTanh>(x, y, length, p, q); break;
		case Kind.Softplus: bend<Softplus>(x, y, length, p, q); break;
		case Kind.Mish: bend<Mish>(x, y, length, p, q); break;
		default: unreachable();
	}
}

function lean<C>(x: usize, g: usize, gx: usize, length: i32, pNumber: f32, qNumber: f32, add: i32): void {
	const p = f32x4.splat(pNumber), q = f32x4.splat(qNumber), curve = changetype<C>(<usize>0);
	const end = gx + (length << 2);
	if (add) for (; gx < end; gx += 16, x += 16, g += 16)
		v128.store(gx, f32x4.add(v128.load(gx), curve.back(v128.load(g), v128.load(x), p, q)));
	else for (; gx < end; gx += 16, x += 16, g += 16) v128.store(gx, curve.back(v128.load(g), v128.load(x), p, q));
}

function leanRow(kind: i32, x: usize, g: usize, gx: usize, length: i32, p: f32, q: f32, add: i32): void {
	switch (kind) {
		case Kind.ReLU: lean<ReLU>(x, g, gx, length, p, q, add); break;
		case Kind.ReLU6: lean<ReLU6>(x, g, gx, length, p, q, add); break;
		case Kind.LeakyReLU: lean<LeakyReLU>(x, g, gx, length, p, q, add); break;
		case Kind.Hardtanh: lean<Hardtanh>(x, g, gx, length, p, q, add); break;
		case Kind.Hardsigmoid: lean<Hardsigmoid>(x, g, gx, length, p, q, add); break;
		case Kind.Hardswish: lean<Hardswish>(x, g, gx, length, p, q, add); break;
		case Kind.ELU: lean<ELU>(x, g, gx, length, p, q, add); break;
		case Kind.SELU: lean<SELU>(x, g, gx, length, p, q, add); break;
		case Kind.Sigmoid: lean<Sigmoid>(x, g, gx, length, p, q, add); break;
		case Kind.Tanh: lean<Tanh>(x, g, gx, length, p, q, add); break;
		case Kind.SiLU: lean<SiLU>(x, g, gx, length, p, q, add); break;
		case Kind.GELU: lean<GELU>(x, g, gx, length, p, q, add); break;
		case Kind.GELUTanh: lean<GELUTanh>(x, g, gx, length, p, q, add); break;
		case Kind.Softplus: lean<Softplus>(x, g, gx, length, p, q, add); break;
		case Kind.Mish: lean<Mish>(x, g, gx, length, p, q, add); break;
		default: unreachable();
	}
}

/** Each part takes rows, or a stretch of the row where pictures lie in memory without a gap. */
export function pointwise(call: usize, part: i32, parts: i32): void {
	const args = changetype<Pointwise>(call);
	const kind = args.kind, p = args.p, q = args.q;
	let images = args.images, rows = args.rows, length = args.length;
	if (args.xRow == length << 2 && args.yRow == length << 2) {
		length *= rows;
		rows = 1;
		if (args.xImage == length << 2 && args.yImage == length << 2) {
			length *= images;
			images = 1;
		}
	}
	const lines = images * rows;
	if (lines == 1) {
		const first = begin(length >> 2, part, parts) << 2, last = begin(length >> 2, part + 1, parts) << 2;
		bendRow(kind, args.x + (first << 2), args.y + (first << 2), last - first, p, q);
		return;
	}
	const last = begin(lines, part + 1, parts);
	for (let line = begin(lines, part, parts); line < last; line++) {
		const n = line / rows, i = line - n * rows;
		bendRow(kind, args.x + n * args.xImage + i * args.xRow, args.y + n * args.yImage + i * args.yRow, length, p, q);
	}
}

/** Shared out as `pointwise`. */
export function pointwiseBackward(call: usize, part: i32, parts: i32): void {
	const args = changetype<PointwiseBackward>(call);
	const kind = args.kind, p = args.p, q = args.q, add = args.add;
	let images = args.images, rows = args.rows, length = args.length;
	if (args.xRow == length << 2 && args.gRow == length << 2 && args.gxRow == length << 2) {
		length *= rows;
		rows = 1;
		if (args.xImage == length << 2 && args.gImage == length << 2 && args.gxImage == length << 2) {
			length *= images;
			images = 1;
		}
	}
	const lines = images * rows;
	if (lines == 1) {
		const first = begin(length >> 2, part, parts) << 2, last = begin(length >> 2, part + 1, parts) << 2;
		const from = <usize>first << 2;
		leanRow(kind, args.x + from, args.g + from, args.gx + from, last - first, p, q, add);
		return;
	}
	const last = begin(lines, part + 1, parts);
	for (let line = begin(lines, part, parts); line < last; line++) {
		const n = line / rows, i = line - n * rows;
		const x = args.x + n * args.xImage + i * args.xRow, g = args.g + n * args.gImage + i * args.gRow;
		leanRow(kind, x, g, args.gx + n * args.gxImage + i * args.gxRow, length, p, q, add);
	}
}
