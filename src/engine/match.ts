import { isNamed } from "./init";

/** A layer with weights, as far as matching cares. */
export interface Described {
	readonly key: string;
	readonly type: string;
	/** Type and tensor shapes in one text: equal texts can exchange their weights as they are. */
	readonly signature: string;
}

/** Above this many table cells the longest common subsequence is replaced by a greedy one. */
const MAX_CELLS = 4_000_000;

/**
 * Which old layer each new one continues (an index into `old`, or −1). First by a person's name for it; then by the longest common
 * subsequence of signatures, so that inserting and removing layers leaves the others what they were; then what is left of the same type,
 * in order, between matched neighbours (a layer whose size was changed).
 */
export function matchLayers(old: readonly Described[], next: readonly Described[]): number[] {
	const matched = next.map(() => -1);
	const taken = new Set<number>();
	const pair = (newIndex: number, oldIndex: number) => {
		matched[newIndex] = oldIndex;
		taken.add(oldIndex);
	};

	const byKey = new Map(old.map((layer, i) => [layer.key, i]));
	for (const [i, layer] of next.entries()) {
		const same = isNamed(layer.key) ? byKey.get(layer.key) : undefined;
		if (same !== undefined && old[same]?.type === layer.type) pair(i, same);
	}

	const oldLeft = old.flatMap((layer, i) => (taken.has(i) ? [] : [{ i, signature: layer.signature }]));
	const newLeft = next.flatMap((layer, i) => (matched[i] === -1 ? [{ i, signature: layer.signature }] : []));
	const common = commonSubsequence(
		oldLeft.map((layer) => layer.signature),
		newLeft.map((layer) => layer.signature),
	);
	for (const [a, b] of common) pair(newLeft[b]?.i ?? -1, oldLeft[a]?.i ?? -1);

	// Between two matches that stand in the same order in both, the leftovers of a type are paired in order.
	let oldFrom = 0;
	let newFrom = 0;
	for (let end = 0; end <= next.length; end++) {
		const anchor = end === next.length ? old.length : (matched[end] ?? -1);
		if (anchor < oldFrom) continue;
		const free = new Map<string, number[]>();
		for (let i = anchor - 1; i >= oldFrom; i--) {
			const layer = old[i];
			if (layer && !taken.has(i)) free.set(layer.type, [...(free.get(layer.type) ?? []), i]);
		}
		for (let i = newFrom; i < end; i++) {
			const candidate = matched[i] === -1 ? free.get(next[i]?.type ?? "")?.pop() : undefined;
			if (candidate !== undefined) pair(i, candidate);
		}
		oldFrom = anchor + 1;
		newFrom = end + 1;
	}
	return matched;
}

/** Index pairs of a longest common subsequence; equal beginnings and ends, which is most of what an edit leaves, cost nothing. */
function commonSubsequence(a: readonly string[], b: readonly string[]): [number, number][] {
	const pairs: [number, number][] = [];
	let start = 0;
	while (start < a.length && start < b.length && a[start] === b[start]) {
		pairs.push([start, start]);
		start++;
	}
	let endA = a.length;
	let endB = b.length;
	while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) pairs.push([--endA, --endB]);
	const middleA = a.slice(start, endA);
	const middleB = b.slice(start, endB);
	const middle = middleA.length * middleB.length > MAX_CELLS ? greedy(middleA, middleB) : longest(middleA, middleB);
	for (const [i, j] of middle) pairs.push([start + i, start + j]);
	return pairs;
}

/** The textbook table: length[i][j] is the longest common subsequence of a from i on and b from j on. */
function longest(a: readonly string[], b: readonly string[]): [number, number][] {
	const width = b.length + 1;
	const length = new Uint16Array((a.length + 1) * width);
	const at = (i: number, j: number) => length[i * width + j] ?? 0;
	for (let i = a.length - 1; i >= 0; i--) {
		for (let j = b.length - 1; j >= 0; j--) {
			length[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
		}
	}
	const pairs: [number, number][] = [];
	for (let i = 0, j = 0; i < a.length && j < b.length; ) {
		if (a[i] === b[j]) pairs.push([i++, j++]);
		else if (at(i + 1, j) >= at(i, j + 1)) i++;
		else j++;
	}
	return pairs;
}

/** A common subsequence, not always a longest: each of b takes the next equal one of a. */
function greedy(a: readonly string[], b: readonly string[]): [number, number][] {
	const pairs: [number, number][] = [];
	let from = 0;
	for (let j = 0; j < b.length; j++) {
		const i = a.indexOf(b[j] ?? "", from);
		if (i === -1) continue;
		pairs.push([i, j]);
		from = i + 1;
	}
	return pairs;
}
