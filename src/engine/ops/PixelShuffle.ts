import { defineOp, onlyInput } from "../op";
import { type AnyTensor, dimensions } from "../tensor";

/** For each row of each map of x (N×(C·r²)×H×W): where it starts in x and in y (N×C×(H·r)×(W·r)), where its numbers lie r apart. */
function eachRow(x: AnyTensor, r: number, visit: (inX: number, inY: number, width: number) => void): void {
	const [batch, channels, height, width] = dimensions(x);
	for (let map = 0; map < batch * channels; map++) {
		const [target, u, v] = [Math.floor(map / (r * r)), Math.floor(map / r) % r, map % r];
		for (let i = 0; i < height; i++) visit((map * height + i) * width, ((target * height + i) * r + u) * width * r + v, width);
	}
}

/** y[n, c, i·r + u, j·r + v] = x[n, (c·r + u)·r + v, i, j]. x N×(C·r²)×H×W, y N×C×(H·r)×(W·r). Source: torch.nn.PixelShuffle documentation. */
export function pixelShuffle(x: AnyTensor, y: AnyTensor, r: number): void {
	eachRow(x, r, (inX, inY, width) => {
		for (let j = 0; j < width; j++) y.data[inY + j * r] = x.data[inX + j]!;
	});
}

/** Every number only moved, and its gradient moves back: ∂x[n, (c·r + u)·r + v, i, j] += ∂y[n, c, i·r + u, j·r + v]. */
export function pixelShuffleBackward(gy: AnyTensor, gx: AnyTensor, r: number): void {
	eachRow(gx, r, (inX, inY, width) => {
		for (let j = 0; j < width; j++) gx.data[inX + j]! += gy.data[inY + j * r]!;
	});
}

export const PixelShuffle = defineOp<{ readonly upscale_factor: number }>({
	type: "PixelShuffle",
	forward: (step) => pixelShuffle(onlyInput(step), step.output, step.attributes.upscale_factor),
	backward(step, { output: gy, inputs: [gx] }) {
		if (gx) pixelShuffleBackward(gy, gx, step.attributes.upscale_factor);
	},
});
