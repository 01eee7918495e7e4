import { defineOp, onlyInput } from "../op";
import type { Tensor } from "../tensor";
import { adaptivePool2d } from "./adaptive";

/** The largest number of each part; NaN beats all. Source: torch.nn.AdaptiveMaxPool2d documentation. */
export function adaptiveMaxPool2d(x: Tensor, y: Tensor): void {
	adaptivePool2d(x, y, (data, base, width, [top, bottom], [left, right]) => {
		let best = Number.NEGATIVE_INFINITY;
		for (let row = top; row < bottom; row++) {
			for (let column = left; column < right; column++) best = Math.max(best, data[base + row * width + column]!);
		}
		return best;
	});
}

export const AdaptiveMaxPool2d = defineOp({
	type: "AdaptiveMaxPool2d",
	forward: (step) => adaptiveMaxPool2d(onlyInput(step), step.output),
});
