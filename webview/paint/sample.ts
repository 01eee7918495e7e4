/** Pictures of a data set, one after the other: height × width × channels bytes each. */
export interface SamplePixels {
	readonly width: number;
	readonly height: number;
	readonly channels: 1 | 3;
	readonly pixels: ArrayBuffer;
}

/** Paints picture number `at` as it is, grey or RGB, into a canvas of its size. */
export function paintSample(canvas: HTMLCanvasElement, { width, height, channels, pixels }: SamplePixels, at: number): void {
	const bytes = new Uint8Array(pixels, at * width * height * channels, width * height * channels);
	const image = new ImageData(width, height);
	for (let i = 0; i < width * height; i++) {
		for (let c = 0; c < 3; c++) image.data[4 * i + c] = bytes[i * channels + (channels === 3 ? c : 0)] ?? 0;
		image.data[4 * i + 3] = 255;
	}
	canvas.getContext("2d")?.putImageData(image, 0, 0);
}
