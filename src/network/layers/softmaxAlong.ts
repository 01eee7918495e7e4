import { index } from "../attribute";
import { inferred, refused } from "../issue";
import { defineLayer, type LayerKind, type Reach } from "../kind";
import type { Pair } from "../shape";
import { text } from "../text";
import { dimensionFault, fromFront } from "./dimension";

/** Softmax and LogSoftmax: shapes stay; the numbers along `dim` depend on each other. */
export function softmaxKind(type: string, doc: string): LayerKind {
	return defineLayer({
		type,
		group: "activation",
		doc,
		takes: "one",
		attributes: {
			dim: index("The dimension along which the numbers share the total of 1; 0 is the batch, 1 the classes or channels.", {
				default: 1,
				usual: [1, -1],
			}),
		},
		infer([input = []], a) {
			const fault = dimensionFault(type, a.dim, input, 0);
			if (fault) return refused(fault);
			if (fromFront(a.dim, input) > 0) return inferred(input);
			return inferred(input, {
				code: "invalid-attribute",
				severity: "warning",
				attribute: "dim",
				text: text(
					"dim {dim} is the batch: as in PyTorch, the pictures of a batch share the total of 1, not the classes. dim 1 is the classes.",
					{
						dim: a.dim,
					},
				),
				fixes: [{ kind: "set", attribute: "dim", value: 1 }],
			});
		},
		reach([input = []], a): Reach {
			const dim = fromFront(a.dim, input);
			if (input.length === 1) return dim === 1 ? "all" : "same";
			const window: Pair = [dim === 2 ? (input[1] ?? 1) : 1, dim === 3 ? (input[2] ?? 1) : 1];
			return { window, stride: [1, 1] };
		},
	});
}
