import type { PanelTraining } from "../../src/protocol/training";
import { formatValue } from "../format";

export type Measure = "loss" | "accuracy";

/** Curves over the same steps; null where a curve has no point. Accuracies are per cent. */
export interface Curves {
	readonly steps: readonly number[];
	readonly raw: readonly (number | null)[];
	readonly smooth: readonly (number | null)[];
	readonly test: readonly (number | null)[];
}

/**
 * Running means in which what was before counts `share` (0: the curve itself). Divided by the weight that has come together so far, as Adam
 * does, so that the first points are not pulled towards 0.
 */
export function smoothed(values: readonly (number | null)[], share: number): readonly (number | null)[] {
	let mean = 0;
	let weight = 0;
	return values.map((value) => {
		if (value === null) return null;
		mean = share * mean + (1 - share) * value;
		weight = share * weight + (1 - share);
		return mean / weight;
	});
}

/** A run's points as curves. On a logarithmic scale there is no 0 and nothing below it. */
export function curvesOf(
	{ train, test }: Pick<PanelTraining, "train" | "test">,
	measure: Measure,
	{ smoothing, log }: { readonly smoothing: number; readonly log: boolean },
): Curves {
	const steps = [...new Set([...train, ...test].map(({ step }) => step))].sort((a, b) => a - b);
	const place = new Map(steps.map((step, i) => [step, i]));
	const spread = (points: readonly { readonly step: number; readonly loss: number; readonly accuracy: number | undefined }[]) => {
		const values: (number | null)[] = steps.map(() => null);
		for (const point of points) {
			const value = measure === "loss" ? point.loss : (point.accuracy ?? Number.NaN) * 100;
			values[place.get(point.step) ?? 0] = Number.isFinite(value) && (!log || value > 0) ? value : null;
		}
		return values;
	};
	const raw = spread(train);
	return { steps, raw, smooth: smoothed(raw, smoothing), test: spread(test) };
}

/** The last number of a curve at or before place `at`. */
export function valueAt(values: readonly (number | null)[], at: number): number | undefined {
	for (let i = Math.min(at, values.length - 1); i >= 0; i--) {
		const value = values[i];
		if (value !== null && value !== undefined) return value;
	}
	return undefined;
}

/** Numbers at an axis, `apart` from one another, with as many decimals as tell them apart; null: one that there is no room for. */
export function marksOf(marks: readonly (number | null)[], apart: number): string[] {
	const words = marks.map((mark) => (mark === null ? "" : formatValue(mark).replace(/\.?0+e/, "e"))); // 2e31 has room where 2.00e31 has none
	const shown = words.filter((word) => word !== "");
	if (new Set(shown).size === shown.length) return words;
	const decimals = Math.min(12, Math.max(0, Math.ceil(-Math.log10(apart))));
	return marks.map((mark) => (mark === null ? "" : mark.toFixed(decimals).replace("-", "−")));
}

/** Shares of a logarithmic scale of six decades that ends at the power of ten above the largest length. */
export function decades(lengths: readonly number[]): { readonly top: number; readonly share: (length: number) => number } {
	const largest = Math.max(...lengths.filter((length) => Number.isFinite(length) && length > 0), 1e-30);
	const top = Math.ceil(Math.log10(largest)) + 0; // no −0
	return { top, share: (length) => (length > 0 ? Math.max(0, Math.min(1, (Math.log10(length) - top + 6) / 6)) : 0) };
}
