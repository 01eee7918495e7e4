import { statistics } from "../statistics";
import { alignedTable } from "../table";
import type { LiveResult } from "./live/host";
import type { Measured, Outcome } from "./measure";
import { fastest, ratio, type Speed } from "./report";

/** Something to reach. `measured` are its value by least times and by medians. */
interface Target {
	readonly what: string;
	readonly reach: number;
	readonly unit: "×" | "ms" | "MB" | "%";
	/** Whether less is better. */
	readonly most?: boolean;
	readonly measured: Speed | undefined;
	/** What it was compared with. */
	readonly against?: string | undefined;
}

/** A kernel's share of the multiply-add peak, from 0 to 1. */
export interface KernelShare {
	readonly name: string;
	readonly share: number;
}

/** All that was measured; what is missing is "not measured". */
export interface Findings {
	readonly results: readonly Measured[];
	readonly live: LiveResult | undefined;
	readonly kernels: readonly KernelShare[];
}

const MB = 1e6;

/** Issue's targets on forward passes: how many times as fast as the best in JavaScript, and as onnxruntime-node. */
const FORWARD = [
	{ name: "W1", javascript: 2, native: 1 },
	{ name: "W2", javascript: 2, native: 0.4 },
	{ name: "W3", javascript: 2, native: 0.4 },
	{ name: "W4a", javascript: 3, native: 1 },
	{ name: "W4b", javascript: 2, native: 0.4 },
	{ name: "W4c", javascript: 2, native: 0.4 },
	{ name: "W5r", javascript: 3, native: 0.4 },
	{ name: "W5m", javascript: 2, native: 0.4 },
] as const;
const TRAINED = ["W1 training", "W2 training", "W3 training"] as const;
const THREADED = ["W3 training", "W5r"] as const;
/** Direct 3×3, 1×1, weight gradient and matrix product, by what the kernels' table calls them. */
const KERNELS = ["conv W4a", "conv W4b", "convWeights W4a", "conv linear 1024→1024 batch 64"] as const;

const of =
	(peer: string, threads = 1) =>
	({ engine }: Outcome) =>
		engine.peer === peer && engine.threads === threads;

function all({ results, live, kernels }: Findings): Target[] {
	const found = (name: string) => results.find(({ workload }) => workload.name === name);
	const against = (name: string, other: (measured: Measured) => Outcome | undefined, ours = "simd") => {
		const measured = found(name);
		const rival = measured && other(measured);
		return { measured: ratio(measured?.outcomes.find(of(ours)), rival), against: rival?.engine.title };
	};
	const wide = (name: string, reach: number, other: (measured: Measured) => Outcome | undefined): Target => ({
		what: `${name}, wide (opt-in)`,
		reach,
		unit: "×",
		...against(name.replace(" forward", ""), other, "simd-wide"),
	});
	const javascript = (measured: Measured) => fastest(measured, ({ engine }) => engine.side === "javascript" && engine.threads === 1);
	const peer = (name: string) => (measured: Measured) => measured.outcomes.find(of(name));
	const summary = (samples: readonly number[] | undefined): Speed | undefined => (samples?.length ? statistics(samples) : undefined);
	const resnet = found("W5r")?.outcomes.find(of("simd"))?.facts;
	const constant = (value: number | undefined): Speed | undefined =>
		value === undefined || Number.isNaN(value) ? undefined : { min: value, median: value };
	return [
		...FORWARD.map(({ name, javascript: reach }): Target => ({ what: `${name} forward`, reach, unit: "×", ...against(name, javascript) })),
		...FORWARD.map(
			({ name, native: reach }): Target => ({ what: `${name} forward`, reach, unit: "×", ...against(name, peer("onnxruntime-node")) }),
		),
		...TRAINED.map((what): Target => ({ what, reach: 40, unit: "×", ...against(what, peer("convnetjs")) })),
		...TRAINED.map((what): Target => ({ what, reach: 1, unit: "×", ...against(what, peer("pytorch")) })),
		...KERNELS.map((what): Target => {
			const share = kernels.find(({ name }) => name.startsWith(what))?.share;
			return { what, reach: 85, unit: "%", measured: constant(share && 100 * share), against: "multiply-add peak" };
		}),
		...THREADED.map((what): Target => {
			const outcomes = found(what)?.outcomes;
			const measured = ratio(outcomes?.find(of("simd", 2)), outcomes?.find(of("simd")));
			return { what: `${what}, two threads`, reach: 1.7, unit: "×", measured, against: "one thread" };
		}),
		...FORWARD.map(({ name, javascript: reach }) => wide(`${name} forward`, reach, javascript)),
		...FORWARD.map(({ name, native: reach }) => wide(`${name} forward`, reach, peer("onnxruntime-node"))),
		...TRAINED.map((what) => wide(what, 40, peer("convnetjs"))),
		...TRAINED.map((what) => wide(what, 1, peer("pytorch"))),
		{ what: "one keystroke on Tiny VGG: plan and forward", reach: 2, unit: "ms", most: true, measured: summary(live?.keystroke) },
		{ what: "first picture: start of the worker to its maps", reach: 300, unit: "ms", most: true, measured: summary(live?.opening) },
		{
			what: "memory for ResNet-18 at 224×224 beyond its weights",
			reach: 64,
			unit: "MB",
			most: true,
			measured: constant(resnet && ((resnet.bytes ?? Number.NaN) - (resnet.weightBytes ?? 0)) / MB),
		},
	];
}

/** Whether a target is kept: by least times and medians, by least times alone, or not. */
export function verdict({ reach, most = false, measured }: Pick<Target, "reach" | "most" | "measured">): string {
	if (!measured) return "not measured";
	const keeps = (value: number) => (most ? value <= reach : value >= reach);
	if (!keeps(measured.min)) return keeps(measured.median) ? "median only" : "no";
	return keeps(measured.median) ? "yes" : "least only";
}

/** The issue's targets with what was measured, as a Markdown table. */
export function targetsTable(findings: Findings): string {
	const show = (value: number, unit: string) =>
		`${value >= 100 ? value.toFixed(0) : value.toPrecision(3)}${unit === "×" ? "×" : ` ${unit}`}`;
	const rows = all(findings).map((target) => {
		const { what, against = "", reach, unit, most, measured } = target;
		const goal = `${most ? "≤" : "≥"} ${reach}${unit === "×" ? "×" : ` ${unit}`}`;
		return [what, against, goal, measured ? show(measured.min, unit) : "", measured ? show(measured.median, unit) : "", verdict(target)];
	});
	return alignedTable(["what", "against", "to reach", "by least times", "by medians", "ok?"], rows);
}

/** Reads the table that kernels.ts prints; its first row is the peak itself. */
export function readKernelTable(text: string): KernelShare[] {
	const rows = text.matchAll(/^\| ([^|]+) \| [^|]+ \| [^|]+ \| (\d+) % \|$/gm);
	return [...rows].map(([, name = "", share]) => ({ name, share: Number(share) / 100 }));
}
