import { defineOp, onlyInput } from "../op";
import { type AnyTensor, dimensions } from "../tensor";
import { eachPart } from "./adaptive";
import { addSums } from "./addSums";

/** The mean of each part. x N×C×H×W, y N×C×OH×OW. Source: torch.nn.AdaptiveAvgPool2d documentation. */
export function adaptiveAvgPool2d(x: AnyTensor, y: AnyTensor): void {
	const [batch, channels, height, width] = dimensions(x);
	for (let map = 0; map < batch * channels; map++) {
		const base = map * height * width;
		eachPart(x, y, map, (at, [top, bottom], [left, right]) => {
			let sum = 0;
			for (let row = top; row < bottom; row++) {
				for (let column = left; column < right; column++) sum += x.data[base + row * width + column]!;
			}
			y.data[at] = sum / ((bottom - top) * (right - left));
		});
	}
}

/** Each number of a part has the same share in its mean; parts may overlap: ∂x[i] += ∂y[k]/size of part k, over the parts that hold i. */
export function adaptiveAvgPool2dBackward(gy: AnyTensor, gx: AnyTensor): void {
	const [batch, channels, height, width] = dimensions(gx);
	const sums = new Float64Array(height * width);
	for (let map = 0; map < batch * channels; map++) {
		sums.fill(0);
		eachPart(gx, gy, map, (at, [top, bottom], [left, right]) => {
			const share = gy.data[at]! / ((bottom - top) * (right - left));
			for (let row = top; row < bottom; row++) for (let column = left; column < right; column++) sums[row * width + column]! += share;
		});
		addSums(gx.data, sums, map * height * width);
	}
}

export const AdaptiveAvgPool2d = defineOp({
	type: "AdaptiveAvgPool2d",
	forward: (step) => adaptiveAvgPool2d(onlyInput(step), step.output),
	backward(_, { output: gy, inputs: [gx] }) {
		if (gx) adaptiveAvgPool2dBackward(gy, gx);
	},
});
