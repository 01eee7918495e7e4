import { type Kernels, reference } from "../../engine";
import type { Claim, Computed } from "./claim";
import { claims } from "./claims";
import { Given } from "./given";
import { NotHere } from "./onBackend";
import { type GoldenCase, type GoldenTensor, messageOf, type Unreadable } from "./read";

/** What became of one case. */
export type Outcome = { readonly suite: string; readonly name: string; readonly op: string } & (
	| { readonly kind: "passed"; readonly checked: readonly string[] }
	| { readonly kind: "failed"; readonly problem: string }
	| { readonly kind: "skipped"; readonly reason: string }
);

/** Runs one case on some kernels; one whose numbers must come out to the last bit, and a long run, on `exact`. Never throws: what goes wrong is a failure of the case. */
export function runCase(golden: GoldenCase | Unreadable, kernels: Kernels = reference, exact: Kernels = kernels): Outcome {
	const { suite, name } = golden;
	if ("problem" in golden) return { suite, name, op: "", kind: "failed", problem: golden.problem };
	const { op } = golden;
	const about = { suite, name, op };
	const claim = Object.hasOwn(claims, op) ? claims[op] : undefined;
	if (!claim) return { ...about, kind: "skipped", reason: "no layer does this" };
	try {
		const given = new Given(golden);
		const exception = claim.except?.(given);
		if (exception) return { ...about, kind: "skipped", reason: exception };
		return { ...about, ...compareAll(golden, claim, claim.run(given, golden.exact || claim.long ? exact : kernels)) };
	} catch (error) {
		if (error instanceof NotHere) return { ...about, kind: "skipped", reason: error.message };
		return { ...about, kind: "failed", problem: messageOf(error) };
	}
}

function compareAll(golden: GoldenCase, claim: Claim, computed: Computed) {
	const checked = Object.keys(golden.results);
	const missing = checked.find((name) => computed[name] === undefined);
	if (missing !== undefined) return { kind: "failed", problem: `out.${missing} is not computed` } as const;
	for (const name of checked) {
		const [actual, expected] = [computed[name], golden.results[name]];
		const problem = actual && expected ? difference(actual, expected, golden.exact ? 0 : claim.tolerance) : undefined;
		if (problem) return { kind: "failed", problem: `out.${name} ${problem}` } as const;
	}
	return { kind: "passed", checked } as const;
}

/** The first number that is off by more than tolerance · max(1, max|expected|), or undefined. */
function difference(actual: Float32Array | Int32Array, { data: expected }: GoldenTensor, tolerance: number): string | undefined {
	if (actual.length !== expected.length) return `has ${actual.length} numbers, not ${expected.length}`;
	let largest = 1;
	for (const value of expected) if (Number.isFinite(value)) largest = Math.max(largest, Math.abs(value));
	for (const [i, b] of expected.entries()) {
		const a = actual[i] ?? Number.NaN;
		// Also equal: both NaN, or both the same infinity.
		if (a === b || (Number.isNaN(a) && Number.isNaN(b)) || Math.abs(a - b) <= tolerance * largest) continue;
		return `at ${i} is ${a}, not ${b} (tolerance ${tolerance * largest})`;
	}
	return undefined;
}

/** The report of a whole run, the counts in its last line. */
export function report(outcomes: readonly Outcome[]): string[] {
	const lines: string[] = [];
	const skipped = new Map<string, number>();
	const withGradients = new Set<string>();
	for (const outcome of outcomes) {
		if (outcome.kind === "failed") lines.push(`failed   ${outcome.suite}/${outcome.name}: ${outcome.problem}`.replace(/\s+/g, " "));
		else if (outcome.kind === "skipped") {
			const key = `${outcome.op}\t${outcome.reason}`;
			skipped.set(key, (skipped.get(key) ?? 0) + 1);
		} else if (outcome.checked.some((name) => name.startsWith("g"))) withGradients.add(outcome.op);
	}
	for (const [key, count] of skipped) {
		const [op, reason] = key.split("\t");
		lines.push(`skipped  ${op}: ${count} ${count === 1 ? "case" : "cases"}, ${reason}`);
	}
	if (withGradients.size > 0) lines.push(`gradients checked: ${[...withGradients].join(", ")}`);
	const count = (kind: Outcome["kind"]) => outcomes.filter((outcome) => outcome.kind === kind).length;
	lines.push(`${count("passed")} passed, ${count("failed")} failed, ${count("skipped")} skipped`);
	return lines;
}
