import { elementwise } from "./elementwise";

export interface SmoothL1Options {
	/** Where the parabola ends; 1 unless said otherwise, 0 is L1Loss. */
	readonly beta?: number;
}

/**
 * With d = x − t: d²/(2β) where |d| < β, else |d| − β/2; slope d/β, else sign(d).
 * Source: torch.nn.SmoothL1Loss documentation; Girshick, "Fast R-CNN", ICCV 2015.
 */
export const smoothL1Loss = ({ beta = 1 }: SmoothL1Options = {}) =>
	elementwise({
		type: "SmoothL1Loss",
		loss: (x, t) => (Math.abs(x - t) < beta ? (x - t) ** 2 / (2 * beta) : Math.abs(x - t) - beta / 2),
		slope: (x, t) => (Math.abs(x - t) < beta ? (x - t) / beta : Math.sign(x - t)),
	});
