import { elements, type Shape } from "../network/shape";

/**
 * What the reference kernels compute on. The engine only ever makes float32; tests run the very same kernels on float64, where finite
 * differences are sharp enough to tell a wrong gradient from a rounded one.
 */
export type Numbers = Float32Array | Float64Array;

/** Numbers in row-major order. Inside the engine a shape starts with the batch: N×C×H×W, or N×features. */
export interface Tensor<D extends Numbers = Float32Array> {
	readonly shape: Shape;
	readonly data: D;
}

/** What a kernel takes: see {@link Numbers}. */
export type AnyTensor = Tensor<Numbers>;

/** A tensor over given numbers, or of zeros. Throws a RangeError when their count is not the shape's. */
export function tensor(shape: Shape, data: Float32Array = new Float32Array(elements(shape))): Tensor {
	if (data.length !== elements(shape)) throw new RangeError(`${data.length} numbers do not make a tensor of ${shape.join("×")}`);
	return { shape, data };
}

/** Batch, channels, height and width; axes that a shape lacks count as 1 (a vector N×F is N×F×1×1). */
export function dimensions({ shape }: { readonly shape: Shape }): [batch: number, channels: number, height: number, width: number] {
	const [batch = 1, channels = 1, height = 1, ...rest] = shape;
	return [batch, channels, height, elements(rest)];
}

/** `count` zeros of the same precision as other numbers. */
export const zerosLike = (numbers: Numbers, count: number = numbers.length): Numbers =>
	numbers instanceof Float64Array ? new Float64Array(count) : new Float32Array(count);
