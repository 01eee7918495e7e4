import { defineOp, onlyInput } from "../op";
import { type AnyTensor, dimensions } from "../tensor";
import { eachPart } from "./adaptive";
import { addSums } from "./addSums";

type Range = readonly [from: number, to: number];

/** Where the largest number of a part lies in its map: the first in row-major order among equals; NaN beats all. */
function winnerOf(x: AnyTensor, base: number, width: number, [top, bottom]: Range, [left, right]: Range): number {
	let winner = top * width + left;
	for (let row = top; row < bottom; row++) {
		for (let column = left; column < right; column++) {
			const value = x.data[base + row * width + column]!;
			if (value > x.data[base + winner]! || Number.isNaN(value)) winner = row * width + column;
		}
	}
	return winner;
}

/** The largest number of each part; NaN beats all. x N×C×H×W, y N×C×OH×OW. Source: torch.nn.AdaptiveMaxPool2d documentation. */
export function adaptiveMaxPool2d(x: AnyTensor, y: AnyTensor): void {
	const [batch, channels, height, width] = dimensions(x);
	for (let map = 0; map < batch * channels; map++) {
		const base = map * height * width;
		eachPart(x, y, map, (at, rows, columns) => {
			y.data[at] = x.data[base + winnerOf(x, base, width, rows, columns)]!;
		});
	}
}

/** Only the winner moves y, one for one; a number may win several parts: ∂x[winner of k] += ∂y[k]. */
export function adaptiveMaxPool2dBackward(x: AnyTensor, gy: AnyTensor, gx: AnyTensor): void {
	const [batch, channels, height, width] = dimensions(x);
	const sums = new Float64Array(height * width);
	for (let map = 0; map < batch * channels; map++) {
		const base = map * height * width;
		sums.fill(0);
		eachPart(x, gy, map, (at, rows, columns) => {
			sums[winnerOf(x, base, width, rows, columns)]! += gy.data[at]!;
		});
		addSums(gx.data, sums, base);
	}
}

export const AdaptiveMaxPool2d = defineOp({
	type: "AdaptiveMaxPool2d",
	forward: (step) => adaptiveMaxPool2d(onlyInput(step), step.output),
	backward(step, { output: gy, inputs: [gx] }) {
		if (gx) adaptiveMaxPool2dBackward(onlyInput(step), gy, gx);
	},
});
