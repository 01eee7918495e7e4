import { index } from "../attribute";
import { type Fix, type Inference, inferred, refused } from "../issue";
import { defineLayer } from "../kind";
import { formatShape, type Shape } from "../shape";
import { text } from "../text";
import { axisName, dimensionFault, fromFront } from "./dimension";

/** The axis (0 is the channels) in which two shapes of one rank differ besides `joined`, or −1. */
const differingAxis = (a: Shape, b: Shape, joined: number): number => a.findIndex((size, axis) => axis !== joined && size !== b[axis]);

/** The only axis in which the inputs differ at all; undefined where it is not one. */
function onlyDifference(inputs: readonly Shape[]): number | undefined {
	const [first = []] = inputs;
	const axes = first.map((_, axis) => axis).filter((axis) => inputs.some((shape) => shape[axis] !== first[axis]));
	return axes.length === 1 ? axes[0] : undefined;
}

function mismatch(inputs: readonly Shape[], other: Shape, axis: number, dim: number, from: number): Inference {
	const [first = []] = inputs;
	const instead = onlyDifference(inputs);
	const fixes: Fix[] = instead === undefined ? [] : [{ kind: "set", attribute: "dim", value: instead + 1 }];
	return refused({
		code: "shapes-differ",
		text: text("Concat receives {shapes} and joins them along dim {dim}, so the {axis} must be equal, but are {a} and {b}.", {
			shapes: inputs.map(formatShape).join(", "),
			dim,
			axis: axisName(axis, first),
			a: first[axis] ?? 0,
			b: other[axis] ?? 0,
		}),
		fixes,
		from,
	});
}

/** Inputs one behind the other along a dimension. Source: torch.cat documentation. */
export const Concat = defineLayer({
	type: "Concat",
	group: "combine",
	doc: "Joins its inputs, by default channel behind channel; all other sizes must agree.",
	takes: "several",
	rule: "C₁×H×W, C₂×H×W, … → (C₁ + C₂ + …)×H×W",
	attributes: {
		dim: index("The dimension along which the inputs are joined; 0 is the batch, 1 the channels.", { default: 1, usual: [1] }),
	},
	infer(inputs, a) {
		const [first = []] = inputs;
		const odd = inputs.findIndex((shape) => shape.length !== first.length);
		if (odd >= 0) {
			return refused({
				code: "shapes-differ",
				text: text("Concat receives {shapes}: the inputs must have the same number of dimensions.", {
					shapes: inputs.map(formatShape).join(", "),
				}),
				from: odd,
			});
		}
		const fault = dimensionFault("Concat", a.dim, first, 1);
		if (fault) return refused(fault);
		const joined = fromFront(a.dim, first) - 1;
		for (const [from, other] of inputs.entries()) {
			const axis = differingAxis(first, other, joined);
			if (axis >= 0) return mismatch(inputs, other, axis, a.dim, from);
		}
		return inferred(first.map((size, axis) => (axis === joined ? inputs.reduce((sum, shape) => sum + (shape[axis] ?? 0), 0) : size)));
	},
	explain(inputs, a, output) {
		const joined = fromFront(a.dim, output) - 1;
		return { shape: [`${inputs.map((shape) => shape[joined]).join(" + ")} = ${output[joined]}`] };
	},
});
