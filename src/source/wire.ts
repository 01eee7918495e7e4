import { INPUT } from "../network/graph";
import { text } from "../network/text";
import type { Expanded, Node } from "./expand";
import type { Issues } from "./issues";
import { order, wayRound } from "./order";

/** A layer in its place in the order of computation. */
export interface Wired {
	readonly node: Node;
	/** Indices of wired layers or INPUT; empty where they are not known. */
	readonly inputs: readonly number[];
	/** What can be said before any shape: "open" so far nothing, "fault" it reads itself, "blocked" what it reads is not known. */
	readonly state: "open" | "fault" | "blocked";
}

/** What stands behind a node: the layer whose numbers leave it. */
interface Outlet {
	readonly layer: number | undefined;
	readonly blocked: boolean;
}

/** Most names of a cycle that a message lists. */
const LONGEST_WAY = 8;

/** Orders the layers, lets gates fall away and reports cycles. `output` is the layer that leaves the network. */
export function wire({ nodes, output }: Expanded, issues: Issues): { wired: Wired[]; output: number | undefined } {
	const inputsOf = (node: number): readonly number[] => nodes[node]?.inputs ?? [];
	const sorted = order(inputsOf, nodes.length);
	const cyclic = new Set<number>();
	for (const cycle of sorted.cycles) {
		const members = new Set(cycle);
		for (const member of cycle) {
			cyclic.add(member);
			reportCycle(member, nodes, inputsOf, members, issues);
		}
	}
	const outlets: Outlet[] = [];
	const input: Outlet = { layer: INPUT, blocked: false };
	const outletOf = (node: number): Outlet => (node === INPUT ? input : (outlets[node] ?? { layer: undefined, blocked: true }));
	const wired: Wired[] = [];
	for (const index of sorted.order) {
		const node = nodes[index];
		if (!node) continue;
		const inCycle = cyclic.has(index);
		const feeding = inCycle || !node.inputs ? undefined : node.inputs.map(outletOf);
		const blocked = !feeding || feeding.some((outlet) => outlet.blocked || outlet.layer === undefined);
		if (node.item.inside) {
			outlets[index] = { layer: feeding?.[0]?.layer, blocked: blocked || node.item.faulty };
			continue;
		}
		const layers = feeding?.map((outlet) => outlet.layer).filter((layer) => layer !== undefined) ?? [];
		const state = !blocked ? "open" : inCycle && node.item.source.keys.from ? "fault" : "blocked";
		outlets[index] = { layer: wired.length, blocked: false };
		wired.push({ node, inputs: layers.length === feeding?.length ? layers : [], state });
	}
	return { wired, output: outletOf(output).layer };
}

function reportCycle(
	member: number,
	nodes: readonly Node[],
	inputsOf: (node: number) => readonly number[],
	members: ReadonlySet<number>,
	issues: Issues,
): void {
	const node = nodes[member];
	const from = node?.item.source.keys.from;
	if (!node || !from || !issues.room) return;
	const names = wayRound(member, inputsOf, members).map((step) => nodes[step]?.key ?? "");
	const way = names.length > LONGEST_WAY ? [...names.slice(0, LONGEST_WAY - 2), "…", names.at(-1)] : names;
	issues.add({
		code: "cycle",
		source: node.item.source,
		range: from.value,
		attribute: "from",
		text: text("{key} would have to be computed before itself: {way}.", { key: node.key, way: way.join(" → ") }),
	});
}
