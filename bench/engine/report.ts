import { statistics } from "../statistics";
import { alignedTable } from "../table";
import { imagesPerSecond, type Measured, type Outcome } from "./measure";

/** Least and median milliseconds of what was timed. */
export interface Speed {
	readonly min: number;
	readonly median: number;
}

export function speedOf({ samples }: Outcome): Speed | undefined {
	return samples.length > 0 ? statistics(samples) : undefined;
}

/** Milliseconds for one picture: engines may take other numbers of pictures at once. */
export function perPicture(outcome: Outcome): Speed | undefined {
	const speed = speedOf(outcome);
	return speed && { min: speed.min / outcome.batch, median: speed.median / outcome.batch };
}

/** The fastest engine, by its least time, of those that `counts`. */
export function fastest({ outcomes }: Measured, counts: (outcome: Outcome) => boolean): Outcome | undefined {
	let best: { readonly outcome: Outcome; readonly min: number } | undefined;
	for (const outcome of outcomes) {
		const speed = counts(outcome) ? perPicture(outcome) : undefined;
		if (speed && (!best || speed.min < best.min)) best = { outcome, min: speed.min };
	}
	return best?.outcome;
}

/** How many times as fast `one` is as `other`, by least and by median times; undefined where one was not timed. */
export function ratio(one: Outcome | undefined, other: Outcome | undefined): Speed | undefined {
	const [a, b] = [one && perPicture(one), other && perPicture(other)];
	return a && b && { min: b.min / a.min, median: b.median / a.median };
}

const digits = (value: number): string => (value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toPrecision(3));
const times = (value: Speed | undefined): string => (value ? `${digits(value.min)}×` : "");

/** The table of one workload under its heading. Ratios are of least times: above 1 the engine is faster than the one compared with. */
export function workloadTable(measured: Measured): string {
	const { workload, outcomes, macs } = measured;
	const javascript = fastest(measured, ({ engine }) => engine.side === "javascript" && engine.threads === 1);
	const native = fastest(measured, ({ engine }) => engine.side === "native" && engine.threads === 1);
	const rows = outcomes.map((outcome) => {
		const speed = speedOf(outcome);
		const name = outcome.batch === workload.batch ? outcome.engine.title : `${outcome.engine.title}, batch ${outcome.batch}`;
		const apart = outcome.difference === undefined ? "" : outcome.difference.toExponential(0);
		if (!speed) return [name, "", "", "", apart, "", outcome.fault ?? ""];
		const numbers = [digits(speed.min), digits(speed.median), digits(imagesPerSecond(outcome, speed.median)), apart];
		return [name, ...numbers, times(ratio(outcome, javascript)), times(ratio(outcome, native))];
	});
	const head = ["engine", "ms, least", "ms, median", "images/s", "differs by", "to the best in JavaScript", "to the best native"];
	const work = `${(macs / 1e6).toFixed(1)} million multiply-adds a picture`;
	return `## ${workload.name}: ${workload.title}, ${workload.mode}\n\n${work}.\n\n${alignedTable(head, rows)}`;
}
