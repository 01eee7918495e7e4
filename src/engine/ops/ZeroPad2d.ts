import { defineOp, onlyInput } from "../op";
import { type AnyTensor, dimensions } from "../tensor";

/** For each row of x (N×C×H×W) that is seen in y: where its first seen number lies in x and in y, and how many are seen. */
function eachRow(x: AnyTensor, y: AnyTensor, top: number, left: number, visit: (inX: number, inY: number, count: number) => void): void {
	const [batch, channels, height, width] = dimensions(x);
	const [, , outHeight, outWidth] = dimensions(y);
	const [from, to] = [Math.max(0, -left), Math.min(width, outWidth - left)];
	if (to <= from) return;
	for (let map = 0; map < batch * channels; map++) {
		for (let row = Math.max(0, -top); row < Math.min(height, outHeight - top); row++) {
			visit((map * height + row) * width + from, (map * outHeight + row + top) * outWidth + from + left, to - from);
		}
	}
}

/** A border of `value` around every map; negative sides cut off. x N×C×H×W, y N×C×(H + top + bottom)×(W + left + right). */
export function constantPad2d(x: AnyTensor, y: AnyTensor, top: number, left: number, value: number): void {
	y.data.fill(value);
	eachRow(x, y, top, left, (inX, inY, count) => y.data.set(x.data.subarray(inX, inX + count), inY));
}

/** ∂x += ∂y without its border; what was cut off gets nothing. */
export function constantPad2dBackward(gy: AnyTensor, gx: AnyTensor, top: number, left: number): void {
	eachRow(gx, gy, top, left, (inX, inY, count) => {
		for (let i = 0; i < count; i++) gx.data[inX + i]! += gy.data[inY + i]!;
	});
}

/** Source: torch.nn.ZeroPad2d documentation; its padding is [left, right, top, bottom]. */
export const ZeroPad2d = defineOp<{ readonly padding: readonly [left: number, right: number, top: number, bottom: number] }>({
	type: "ZeroPad2d",
	forward(step) {
		const [left, , top] = step.attributes.padding;
		constantPad2d(onlyInput(step), step.output, top, left, 0);
	},
	backward(step, { output: gy, inputs: [gx] }) {
		const [left, , top] = step.attributes.padding;
		if (gx) constantPad2dBackward(gy, gx, top, left);
	},
});
