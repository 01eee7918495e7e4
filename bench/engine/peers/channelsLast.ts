/** Numbers of N×C×H×W as N×H×W×C. */
export function channelsLast(data: Float32Array, [n = 1, c = 1, h = 1, w = 1]: readonly number[]): Float32Array {
	const moved = new Float32Array(data.length);
	const plane = h * w;
	for (let i = 0; i < n; i++)
		for (let p = 0; p < plane; p++) for (let k = 0; k < c; k++) moved[(i * plane + p) * c + k] = data[(i * c + k) * plane + p] ?? 0;
	return moved;
}

/** Numbers of N×H×W×C, of that shape N×C×H×W, back in the order of the shape. */
export function channelsFirst(data: Float32Array, [n = 1, c = 1, h = 1, w = 1]: readonly number[]): Float32Array {
	return channelsLast(data, [n, h * w, c, 1]);
}

/** A linear layer's weights [out][C·H·W] for features that come as H×W×C. */
export const columnsLast = (weight: Float32Array, outputs: number, volume: readonly number[]): Float32Array =>
	volume.length === 3 ? channelsLast(weight, [outputs, ...volume]) : weight;
