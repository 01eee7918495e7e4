// Our engine beside others, on the same work: node out/bench/engine/index.js [--quick] [--only=W1,W2] from the project's root.
import { mkdirSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { EngineProcess } from "./child";
import { ENGINES } from "./engines";
import { multiplyAdds } from "./macs";
import { type Measured, measure, type Settings } from "./measure";
import { graphOf } from "./modelText";
import { workloadTable } from "./report";
import { WORKLOADS } from "./workloads";

const flags = process.argv.slice(2);
const quick = flags.includes("--quick");
const chosen = (flag: string) =>
	flags
		.find((one) => one.startsWith(`--${flag}=`))
		?.slice(flag.length + 3)
		.split(",");
const [only, engines] = [chosen("only"), chosen("engines")];

const folder = path.join(process.cwd(), "out/bench-run/engine");
mkdirSync(folder, { recursive: true });
const settings: Settings = {
	folder,
	warmMs: quick ? 150 : 300,
	pace: quick ? { chunk: 20, rounds: 6, most: 500, least: 2 } : { chunk: 40, rounds: 30, most: 2500, least: 3 },
};

async function main(): Promise<void> {
	const processes = ENGINES.filter(({ peer }) => !engines || engines.includes(peer)).map((engine) => new EngineProcess(engine));
	const results: Measured[] = [];
	try {
		for (const workload of WORKLOADS) {
			if (only && !only.includes(workload.name)) continue;
			const macs = multiplyAdds(graphOf(workload.model));
			const measured = await measure(workload, processes, settings, macs);
			results.push(measured);
			console.log(`\n${workloadTable(measured)}`);
		}
	} finally {
		for (const process of processes) process.end();
	}
	const machine = `${os.availableParallelism()} cores, ${os.platform()} ${os.arch()}, Node ${process.versions.node}.`;
	const page = `# Results\n\nWritten by \`npm run bench -- engine\`. ${machine}\n\n${results.map(workloadTable).join("\n\n")}\n`;
	writeFileSync(path.join(folder, "results.md"), page);
}

main().catch((error: unknown) => {
	console.error(error);
	process.exitCode = 1;
});
