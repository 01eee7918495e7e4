import { INPUT } from "../network/graph";
import { MAX_LAYERS } from "../network/limits";
import { formatCount } from "../network/shape";
import { text } from "../network/text";
import { ENTRY, type Reference } from "./from";
import type { Issues } from "./issues";
import { holdsLayers, type Item } from "./names";

/** Layers and sequences that are expanded at most, so that empty sequences in a repeated one cost nothing either. */
const MAX_NODES = 4 * MAX_LAYERS;

/** A layer of the expanded network, or the gate at the entry of a Sequential, which passes its input on. */
export interface Node {
	readonly item: Item;
	readonly key: string;
	readonly repetition: number | undefined;
	/** Nodes that feed it, or INPUT; undefined where that is unknown. */
	inputs: readonly number[] | undefined;
}

/** One list, expanded once: a repeated Sequential has one a repetition. */
interface Scope {
	readonly outer: Scope | undefined;
	/** The node that enters it. */
	readonly entry: number;
	/** The node that leaves each of its items. */
	readonly outputs: number[];
}

export interface Expanded {
	/** In the order of the text. */
	readonly nodes: readonly Node[];
	/** The node that leaves the network. */
	readonly output: number;
	/** Whether layers were left out because there are too many. */
	readonly cut: boolean;
}

/** Writes out nesting and repeats. Costs time and memory for at most {@link MAX_NODES} nodes, whatever numbers stand in the text. */
export function expand(items: readonly Item[], issues: Issues): Expanded {
	const nodes: Node[] = [];
	const pending: { readonly node: Node; readonly from: readonly Reference[]; readonly scope: Scope }[] = [];
	let layers = 0;
	let cut = false;
	let reported = false;
	/** Inside of a sequence that is shown once because of its repeats. */
	let once = false;

	function add(item: Item, key: string, repetition: number | undefined, scope: Scope): number {
		const node: Node = { item, key, repetition, inputs: undefined };
		if (item.from) pending.push({ node, from: item.from, scope });
		return nodes.push(node) - 1;
	}

	/** Expands one list; returns the node that leaves it. */
	function list(entries: readonly Item[], prefix: string, repetition: number | undefined, entry: number, outer: Scope | undefined): number {
		const scope: Scope = { outer, entry, outputs: [] };
		for (const item of entries) {
			if (cut) break;
			const key = prefix + item.segment;
			if (item.inside) scope.outputs.push(sequence(item, item.inside, key, repetition, scope));
			else if (layers === MAX_LAYERS || nodes.length === MAX_NODES) {
				cut = true;
				reportTooMany(item);
			} else {
				layers++;
				scope.outputs.push(add(item, key, repetition, scope));
			}
		}
		return scope.outputs.at(-1) ?? entry;
	}

	function sequence(item: Item, inside: NonNullable<Item["inside"]>, key: string, repetition: number | undefined, scope: Scope): number {
		const tooMany = nodes.length + item.weight > MAX_NODES || (inside.repeat > 1 && layers + inside.repeat > MAX_LAYERS);
		const outermost = tooMany && inside.repeat > 1 && !once;
		if (outermost) {
			// Its inside is shown once, blocked behind the gate of an item at fault.
			once = true;
			reportTooMany(item);
		}
		const repeat = once ? 1 : inside.repeat;
		let output = add(outermost ? { ...item, faulty: true } : item, key, repetition, scope);
		for (let i = 0; i < repeat && !cut; i++) {
			const prefix = repeat > 1 ? `${key}.${i}.` : `${key}.`;
			output = list(inside.items, prefix, repeat > 1 ? i : repetition, output, scope);
		}
		if (outermost) once = false;
		return output;
	}

	/** One is enough: the others cannot be judged before it is mended. */
	function reportTooMany(item: Item): void {
		if (reported) return;
		reported = true;
		const { source, inside } = item;
		const repeat = source.keys.repeat;
		issues.add({
			code: "too-many-layers",
			source,
			range: repeat?.value ?? source.typeRange,
			attribute: repeat && "repeat",
			text: inside
				? text("Repeated {repeat} times, this is more than the {most} layers that a model may have.", {
						repeat: formatCount(inside.repeat),
						most: formatCount(MAX_LAYERS),
					})
				: text("A model has at most {most} layers; the rest is left out.", { most: formatCount(MAX_LAYERS) }),
			fixes: inside && holdsLayers(item) ? [{ kind: "set", attribute: "repeat", value: 1 }] : [],
		});
	}

	const output = list(items, "", undefined, INPUT, undefined);
	for (const { node, from, scope } of pending) {
		const inputs = from.map((reference) => resolve(reference, scope));
		if (inputs.every((input) => input !== undefined)) node.inputs = inputs;
	}
	return { nodes, output, cut };
}

/** The node that a reference means; undefined where it was left out. */
function resolve({ up, item }: Reference, scope: Scope): number | undefined {
	let at: Scope | undefined = scope;
	for (let i = 0; i < up; i++) at = at?.outer;
	return item === ENTRY ? at?.entry : at?.outputs[item];
}
