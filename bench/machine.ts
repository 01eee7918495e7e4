import os from "node:os";
import type { HostResult } from "./figures/result";

/** What was measured on, in words: `name` is what the VS Code is called, `result` what one of its starts left. */
export function machineOf(name: string, result: HostResult | undefined): string {
	const inside = result ? `${name} ${result.vsCode} (extension host: Node ${result.node.slice(1)})` : "without VS Code";
	// More than a program for each core makes everything slower than it is.
	const [load = 0] = os.loadavg();
	const cores = os.availableParallelism();
	const busy =
		load > cores ? ` The machine was busy: ${load.toFixed(1)} programs wanted its ${cores} cores (average of the last minute).` : "";
	const priority = os.getPriority();
	const ahead = priority < 0 ? ` The bench went before other work (nice ${priority}).` : "";
	return `${cores} cores, ${os.platform()} ${os.arch()}, Node ${process.versions.node}, ${inside}.${busy}${ahead}`;
}
