import { defineOp, onlyInput } from "../op";
import { dimensions, type Tensor } from "../tensor";

/** y[n, c, i·r + u, j·r + v] = x[n, (c·r + u)·r + v, i, j]. x N×(C·r²)×H×W, y N×C×(H·r)×(W·r). Source: torch.nn.PixelShuffle documentation. */
export function pixelShuffle(x: Tensor, y: Tensor, r: number): void {
	const [batch, channels, height, width] = dimensions(x);
	let at = 0;
	for (let map = 0; map < batch * channels; map++) {
		const [target, u, v] = [Math.floor(map / (r * r)), Math.floor(map / r) % r, map % r];
		for (let i = 0; i < height; i++) {
			const row = ((target * height + i) * r + u) * width * r + v;
			for (let j = 0; j < width; j++) y.data[row + j * r] = x.data[at++]!;
		}
	}
}

export const PixelShuffle = defineOp<{ readonly upscale_factor: number }>({
	type: "PixelShuffle",
	forward: (step) => pixelShuffle(onlyInput(step), step.output, step.attributes.upscale_factor),
});
