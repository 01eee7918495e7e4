import type { Pair } from "../../network/shape";
import { type AnyTensor, dimensions, type Numbers } from "../tensor";
import { addSums } from "./addSums";
import { type Convolution, type PaddedMaps, padMaps, tapPlaces } from "./correlate";

/**
 * Kernels' gradients: each weight met every number of `coarse` once, together with the number of `fine` under it.
 * gw[o,c,u,v] += Σ_n Σ_i Σ_j coarse[n,o,i,j] · fine[n, c, i·s − top + u·d, j·s − left + v·d], c over the channels of o's group.
 * fine N×C×H×W, coarse N×O×OH×OW, gw O×(C/groups)×kh×kw. Conv2d reads x finely and ∂y coarsely, ConvTranspose2d ∂y finely and x coarsely.
 * Sums are kept in float64 and rounded once.
 */
export function weightGradient(fine: AnyTensor, coarse: AnyTensor, gw: AnyTensor, convolution: Convolution): void {
	const { stride, dilation, groups, pads } = convolution;
	const [batch, channels] = dimensions(fine);
	const [, outChannels, height, width] = dimensions(coarse);
	const [, perGroup, kernelHeight, kernelWidth] = dimensions(gw);
	const count = outChannels / groups;
	const taps = perGroup * kernelHeight * kernelWidth;
	const sums = new Float64Array(outChannels * taps);
	for (let n = 0; n < batch; n++) {
		for (let group = 0; group < groups; group++) {
			const padded = padMaps(fine, n * channels + group * perGroup, perGroup, pads);
			const places = tapPlaces(perGroup, kernelHeight, kernelWidth, dilation, padded);
			for (let o = group * count; o < (group + 1) * count; o++) {
				const map = { data: coarse.data, first: (n * outChannels + o) * height * width, height, width };
				addDots(padded, places, map, stride, sums, o * taps);
			}
		}
	}
	addSums(gw.data, sums);
}

/** gb[o] += Σ gy[n,o,i,j] over the batch and all pixels. */
export function biasGradient(gy: AnyTensor, gb: AnyTensor): void {
	const [batch, channels, height, width] = dimensions(gy);
	const sums = new Float64Array(channels);
	for (let map = 0; map < batch * channels; map++) {
		let sum = 0;
		for (let i = map * height * width; i < (map + 1) * height * width; i++) sum += gy.data[i]!;
		sums[map % channels]! += sum;
	}
	addSums(gb.data, sums);
}

interface CoarseMap {
	readonly data: Numbers;
	readonly first: number;
	readonly height: number;
	readonly width: number;
}

/**
 * sums[at + t] += Σ_i Σ_j map[i,j] · x[places[t] + i·strideY·width + j·strideX]. Four taps at a time, so that each number of the map is
 * loaded once for four products, and no addition waits for the one just before it.
 */
function addDots(x: PaddedMaps, places: Int32Array, map: CoarseMap, [strideY, strideX]: Pair, sums: Float64Array, at: number): void {
	const { data, first, height, width } = map;
	const fine = x.data;
	const down = strideY * x.width;
	const taps = places.length;
	let t = 0;
	for (; t + 3 < taps; t += 4) {
		const [p0, p1, p2, p3] = [places[t]!, places[t + 1]!, places[t + 2]!, places[t + 3]!];
		let [s0, s1, s2, s3] = [0, 0, 0, 0];
		for (let i = 0; i < height; i++) {
			const row = first + i * width;
			for (let j = 0, k = i * down; j < width; j++, k += strideX) {
				const g = data[row + j]!;
				s0 += g * fine[p0 + k]!;
				s1 += g * fine[p1 + k]!;
				s2 += g * fine[p2 + k]!;
				s3 += g * fine[p3 + k]!;
			}
		}
		sums[at + t]! += s0;
		sums[at + t + 1]! += s1;
		sums[at + t + 2]! += s2;
		sums[at + t + 3]! += s3;
	}
	for (; t < taps; t++) {
		const p = places[t]!;
		let sum = 0;
		for (let i = 0; i < height; i++) {
			const row = first + i * width;
			for (let j = 0, k = p + i * down; j < width; j++, k += strideX) sum += data[row + j]! * fine[k]!;
		}
		sums[at + t]! += sum;
	}
}
