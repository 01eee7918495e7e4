// What a user of the live picture waits for, on Tiny VGG: node out/bench/engine/live/host.js DIST TIMES, from the project's root. One JSON line.
import path from "node:path";
import { keystrokes } from "./keystroke";
import { firstPicture } from "./opening";

const [dist = path.join(process.cwd(), "dist"), times = "5"] = process.argv.slice(2);

async function main(): Promise<void> {
	const opening: number[] = [];
	for (let i = 0; i < Number(times); i++) opening.push(await firstPicture(path.join(dist, "worker.js")));
	const result: LiveResult = { keystroke: keystrokes(40 * Number(times)), opening };
	process.stdout.write(`${JSON.stringify(result)}\n`);
}

/** Samples in milliseconds. */
export interface LiveResult {
	/** Plan and forward pass after an edit that changes the first layer. */
	readonly keystroke: readonly number[];
	/** From starting the worker's thread to the first reply with pictures. */
	readonly opening: readonly number[];
}

main().catch((error: unknown) => {
	console.error(error);
	process.exitCode = 1;
});
