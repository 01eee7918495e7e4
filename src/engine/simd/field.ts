import { elements, type Shape } from "../../network/shape";
import type { Arguments } from "./calls";
import type { Heap } from "./heap";

/** Pixels of zeros around each picture. */
export interface Border {
	readonly top: number;
	readonly left: number;
	readonly bottom: number;
	readonly right: number;
}

export const NO_BORDER: Border = { top: 0, left: 0, bottom: 0, right: 0 };

/** The least border that satisfies both. */
export const widest = (a: Border, b: Border): Border => ({
	top: Math.max(a.top, b.top),
	left: Math.max(a.left, b.left),
	bottom: Math.max(a.bottom, b.bottom),
	right: Math.max(a.right, b.right),
});

/** Numbers rounded up to whole SIMD vectors. */
export const lanesOf = (count: number): number => Math.ceil(count / 4) * 4;

/**
 * A batch of maps in the kernels' memory: channels last, N×(top + H + bottom)×(left + W + right)×lanes float32. A vector is a map of one
 * pixel. `pixel`, `row` and `image` are the strides in bytes, `pointer` is the first picture's first pixel behind the border.
 */
export interface Field {
	readonly base: number;
	/** Bytes of its memory, which may be that of a larger batch. */
	readonly capacity: number;
	readonly bytes: number;
	readonly pointer: number;
	readonly images: number;
	readonly channels: number;
	readonly rows: number;
	readonly columns: number;
	/** Numbers from one pixel to the next. */
	readonly lanes: number;
	readonly pixel: number;
	readonly row: number;
	readonly image: number;
	readonly border: Border;
}

/** What a field of a shape (with the batch) and border measures, before it has a place. `exact`: no padding lanes (inputs that only scalars are read from). */
export function measure(shape: Shape, border: Border, exact = false): Omit<Field, "base" | "capacity" | "pointer"> {
	const [images = 1, channels = 1, rows = 1, ...rest] = shape;
	const columns = elements(rest);
	const lanes = exact ? channels : lanesOf(channels);
	const pixel = 4 * lanes;
	const row = pixel * (border.left + columns + border.right);
	const image = row * (border.top + rows + border.bottom);
	return { bytes: image * images, images, channels, rows, columns, lanes, pixel, row, image, border };
}

/** A field in memory, all zeros: the border must be, and no result may depend on what memory held before. */
export function place(heap: Heap, shape: Shape, border: Border, exact = false): Field {
	const size = measure(shape, border, exact);
	// A vector that is read at the last pixel's end may reach one register further.
	const base = heap.allocate(size.bytes + 64);
	heap.clear(base, size.bytes + 64);
	return { ...size, base, capacity: size.bytes, pointer: base + border.top * size.row + border.left * size.pixel };
}

/** Whether the numbers lie as N×C×H×W already. */
export const isPlanar = ({ rows, columns, lanes, channels, images, border }: Field): boolean =>
	rows * columns === 1 && (lanes === channels || images === 1) && border.top + border.left + border.bottom + border.right === 0;

/** Strides and place under the names that a call gives them: `x`, `xPixel`, `xRow`, `xImage`. */
export function at<P extends string>(
	prefix: P,
	{ pointer, pixel, row, image }: Pick<Field, "pointer" | "pixel" | "row" | "image">,
): Readonly<Record<P | `${P}Pixel` | `${P}Row` | `${P}Image`, number>> {
	return { [prefix]: pointer, [`${prefix}Pixel`]: pixel, [`${prefix}Row`]: row, [`${prefix}Image`]: image } as Record<
		P | `${P}Pixel` | `${P}Row` | `${P}Image`,
		number
	>;
}

/** The same without the pixel's stride, for kernels that go along rows. */
export function along<P extends string>(
	prefix: P,
	{ pointer, row, image }: Pick<Field, "pointer" | "row" | "image">,
): Readonly<Record<P | `${P}Row` | `${P}Image`, number>> {
	return { [prefix]: pointer, [`${prefix}Row`]: row, [`${prefix}Image`]: image } as Record<P | `${P}Row` | `${P}Image`, number>;
}

export const extent = ({ images, rows, columns }: Field) => ({ images, rows, columns });

/** Copies a field to N×C×H×W numbers. */
export function readPlanar(heap: Heap, field: Field, into: Float32Array): void {
	const count = field.images * field.channels * field.rows * field.columns;
	if (isPlanar(field)) {
		into.set(heap.floats(field.pointer, count));
		return;
	}
	const pointer = heap.allocate(4 * count);
	toPlanar(heap, field, pointer);
	into.set(heap.floats(pointer, count));
	heap.release(pointer);
}

/** The same to an address. */
export function toPlanar(heap: Heap, field: Field, pointer: number): void {
	heap.call("toPlanar", { ...at("x", field), y: pointer, ...extent(field), channels: field.channels });
}

/** What the kernel `fromPlanar` is told of {@link fromPlanar}. */
export function planarInto(pointer: number, field: Field, add: boolean): Arguments<"fromPlanar"> {
	const { channels, lanes: outputs } = field;
	return { x: pointer, ...at("y", field), ...extent(field), channels, outputs, add: add ? 1 : 0 };
}

/** N×C×H×W numbers at an address into a field; `add` adds them to what it holds. */
export function fromPlanar(heap: Heap, pointer: number, field: Field, add: boolean): void {
	heap.call("fromPlanar", planarInto(pointer, field, add));
}
