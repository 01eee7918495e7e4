import { type Profiler, Session } from "node:inspector/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";
import * as vscode from "vscode";
import { extensionId } from "../../test/host/support";

/** Time between two looks at the stack, in µs. */
const INTERVAL = 200;
/** What one look counts for at most, in µs: a longer gap means that the processor was taken away, from the thread or from the profiler. */
const LONGEST_LOOK = 1000;

/** Which nodes of a profile lie inside of a call into the extension's code. Garbage collection goes on the account of what it interrupts. */
function ownNodes(nodes: readonly Profiler.ProfileNode[], isOwn: (url: string) => boolean): Map<number, "own" | "other" | "collector"> {
	const kinds = new Map<number, "own" | "other" | "collector">();
	const parents = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id] as const)));
	const kindOf = (node: Profiler.ProfileNode): "own" | "other" | "collector" => {
		if (node.callFrame.functionName === "(garbage collector)") return "collector";
		const above = kinds.get(parents.get(node.id) ?? -1);
		return above === "own" || isOwn(node.callFrame.url) ? "own" : "other";
	};
	for (const node of nodes) kinds.set(node.id, kindOf(node)); // parents come before their children
	return kinds;
}

/** The longest stretch of a profile in which every look found the extension's code on the stack, in ms. */
export function longestStretch({ nodes, samples = [], timeDeltas = [] }: Profiler.Profile, isOwn: (url: string) => boolean): number {
	const kinds = ownNodes(nodes, isOwn);
	let stretch = 0;
	let longest = 0;
	for (const [i, id] of samples.entries()) {
		const kind = kinds.get(id);
		if (kind === "other") stretch = 0;
		else if (kind === "own" || stretch > 0) stretch += Math.min(timeDeltas[i + 1] ?? INTERVAL, LONGEST_LOOK);
		longest = Math.max(longest, stretch);
	}
	return longest / 1000;
}

/** The longest stretch of the extension's own code on this thread while `work` runs, in ms; sampled, so exact to {@link INTERVAL}. */
export async function profiled(work: () => Promise<void>): Promise<number> {
	const folder = path.join(vscode.extensions.getExtension(extensionId)?.extensionPath ?? "", "dist");
	const isOwn = (url: string) => url.startsWith(folder) || url.startsWith(pathToFileURL(folder).href);
	const session = new Session();
	session.connect();
	try {
		await session.post("Profiler.enable");
		await session.post("Profiler.setSamplingInterval", { interval: INTERVAL });
		await session.post("Profiler.start");
		await work();
		const { profile } = await session.post("Profiler.stop");
		if (!profile.nodes.some(({ callFrame }) => isOwn(callFrame.url))) throw new Error("the profile holds nothing of the extension");
		return longestStretch(profile, isOwn);
	} finally {
		session.disconnect();
	}
}
