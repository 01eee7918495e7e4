import { INPUT } from "../network/graph";
import type { Fix } from "../network/issue";
import type { LayerKind } from "../network/kind";
import type { Shape } from "../network/shape";
import type { Layer } from "./analysis";
import type { Wired } from "./wire";

/**
 * What could be done where a joining layer reads one input only: second inputs of a fitting shape, the nearest layers of its list that have
 * an id first, then what enters its sequence (inside a Sequential without looking at the shape: whoever offers fixes tries them).
 */
export function severalInputs(
	kind: LayerKind,
	values: Readonly<Record<string, unknown>>,
	{ node, inputs }: Wired,
	{ layers, shape, input }: { readonly layers: readonly Layer[]; readonly shape: Shape; readonly input: Shape | undefined },
): readonly Fix[] {
	const fits = (other: Shape | undefined): boolean => other !== undefined && kind.infer([shape, other], values).ok;
	const prefix = node.key.slice(0, node.key.length - node.item.segment.length);
	const names: string[] = [];
	for (let index = layers.length - 1; index >= 0 && names.length < 2; index--) {
		const other = layers[index];
		if (other?.id === undefined || other.key !== prefix + other.id || inputs.includes(index)) continue;
		if (fits(other.shape)) names.push(other.id);
	}
	if (prefix !== "" || (!inputs.includes(INPUT) && fits(input))) names.push("input");
	const written = node.item.source.keys.from?.written;
	const first = typeof written === "string" ? written : "previous";
	return names.map((name) => ({ kind: "set", attribute: "from", value: [first, name] }));
}
