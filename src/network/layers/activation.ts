import type { Attributes } from "../attribute";
import { inferred } from "../issue";
import { defineLayer, type LayerKind } from "../kind";

/** A layer kind that changes every number by itself: shapes stay, nothing is learned. */
export function activation<A extends Attributes>(type: string, doc: string, attributes: A): LayerKind {
	return defineLayer({ type, group: "activation", doc, takes: "one", attributes, infer: ([input = []]) => inferred(input) });
}
