import { defineOp, onlyInput } from "../op";
import type { Tensor } from "../tensor";
import { adaptivePool2d } from "./adaptive";

/** The mean of each part. Source: torch.nn.AdaptiveAvgPool2d documentation. */
export function adaptiveAvgPool2d(x: Tensor, y: Tensor): void {
	adaptivePool2d(x, y, (data, base, width, [top, bottom], [left, right]) => {
		let sum = 0;
		for (let row = top; row < bottom; row++) for (let column = left; column < right; column++) sum += data[base + row * width + column]!;
		return sum / ((bottom - top) * (right - left));
	});
}

export const AdaptiveAvgPool2d = defineOp({
	type: "AdaptiveAvgPool2d",
	forward: (step) => adaptiveAvgPool2d(onlyInput(step), step.output),
});
