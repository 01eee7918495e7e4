/**
 * An order in which nodes can be computed, feeding nodes first, the order of the text wherever that works, and the cycles that there are.
 * Tarjan's strongly connected components ("Depth-first search and linear graph algorithms", 1972), without recursion; inputs below 0 are
 * outside of the graph.
 */
export function order(inputsOf: (node: number) => readonly number[], count: number): { order: number[]; cycles: number[][] } {
	const result = { order: [] as number[], cycles: [] as number[][] };
	let sorted = true;
	for (let node = 0; node < count && sorted; node++) sorted = inputsOf(node).every((input) => input < node);
	if (sorted) return { order: Array.from({ length: count }, (_, node) => node), cycles: [] };

	const UNSEEN = 0;
	const number = new Int32Array(count); // order of discovery, from 1
	const low = new Int32Array(count);
	const next = new Int32Array(count); // which input is looked at next
	const open = new Uint8Array(count);
	const component: number[] = [];
	let found = 0;
	for (let root = 0; root < count; root++) {
		if (number[root] !== UNSEEN) continue;
		const path = [root];
		while (path.length > 0) {
			const node = path[path.length - 1] ?? 0;
			if (number[node] === UNSEEN) {
				number[node] = low[node] = ++found;
				open[node] = 1;
				component.push(node);
			}
			const input = inputsOf(node)[next[node] ?? 0];
			if (input !== undefined) {
				next[node] = (next[node] ?? 0) + 1;
				if (input < 0) continue;
				if (number[input] === UNSEEN) path.push(input);
				else if (open[input]) low[node] = Math.min(low[node] ?? 0, number[input] ?? 0);
				continue;
			}
			path.pop();
			const reader = path.at(-1);
			if (reader !== undefined) low[reader] = Math.min(low[reader] ?? 0, low[node] ?? 0);
			if (low[node] !== number[node]) continue;
			const members = component.splice(component.lastIndexOf(node)).sort((a, b) => a - b);
			for (const member of members) open[member] = 0;
			result.order.push(...members);
			if (members.length > 1 || inputsOf(node).includes(node)) result.cycles.push(members);
		}
	}
	return result;
}

/** The shortest way from a node back to itself within its cycle, following inputs: `[node, …, node]`. */
export function wayRound(node: number, inputsOf: (node: number) => readonly number[], members: ReadonlySet<number>): number[] {
	const cameFrom = new Map<number, number>();
	const queue = [node];
	for (let i = 0; i < queue.length; i++) {
		const at = queue[i] ?? node;
		for (const input of inputsOf(at)) {
			if (input === node) {
				const way = [node];
				for (let back: number | undefined = at; back !== undefined && back !== node; back = cameFrom.get(back)) way.push(back);
				return [...way, node];
			}
			if (!members.has(input) || cameFrom.has(input)) continue;
			cameFrom.set(input, at);
			queue.push(input);
		}
	}
	return [node];
}
