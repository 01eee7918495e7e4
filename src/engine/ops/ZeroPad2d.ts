import { defineOp, onlyInput } from "../op";
import { dimensions, type Tensor } from "../tensor";

/** A border of `value` around every map; negative sides cut off. x N×C×H×W, y N×C×(H + top + bottom)×(W + left + right). */
export function constantPad2d(x: Tensor, y: Tensor, top: number, left: number, value: number): void {
	const [batch, channels, height, width] = dimensions(x);
	const [, , outHeight, outWidth] = dimensions(y);
	const [from, to] = [Math.max(0, -left), Math.min(width, outWidth - left)];
	y.data.fill(value);
	if (to <= from) return;
	for (let map = 0; map < batch * channels; map++) {
		for (let row = Math.max(0, -top); row < Math.min(height, outHeight - top); row++) {
			const source = (map * height + row) * width;
			y.data.set(x.data.subarray(source + from, source + to), (map * outHeight + row + top) * outWidth + from + left);
		}
	}
}

/** Source: torch.nn.ZeroPad2d documentation; its padding is [left, right, top, bottom]. */
export const ZeroPad2d = defineOp<{ readonly padding: readonly [left: number, right: number, top: number, bottom: number] }>({
	type: "ZeroPad2d",
	forward(step) {
		const [left, , top] = step.attributes.padding;
		constantPad2d(onlyInput(step), step.output, top, left, 0);
	},
});
