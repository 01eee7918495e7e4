import { defineOp, onlyInput } from "../op";
import { dimensions, type Tensor } from "../tensor";

/** The layer's attributes. */
export interface Response {
	readonly size: number;
	readonly alpha: number;
	readonly beta: number;
	readonly k: number;
}

/**
 * y = x/(k + alpha/size · Σ x²)^beta, the sum over channels c − ⌊size/2⌋ … c + ⌊(size − 1)/2⌋ at the same pixel; x and y N×C×H×W.
 * Source: torch.nn.LocalResponseNorm documentation, torch.nn.functional.local_response_norm.
 */
export function localResponseNorm(input: Tensor, { data: y }: Tensor, { size, alpha, beta, k }: Response): void {
	const [batch, channels, height, width] = dimensions(input);
	const x = input.data;
	const pixels = height * width;
	for (let n = 0; n < batch; n++) {
		for (let channel = 0; channel < channels; channel++) {
			const from = Math.max(0, channel - Math.floor(size / 2));
			const to = Math.min(channels, channel + Math.floor((size - 1) / 2) + 1);
			for (let pixel = 0; pixel < pixels; pixel++) {
				let squares = 0;
				for (let c = from; c < to; c++) squares += x[(n * channels + c) * pixels + pixel]! ** 2;
				const at = (n * channels + channel) * pixels + pixel;
				y[at] = x[at]! / (k + (alpha * squares) / size) ** beta;
			}
		}
	}
}

export const LocalResponseNorm = defineOp<Response>({
	type: "LocalResponseNorm",
	forward: (step) => localResponseNorm(onlyInput(step), step.output, step.attributes),
});
