import { elements, type Shape } from "../network/shape";

/** Float32 numbers in row-major order. Inside the engine a shape starts with the batch: N×C×H×W, or N×features. */
export interface Tensor {
	readonly shape: Shape;
	readonly data: Float32Array;
}

/** A tensor over given numbers, or of zeros. Throws a RangeError when their count is not the shape's. */
export function tensor(shape: Shape, data: Float32Array = new Float32Array(elements(shape))): Tensor {
	if (data.length !== elements(shape)) throw new RangeError(`${data.length} numbers do not make a tensor of ${shape.join("×")}`);
	return { shape, data };
}

/** Batch, channels, height and width; axes that a shape lacks count as 1 (a vector N×F is N×F×1×1). */
export function dimensions({ shape }: Tensor): [batch: number, channels: number, height: number, width: number] {
	const [batch = 1, channels = 1, height = 1, ...rest] = shape;
	return [batch, channels, height, elements(rest)];
}
