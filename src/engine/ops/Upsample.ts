import type { Pair } from "../../network/shape";
import { defineOp, onlyInput } from "../op";
import { type AnyTensor, dimensions } from "../tensor";
import { addSums } from "./addSums";

/** How pixels in between are found. */
export interface Interpolation {
	readonly mode: "nearest" | "bilinear" | "bicubic";
	readonly alignCorners: boolean;
	/** The factor along [height, width] where it was given, and not the size. */
	readonly factor: Pair | undefined;
}

/** The inputs that one output along an axis is mixed from, and their shares. */
interface Mix {
	readonly places: readonly number[];
	readonly shares: readonly number[];
}

/** Maps of another size by interpolation. x N×C×H×W, y N×C×OH×OW. Source: torch.nn.functional.interpolate documentation. */
export function upsample(x: AnyTensor, y: AnyTensor, interpolation: Interpolation): void {
	const [batch, channels, height, width] = dimensions(x);
	const [, , outHeight, outWidth] = dimensions(y);
	const rows = mixes(height, outHeight, interpolation, 0);
	const columns = mixes(width, outWidth, interpolation, 1);
	let at = 0;
	for (let map = 0; map < batch * channels; map++) {
		for (const row of rows) {
			for (const column of columns) {
				let sum = 0;
				for (let u = 0; u < row.places.length; u++) {
					const base = (map * height + row.places[u]!) * width;
					let across = 0;
					for (let v = 0; v < column.places.length; v++) across += column.shares[v]! * x.data[base + column.places[v]!]!;
					sum += row.shares[u]! * across;
				}
				y.data[at++] = sum;
			}
		}
	}
}

/** Each output hands its gradient back to the pixels it was mixed from, by their shares: ∂x[p,q] += Σ ∂y[i,j] · share of p in i · share of q in j. */
export function upsampleBackward(gy: AnyTensor, gx: AnyTensor, interpolation: Interpolation): void {
	const [batch, channels, height, width] = dimensions(gx);
	const [, , outHeight, outWidth] = dimensions(gy);
	const rows = mixes(height, outHeight, interpolation, 0);
	const columns = mixes(width, outWidth, interpolation, 1);
	const sums = new Float64Array(height * width);
	for (let map = 0, at = 0; map < batch * channels; map++) {
		sums.fill(0);
		for (const row of rows) {
			for (const column of columns) {
				const gradient = gy.data[at++]!;
				for (let u = 0; u < row.places.length; u++) {
					const base = row.places[u]! * width;
					const share = gradient * row.shares[u]!;
					for (let v = 0; v < column.places.length; v++) sums[base + column.places[v]!]! += share * column.shares[v]!;
				}
			}
		}
		addSums(gx.data, sums, map * height * width);
	}
}

/**
 * Where each output along an axis lies among the inputs. Aligned corners: i·(size − 1)/(count − 1); else pixel centres lie on each other:
 * (i + ½)·scale − ½ with scale = size/count, or 1/factor where a factor was given. Source: aten/src/ATen/native/UpSample.h, which copies
 * for bilinear where the size stays, whatever the factor (5 pixels by a factor of 1.1 are 5).
 */
export function mixes(size: number, count: number, { mode, alignCorners, factor }: Interpolation, axis: 0 | 1): Mix[] {
	const scale = alignCorners ? (count > 1 ? (size - 1) / (count - 1) : 0) : factor ? 1 / factor[axis] : size / count;
	const inside = (place: number) => Math.min(Math.max(place, 0), size - 1);
	return Array.from({ length: count }, (_, i): Mix => {
		// PyTorch finds the nearest pixel in float32.
		if (mode === "nearest") return { places: [inside(Math.floor(Math.fround(i * Math.fround(scale))))], shares: [1] };
		if (mode === "bilinear" && count === size) return { places: [i], shares: [1] };
		const place = alignCorners ? i * scale : (i + 0.5) * scale - 0.5;
		if (mode === "bilinear") {
			const start = Math.min(Math.floor(Math.max(place, 0)), size - 1);
			const share = Math.max(place, 0) - start;
			return { places: [start, inside(start + 1)], shares: [1 - share, share] };
		}
		const start = Math.floor(place);
		return { places: [-1, 0, 1, 2].map((k) => inside(start + k)), shares: cubic(place - start) };
	});
}

/** Cubic convolution with A = −0.75: the shares of four neighbours for a place `t` of the way from the second to the third. */
function cubic(t: number): number[] {
	const A = -0.75;
	const near = (d: number) => ((A + 2) * d - (A + 3)) * d * d + 1;
	const far = (d: number) => ((A * d - 5 * A) * d + 8 * A) * d - 4 * A;
	return [far(t + 1), near(t), near(1 - t), far(2 - t)];
}

export interface UpsampleValues {
	readonly mode: Interpolation["mode"];
	readonly align_corners: boolean | undefined;
	readonly scale_factor: Pair | undefined;
}

/** An Upsample layer's attributes as its kernel wants them. */
export const interpolationOf = ({ mode, align_corners, scale_factor: factor }: UpsampleValues): Interpolation => ({
	mode,
	alignCorners: align_corners ?? false,
	factor,
});

export const Upsample = defineOp<UpsampleValues>({
	type: "Upsample",
	forward: (step) => upsample(onlyInput(step), step.output, interpolationOf(step.attributes)),
	backward(step, { output: gy, inputs: [gx] }) {
		if (gx) upsampleBackward(gy, gx, interpolationOf(step.attributes));
	},
});
