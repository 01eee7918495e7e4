/** All kernels, in the order of `src/engine/simd/calls.ts`, and `run`, which executes a program of them. See README.md. */
import { avgPool, avgPoolBackward } from "./avgPool";
import { batchBackward } from "./batchBackward";
import { batchStatistics } from "./batchStatistics";
import { conv } from "./conv";
import { convWeights } from "./convWeights";
import { copyPixels } from "./copy";
import { depthwise } from "./depthwise";
import { depthwiseWeights } from "./depthwiseWeights";
import { gather } from "./gather";
import { maxPool } from "./maxPool";
import { maxPoolBackward } from "./maxPoolBackward";
import { zero } from "./memory";
import { adam, sgd } from "./optimise";
import { fromPlanar, toPlanar } from "./planar";
import { pointwise, pointwiseBackward } from "./pointwise";
import { repeatPixels, repeatPixelsBackward } from "./repeat";
import { add, multiply } from "./rows";
import { scaleShift } from "./scaleShift";
import { sumPixels } from "./sumPixels";
import { winograd } from "./winograd";
import { winogradConvWeights } from "./winogradConvWeights";
import { winogradConvWeightsBack } from "./winogradConvWeightsBack";
import { winogradWeights } from "./winogradWeights";

/** A kernel of that number with its arguments at `call`. */
export function execute(kernel: i32, call: usize, part: i32, parts: i32): void {
	switch (kernel) {
		case 0: conv(call, part, parts); break;
		case 1: convWeights(call, part, parts); break;
		case 2: sumPixels(call, part, parts); break;
		case 3: gather(call, part, parts); break;
		case 4: zero(call, part, parts); break;
		case 5: depthwise(call, part, parts); break;
		case 6: depthwiseWeights(call, part, parts); break;
		case 7: maxPool(call, part, parts); break;
		case 8: maxPoolBackward(call, part, parts); break;
		case 9: avgPool(call, part, parts); break;
		case 10: avgPoolBackward(call, part, parts); break;
		case 11: pointwise(call, part, parts); break;
		case 12: pointwiseBackward(call, part, parts); break;
		case 13: scaleShift(call, part, parts); break;
		case 14: batchStatistics(call, part, parts); break;
		case 15: batchBackward(call, part, parts); break;
		case 16: add(call, part, parts); break;
		case 17: multiply(call, part, parts); break;
		case 18: copyPixels(call, part, parts); break;
		case 19: toPlanar(call, part, parts); break;
		case 20: fromPlanar(call, part, parts); break;
		case 21: repeatPixels(call, part, parts); break;
		case 22: repeatPixelsBackward(call, part, parts); break;
		case 23: sgd(call, part, parts); break;
		case 24: adam(call, part, parts); break;
		case 25: winogradWeights(call, part, parts); break;
		case 26: winograd(call, part, parts); break;
		case 27: winogradConvWeights(call, part, parts); break;
		case 28: winogradConvWeightsBack(call, part, parts); break;
		default: unreachable();
	}
}

/** Executes `count` calls of a program, alone: pairs of a kernel's number and its arguments' address. */
export function run(program: usize, count: i32): void {
	for (let i = 0; i < count; i++) {
		const call = program + (<usize>i << 3);
		execute(load<i32>(call), load<usize>(call, 4), 0, 1);
	}
}

export {
	adam,
	add,
	avgPool,
	avgPoolBackward,
	batchBackward,
	batchStatistics,
	conv,
	convWeights,
	copyPixels,
	depthwise,
	depthwiseWeights,
	fromPlanar,
	gather,
	maxPool,
	maxPoolBackward,
	multiply,
	pointwise,
	pointwiseBackward,
	repeatPixels,
	repeatPixelsBackward,
	scaleShift,
	sgd,
	sumPixels,
	toPlanar,
	winograd,
	winogradConvWeights,
	winogradConvWeightsBack,
	winogradWeights,
	zero,
};
