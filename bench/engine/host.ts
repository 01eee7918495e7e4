// One engine in a process of its own: node out/bench/engine/host.js NAME THREADS, requests on standard input (see protocol.ts).
import { createInterface } from "node:readline";
import { isMainThread, workerData } from "node:worker_threads";
import { serveKernels } from "../../src/engine";
import { answer } from "./answer";
import { peers } from "./peers";
import { decodeLine, encodeLine } from "./protocol";

async function main(): Promise<void> {
	const [name = "", threads = "1"] = process.argv.slice(2);
	console.log = console.info = console.warn = console.error; // libraries greet
	const make = peers[name];
	if (!make) throw new Error(`there is no engine ${name}`);
	let respond: ReturnType<typeof answer> | undefined;
	for await (const line of createInterface({ input: process.stdin })) {
		const request = decodeLine(line);
		if (request === undefined) continue;
		let reply: object;
		try {
			respond ??= answer(make(Number(threads)));
			reply = await respond(request as Parameters<typeof respond>[0]);
		} catch (error) {
			reply = { error: error instanceof Error ? error.message : String(error) };
		}
		process.stdout.write(encodeLine(reply));
	}
	process.exit(0); // engines leave threads behind
}

if (isMainThread) void main();
else serveKernels(workerData.job);
