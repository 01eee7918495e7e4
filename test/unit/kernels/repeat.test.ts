import { suite, test } from "mocha";
import { assertSame, assertUntouched, at, call, dyadic, forget, place, putMaps, read, type Size } from "./support";

suite("kernels: repeated pixels", () => {
	for (const [size, scaleRows, scaleColumns] of [
		[[1, 1, 1, 1], 2, 2],
		[[2, 6, 3, 4], 2, 2],
		[[1, 17, 7, 7], 1, 3],
		[[3, 84, 2, 1], 3, 1],
	] as const satisfies readonly (readonly [Size, number, number])[])
		test(`${size} × ${scaleRows}, ${scaleColumns}`, () => {
			const [images, channels, rows, columns] = size;
			const large: Size = [images, channels, rows * scaleRows, columns * scaleColumns];
			const numbers = dyadic(images * channels * rows * columns, 1);
			const gradients = dyadic(numbers.length * scaleRows * scaleColumns, 2);
			const expected = new Float32Array(gradients.length);
			const sums = new Float32Array(numbers.length);
			for (let k = 0; k < gradients.length; k++) {
				const column = k % large[3];
				const row = Math.floor(k / large[3]) % large[2];
				const map = Math.floor(k / (large[2] * large[3]));
				const from = (map * rows + Math.floor(row / scaleRows)) * columns + Math.floor(column / scaleColumns);
				expected[k] = numbers[from] ?? Number.NaN;
				sums[from] = (sums[from] ?? 0) + (gradients[k] ?? 0);
			}
			for (const parts of [1, 2, 3]) {
				forget();
				const x = putMaps(size, numbers, 1);
				const y = place(large, 2);
				const scales = { images, rows, columns, outputs: x.lanes, scaleRows, scaleColumns };
				call("repeatPixels", { ...at("x", x), ...at("y", y), ...scales }, parts);
				assertSame(read(y), expected);
				assertUntouched(y);
				const g = putMaps(large, gradients, 1);
				const gx = place(size, 1);
				call("repeatPixelsBackward", { ...at("gx", gx), ...at("g", g), ...scales, add: 0 }, parts);
				assertSame(read(gx), sums);
				call("repeatPixelsBackward", { ...at("gx", gx), ...at("g", g), ...scales, add: 1 }, parts);
				assertSame(
					read(gx),
					sums.map((sum) => 2 * sum),
				);
				assertUntouched(gx);
			}
		});
});
