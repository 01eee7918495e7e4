import { defineOp, onlyInput } from "../op";
import { type AnyTensor, dimensions } from "../tensor";

/** The layer's attributes. */
export interface Response {
	readonly size: number;
	readonly alpha: number;
	readonly beta: number;
	readonly k: number;
}

/** How many channels before and behind its own a sum reaches. */
export const before = (size: number): number => Math.floor(size / 2);
export const behind = (size: number): number => Math.floor((size - 1) / 2);

/**
 * y = x/(k + alpha/size · Σ x²)^beta, the sum over channels c − ⌊size/2⌋ … c + ⌊(size − 1)/2⌋ at the same pixel; x and y N×C×H×W.
 * Source: torch.nn.LocalResponseNorm documentation, torch.nn.functional.local_response_norm.
 */
export function localResponseNorm(input: AnyTensor, { data: y }: AnyTensor, { size, alpha, beta, k }: Response): void {
	const [batch, channels, height, width] = dimensions(input);
	const x = input.data;
	const pixels = height * width;
	for (let n = 0; n < batch; n++) {
		for (let channel = 0; channel < channels; channel++) {
			const from = Math.max(0, channel - before(size));
			const to = Math.min(channels, channel + behind(size) + 1);
			for (let pixel = 0; pixel < pixels; pixel++) {
				let squares = 0;
				for (let c = from; c < to; c++) squares += x[(n * channels + c) * pixels + pixel]! ** 2;
				const at = (n * channels + channel) * pixels + pixel;
				y[at] = x[at]! / (k + (alpha * squares) / size) ** beta;
			}
		}
	}
}

/**
 * With s_c = k + alpha/size · Σ x² around c, y_c = x_c·s_c^−beta. A number moves its own y and, through s, that of every channel c whose sum
 * it is in: ∂x_j = ∂y_j·s_j^−beta − 2·alpha·beta/size · x_j · Σ_c ∂y_c·x_c·s_c^(−beta − 1), c from j − ⌊(size − 1)/2⌋ to j + ⌊size/2⌋.
 */
export function localResponseNormBackward(
	input: AnyTensor,
	{ data: gy }: AnyTensor,
	{ data: gx }: AnyTensor,
	{ size, alpha, beta, k }: Response,
): void {
	const [batch, channels, height, width] = dimensions(input);
	const pixels = height * width;
	// One pixel's channels: x, s and what each channel hands back to those in its sum.
	const [x, s, shares] = [new Float64Array(channels), new Float64Array(channels), new Float64Array(channels)];
	for (let n = 0; n < batch; n++) {
		for (let pixel = 0; pixel < pixels; pixel++) {
			const at = (channel: number) => (n * channels + channel) * pixels + pixel;
			for (let c = 0; c < channels; c++) x[c] = input.data[at(c)]!;
			for (let c = 0; c < channels; c++) {
				let squares = 0;
				for (let j = Math.max(0, c - before(size)); j <= Math.min(channels - 1, c + behind(size)); j++) squares += x[j]! ** 2;
				s[c] = k + (alpha * squares) / size;
				shares[c] = gy[at(c)]! * x[c]! * s[c]! ** (-beta - 1);
			}
			for (let j = 0; j < channels; j++) {
				let sum = 0;
				for (let c = Math.max(0, j - behind(size)); c <= Math.min(channels - 1, j + before(size)); c++) sum += shares[c]!;
				gx[at(j)]! += gy[at(j)]! * s[j]! ** -beta - ((2 * alpha * beta) / size) * x[j]! * sum;
			}
		}
	}
}

export const LocalResponseNorm = defineOp<Response>({
	type: "LocalResponseNorm",
	forward: (step) => localResponseNorm(onlyInput(step), step.output, step.attributes),
	backward(step, { output: gy, inputs: [gx] }) {
		if (gx) localResponseNormBackward(onlyInput(step), gy, gx, step.attributes);
	},
});
