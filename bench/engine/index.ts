// Our engine beside others, on the same work: node out/bench-run/engine/index.js [--quick] [--only=W1,W2] from the project's root, next to
// worker.js, kernels.wasm and the other bundles of the bench (see scripts/bench-engine.mjs).
import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { whyNotJoined } from "../../src/worker/optimised";
import { EngineProcess } from "./child";
import { TOLERANCE } from "./compare";
import { ENGINES } from "./engines";
import type { LiveResult } from "./live/host";
import { multiplyAdds } from "./macs";
import { type Measured, measure, type Settings } from "./measure";
import { graphOf } from "./modelText";
import { workloadTable } from "./report";
import { readKernelTable, targetsTable } from "./targets";
import { WORKLOADS } from "./workloads";

const NOTES = `
Every engine runs in a process of its own, all take turns of some 40 ms, with the same weights and inputs; a pass takes the input as the
engine's users have it (ours: N×C×H×W) and ends when the output can be read. A training step is forward, backward and plain SGD. "Differs by": the largest
difference from our reference's outputs (of training: from its first three losses), as a share of the largest; an engine that differs by more
than ${TOLERANCE.forward} is not timed. Ratios above 1: faster than the one compared with; in the tables of workloads they are of least times, and
compare with one thread. Other work on the machine is in the medians. "Wide (opt-in)": the setting \`convscope.wideKernels\`, off by default.
`;

const flags = process.argv.slice(2);
const quick = flags.includes("--quick");
const only = flags
	.find((flag) => flag.startsWith("--only="))
	?.slice("--only=".length)
	.split(",");
const folder = __dirname;
const settings: Omit<Settings, "oracle"> = {
	folder,
	warmMs: quick ? 150 : 300,
	pace: quick ? { chunk: 20, pause: 10, rounds: 6, most: 500, least: 2 } : { chunk: 40, pause: 10, rounds: 25, most: 2000, least: 3 },
};

async function measureAll(): Promise<Measured[]> {
	const processes = ENGINES.map((engine) => new EngineProcess(engine));
	const [reference] = ENGINES;
	if (!reference) throw new TypeError("there is no reference");
	const oracle = new EngineProcess(reference);
	const results: Measured[] = [];
	try {
		for (const workload of WORKLOADS) {
			if (only && !only.includes(workload.name)) continue;
			const measured = await measure(workload, processes, { ...settings, oracle }, multiplyAdds(graphOf(workload.model)));
			results.push(measured);
			console.log(`\n${workloadTable(measured)}`);
		}
	} finally {
		for (const process of [oracle, ...processes]) process.end();
	}
	return results;
}

/** What another bundle prints; undefined, and told, where it fails: its targets are then "not measured". */
async function printed(file: string, args: readonly string[]): Promise<string | undefined> {
	try {
		const { stdout } = await promisify(execFile)(process.execPath, [path.join(folder, file), ...args], { timeout: 300_000 });
		return stdout;
	} catch (error) {
		console.error(`${file} failed: ${error instanceof Error ? error.message : error}`);
		return undefined;
	}
}

/** GFLOP/s in the kernels' table. */
const peakOf = (table: string): string => /^\| peak \| [^|]+ \| ([^|]+) \|/m.exec(table)?.[1] ?? "?";

async function main(): Promise<void> {
	const kernelTable = (await printed("kernels.js", [path.join(folder, "kernels.wasm")])) ?? "It could not be measured.";
	const whyNot = whyNotJoined();
	const wideTable = whyNot ?? (await printed("kernels.js", [path.join(folder, "kernels-wide.wasm")])) ?? "It could not be measured.";
	const waits = await printed("live/host.js", [folder, quick ? "2" : "7"]);
	const live: LiveResult | undefined = waits === undefined ? undefined : JSON.parse(waits);
	const results = await measureAll();
	const targets = targetsTable({ results, live, kernels: readKernelTable(kernelTable) });
	const machine = `${os.availableParallelism()} cores, ${os.platform()} ${os.arch()}, Node ${process.versions.node} (V8 ${process.versions.v8})${quick ? ", few repetitions" : ""}.`;
	const parts = [
		`# Results\n\nWritten by \`npm run bench -- engine\`. ${machine}\n${NOTES.trimEnd()}`,
		`## Targets\n\nMultiply-add peak of WebAssembly SIMD on one thread: ${peakOf(kernelTable)} GFLOP/s.\n\n${targets}`,
		...results.map(workloadTable),
		`## Kernels against the machine's multiply-add peak, one thread\n\n${kernelTable.trim()}`,
		`## Wide kernels (opt-in) against the same peak, of 128 bits\n\n${wideTable.trim()}`,
	];
	const page = `${parts.join("\n\n")}\n`;
	if (!only) writeFileSync(path.join(process.cwd(), "bench/results.md"), page);
	console.log(`\n${kernelTable}\n${wideTable}\n${targets}`);
}

main().catch((error: unknown) => {
	console.error(error);
	process.exitCode = 1;
});
