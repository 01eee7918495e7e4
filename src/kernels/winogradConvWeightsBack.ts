import { begin } from "./share";
import { GAP } from "./winogradTiles";
import { transformBack } from "./winogradWeights";

@unmanaged
class WinogradConvWeightsBack {
	gw: usize;
	outputs: i32;
	channels: i32;
	inputs: i32;
	scratchSums: usize;
	scratch: usize;
	scratchPart: i32;
}

/** Gᵀ s G of the sums of `winogradConvWeights`, to gw; zeros for lanes that are no outputs. Each part takes a stretch of the inputs. */
export function winogradConvWeightsBack(call: usize, part: i32, parts: i32): void {
	const args = changetype<WinogradConvWeightsBack>(call);
	const outputs = args.outputs, inputs = args.inputs;
	const aside = args.scratch + part * args.scratchPart;
	const first = begin(inputs, part, parts), last = begin(inputs, part + 1, parts);
	const apart = ((<usize>(outputs * inputs)) << 2) + GAP;
	for (let o = 0; o < outputs; o += 16) {
		const lanes = min(outputs - o, 16), pixel = <usize>lanes << 2;
		const real = <usize>min(args.channels - o, lanes) << 2;
		const from = args.scratchSums + ((<usize>(o * inputs)) << 2), to = args.gw + ((<usize>(o * inputs * 9)) << 2);
		for (let c = first; c < last; c++) {
			for (let lane: usize = 0; lane < pixel; lane += 16) transformBack(from + c * pixel + lane, apart, to + c * pixel + lane, inputs * pixel, aside);
			if (real == pixel) continue;
			for (let tap = 0; tap < 9; tap++) memory.fill(to + (tap * inputs + c) * pixel + real, 0, pixel - real);
		}
	}
}
