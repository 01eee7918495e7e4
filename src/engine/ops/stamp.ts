import type { Pair } from "../../network/shape";
import { type AnyTensor, dimensions } from "../tensor";
import type { Convolution } from "./correlate";

/**
 * A convolution's way back: each input number stamps its kernel, times itself, into the output.
 * y[n,o, i·s − top + u·d, j·s − left + v·d] += w[c,o,u,v] · x[n,c,i,j], and b[o] once; c over the channels of o's group.
 * x N×C×H×W, w C×(O/groups)×kh×kw, b O or none, y N×O×OH×OW. Whatever falls beside y is dropped. Sums are kept in float64 and rounded
 * once. With `add` they are added to y, else they replace it.
 */
export function stampMaps(
	x: AnyTensor,
	w: AnyTensor,
	b: AnyTensor | undefined,
	y: AnyTensor,
	convolution: Convolution,
	add: boolean,
): void {
	const [batch, channels] = dimensions(x);
	const [, outChannels, height, width] = dimensions(y);
	const perGroup = channels / convolution.groups;
	const outPerGroup = outChannels / convolution.groups;
	const sums = new Float64Array(height * width);
	for (let n = 0; n < batch; n++) {
		for (let o = 0; o < outChannels; o++) {
			sums.fill(b ? b.data[o]! : 0);
			const group = Math.floor(o / outPerGroup);
			for (let c = group * perGroup; c < (group + 1) * perGroup; c++) {
				stamp(x, n * channels + c, w, c * outPerGroup + (o % outPerGroup), sums, [height, width], convolution);
			}
			const at = (n * outChannels + o) * height * width;
			if (add) for (let i = 0; i < sums.length; i++) y.data[at + i]! += sums[i]!;
			else y.data.set(sums, at);
		}
	}
}

/** Adds one input map, stamped with one kernel, to the sums of an output map. Maps and kernels are counted through N·C and C·O. */
export function stamp(
	x: AnyTensor,
	map: number,
	w: AnyTensor,
	kernel: number,
	sums: Float64Array,
	[outHeight, outWidth]: Pair,
	convolution: Convolution,
): void {
	const { stride, dilation, pads } = convolution;
	const [, , height, width] = dimensions(x);
	const [, , kernelHeight, kernelWidth] = dimensions(w);
	for (let u = 0; u < kernelHeight; u++) {
		const top = u * dilation[0] - pads[0];
		for (let v = 0; v < kernelWidth; v++) {
			const weight = w.data[(kernel * kernelHeight + u) * kernelWidth + v]!;
			const left = v * dilation[1] - pads[1];
			const from = Math.max(0, Math.ceil(-left / stride[1]));
			const to = Math.min(width, Math.floor((outWidth - 1 - left) / stride[1]) + 1);
			for (let i = 0; i < height; i++) {
				const row = i * stride[0] + top;
				if (row < 0 || row >= outHeight) continue;
				const source = (map * height + i) * width;
				let target = row * outWidth + from * stride[1] + left;
				for (let j = from; j < to; j++) {
					sums[target]! += weight * x.data[source + j]!;
					target += stride[1];
				}
			}
		}
	}
}
