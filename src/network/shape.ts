/**
 * A tensor's shape without the batch: `[C, H, W]` for maps, `[features]` for a vector.
 * A Flatten that starts late can also give two numbers. All are positive integers.
 */
export type Shape = readonly number[];

/** Height first, as PyTorch orders a pair. */
export type Pair = readonly [height: number, width: number];

/** `6×28×28`. */
export const formatShape = (shape: Shape): string => shape.join("×");

/** How many numbers a tensor of this shape holds. */
export const elements = (shape: Shape): number => shape.reduce((product, size) => product * size, 1);

export const sameShape = (a: Shape, b: Shape): boolean => a.length === b.length && a.every((size, i) => size === b[i]);

/** Bytes of one float32 tensor of this shape. */
export const bytesOf = (shape: Shape): number => 4 * elements(shape);

/** A kernel's extent once it is spread by its dilation: d·(k − 1) + 1. */
export const dilated = (kernel: number, dilation: number): number => dilation * (kernel - 1) + 1;

/**
 * Output size of a window sliding along one axis: ⌊(size + before + after − d·(k − 1) − 1) / s⌋ + 1.
 * With `ceil`, PyTorch rounds up, but drops a last window that would start in the padding behind the data.
 * May be ≤ 0 where the kernel does not fit. Source: torch.nn.Conv2d and torch.nn.MaxPool2d documentation, aten/src/ATen/native/Pool.h.
 */
export function windows(size: number, kernel: number, stride: number, before: number, after: number, dilation = 1, ceil = false): number {
	const room = size + before + after - dilated(kernel, dilation);
	if (!ceil) return Math.floor(room / stride) + 1;
	const count = Math.ceil(room / stride) + 1;
	return (count - 1) * stride >= size + before ? count - 1 : count;
}

/** `1 536`-style grouping with a comma: 3692640 → "3,692,640". The same in every language, as in papers and torchinfo. */
export const formatCount = (n: number): string => n.toString().replace(/\B(?=(\d{3})+$)/g, ",");

/** Bytes for people, in binary units: 1536 → "1.5 KiB". */
export function formatBytes(bytes: number): string {
	const units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];
	let value = bytes;
	let unit = 0;
	while (value >= 1024 && unit < units.length - 1) {
		value /= 1024;
		unit++;
	}
	return `${unit === 0 || value >= 100 ? Math.round(value) : Number(value.toFixed(1))} ${units[unit]}`;
}
