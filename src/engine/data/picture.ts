/** A picture of bytes, row by row, channels last: grey, RGB, or RGBA with alpha not yet multiplied in. */
export interface Picture {
	readonly width: number;
	readonly height: number;
	readonly channels: 1 | 3 | 4;
	readonly pixels: Uint8Array;
}

/** BT.601 luma, what "L" means in Pillow and `rgb_to_grayscale` in torchvision. */
const LUMA = [0.299, 0.587, 0.114] as const;

/**
 * One colour plane of a picture as numbers of 0…255, alpha composited on white. `plane` is 0, 1, 2 for red, green, blue, or "grey".
 * A grey picture is the same in every plane.
 */
export function planeOf({ width, height, channels, pixels }: Picture, plane: 0 | 1 | 2 | "grey"): Float32Array {
	const count = width * height;
	const result = new Float32Array(count);
	const [red, green, blue] = plane === "grey" ? LUMA : [plane === 0 ? 1 : 0, plane === 1 ? 1 : 0, plane === 2 ? 1 : 0];
	for (let i = 0; i < count; i++) {
		const at = i * channels;
		if (channels === 1) {
			result[i] = pixels[at]!;
			continue;
		}
		// The weights add up to 1, so equal channels must give exactly themselves; sums of 0.299 and the like may miss that by a bit.
		const [r, g, b] = [pixels[at]!, pixels[at + 1]!, pixels[at + 2]!];
		const value = r === g && g === b ? r : red * r + green * g + blue * b;
		if (channels === 3) result[i] = value;
		else {
			const alpha = pixels[at + 3]! / 255;
			result[i] = alpha === 1 ? value : value * alpha + 255 * (1 - alpha);
		}
	}
	return result;
}
