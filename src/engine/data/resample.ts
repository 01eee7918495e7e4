/** Numbers of one plane, row by row. */
export interface Plane {
	readonly width: number;
	readonly height: number;
	readonly numbers: Float32Array;
}

/** What every output number takes along one axis: `count` inputs from `first` on, with these shares, which add up to 1. */
interface Shares {
	readonly first: number;
	readonly shares: readonly number[];
}

/**
 * A plane at another size. Along an axis that shrinks, every output is the mean of the stretch that it covers, its ends in proportion
 * (no aliasing); along one that grows, pixel centres are interpolated linearly. An axis that keeps its size is copied exactly.
 */
export function resample(plane: Plane, width: number, height: number): Plane {
	return transposed(alongRows(transposed(alongRows(plane, width)), height));
}

function alongRows({ width, height, numbers }: Plane, newWidth: number): Plane {
	if (newWidth === width) return { width, height, numbers };
	const result = new Float32Array(newWidth * height);
	for (let column = 0; column < newWidth; column++) {
		const { first, shares } = newWidth < width ? covered(column, width / newWidth, width) : between(column, width / newWidth, width);
		for (let row = 0; row < height; row++) {
			let sum = 0;
			for (const [i, share] of shares.entries()) sum += share * numbers[row * width + first + i]!;
			result[row * newWidth + column] = sum;
		}
	}
	return { width: newWidth, height, numbers: result };
}

/** The mean over [i·scale, (i + 1)·scale). */
function covered(i: number, scale: number, size: number): Shares {
	const start = i * scale;
	const end = Math.min((i + 1) * scale, size);
	const first = Math.floor(start);
	const last = Math.min(Math.ceil(end), size);
	const shares = Array.from({ length: last - first }, (_, k) => Math.min(first + k + 1, end) - Math.max(first + k, start));
	const total = shares.reduce((sum, share) => sum + share, 0);
	return { first, shares: shares.map((share) => share / total) };
}

/** Linear interpolation at the centre of output pixel i; beyond the outermost centres, the outermost pixel. */
function between(i: number, scale: number, size: number): Shares {
	const centre = Math.min(Math.max((i + 0.5) * scale - 0.5, 0), size - 1);
	const first = Math.min(Math.floor(centre), Math.max(size - 2, 0));
	return size === 1 ? { first: 0, shares: [1] } : { first, shares: [1 - (centre - first), centre - first] };
}

function transposed({ width, height, numbers }: Plane): Plane {
	const result = new Float32Array(width * height);
	for (let row = 0; row < height; row++) {
		for (let column = 0; column < width; column++) result[column * height + row] = numbers[row * width + column]!;
	}
	return { width: height, height: width, numbers: result };
}

/** The largest middle part of a plane that has the aspect ratio width : height. */
export function centreCrop(plane: Plane, width: number, height: number): Plane {
	const scale = Math.min(plane.width / width, plane.height / height);
	const newWidth = Math.max(1, Math.min(plane.width, Math.round(width * scale)));
	const newHeight = Math.max(1, Math.min(plane.height, Math.round(height * scale)));
	if (newWidth === plane.width && newHeight === plane.height) return plane;
	const left = Math.floor((plane.width - newWidth) / 2);
	const top = Math.floor((plane.height - newHeight) / 2);
	const numbers = new Float32Array(newWidth * newHeight);
	for (let row = 0; row < newHeight; row++) {
		const from = (top + row) * plane.width + left;
		numbers.set(plane.numbers.subarray(from, from + newWidth), row * newWidth);
	}
	return { width: newWidth, height: newHeight, numbers };
}
