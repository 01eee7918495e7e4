// How time and memory grow with the work: node out/bench-run/engine/scaling/index.js [--quick] from the project's root.
import { writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { statistics } from "../../statistics";
import { alignedTable } from "../../table";
import { multiplyAdds } from "../macs";
import { graphOf } from "../modelText";
import { makeNet } from "../net";
import { peakSpeed, peakTimeable } from "../peakSpeed";
import { simdPeer } from "../peers/convscope";
import { interleave, type Timeable } from "../rounds";
import { type Member, SERIES, type Series } from "./series";

const NOTES = `
Forward passes of our engine on its SIMD kernels, one thread; the members of a series take turns. "Growth" is by least times against the
member before, next to that of the multiply-adds. The peak is WebAssembly SIMD's multiply and add in registers, taking turns as well; Winograd
does with fewer multiplications, so it may pass it. Memory is all that the engine holds: weights, weights as the kernels want them, and every
activation, each of which can be looked at.
`;

const quick = process.argv.includes("--quick");
const pace = quick ? { chunk: 20, pause: 0, rounds: 5, most: 500, least: 2 } : { chunk: 50, pause: 0, rounds: 20, most: 4000, least: 3 };
const WARM_MS = 200;

/** A member that is ready, or what it failed with. */
async function ready({ title, model, batch }: Member) {
	const macs = batch * multiplyAdds(graphOf(model));
	const net = makeNet({ name: title, title, model, mode: "forward", batch });
	const runner = await simdPeer(1).open(net);
	let turn = 0;
	const pass = async () => {
		const start = performance.now();
		await runner.pass(turn++ % 2 === 0 ? 0 : 1);
		return performance.now() - start;
	};
	const until = performance.now() + WARM_MS;
	do await pass();
	while (performance.now() < until);
	const time = async (ms: number) => {
		const samples: number[] = [];
		const end = performance.now() + ms;
		do samples.push(await pass());
		while (performance.now() < end);
		return samples;
	};
	const timeable: Timeable = { time, before: [] };
	return { title, macs, bytes: runner.facts?.().bytes ?? Number.NaN, timeable, close: () => runner.close() };
}

const times = (now: number, before: number | undefined): string => (before ? `${(now / before).toFixed(2)}×` : "");

async function table({ title, doubles, members }: Series): Promise<string> {
	const all = [];
	for (const member of members) all.push(await ready(member));
	const [limit, ...samples] = await interleave([peakTimeable(), ...all.map(({ timeable }) => timeable)], pace);
	if (!limit || limit instanceof Error) throw limit ?? new Error("there is no peak");
	const peak = peakSpeed(statistics(limit).min);
	const measured = all.map(({ title: name, macs, bytes }, i) => {
		const found = samples[i] ?? [];
		if (found instanceof Error) throw found;
		return { name, macs, bytes, ...statistics(found) };
	});
	for (const { close } of all) await close();
	const rows = measured.map(({ name, macs, bytes, min, median }, i) => {
		const before = doubles ? measured[i - 1] : undefined;
		const speed = (2 * macs) / min / 1e6;
		const rate = [speed.toFixed(1), `${((100 * speed) / peak).toFixed(0)} %`];
		const numbers = [(macs / 1e6).toFixed(1), min.toPrecision(3), median.toPrecision(3), ...rate, (bytes / 1e6).toFixed(2)];
		return [name, ...numbers, ...(doubles ? [times(macs, before?.macs), times(min, before?.min), times(bytes, before?.bytes)] : [])];
	});
	const growth = doubles ? ["work grows", "time grows", "memory grows"] : [];
	return `## ${title}\n\n${alignedTable([title, "million multiply-adds", "ms, least", "ms, median", "GFLOP/s", "of the peak", "MB", ...growth], rows)}`;
}

async function main(): Promise<void> {
	const tables: string[] = [];
	for (const series of SERIES) {
		const made = await table(series);
		console.log(`\n${made}`);
		tables.push(made);
	}
	const machine = `${os.availableParallelism()} cores, ${os.platform()} ${os.arch()}, Node ${process.versions.node}${quick ? ", few repetitions" : ""}.`;
	const page = `# Growth\n\nWritten by \`npm run bench -- scaling\`. ${machine}\n${NOTES}\n${tables.join("\n\n")}\n`;
	writeFileSync(path.join(process.cwd(), "bench/scaling.md"), page);
}

main().catch((error: unknown) => {
	console.error(error);
	process.exitCode = 1;
});
