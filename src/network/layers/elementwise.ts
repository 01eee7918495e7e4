import { type Fix, type Inference, inferred, refused } from "../issue";
import { defineLayer, type LayerKind } from "../kind";
import { formatShape, type Shape } from "../shape";
import { text } from "../text";
import { axisName } from "./dimension";

/**
 * PyTorch lines shapes up from the right, the batch N included: N×C×1×1 spreads over N×C×H×W, but a vector N×F would lay its batch along
 * the height, so inputs of different rank are refused even where the numbers would happen to match.
 */
function differentRank(type: string, inputs: readonly Shape[], first: Shape, other: Shape, from: number): Inference {
	const vector = [first, other].find((shape) => shape.length === 1);
	const shapes = { type, shapes: inputs.map(formatShape).join(", ") };
	return refused({
		code: "shapes-differ",
		text: vector
			? text("{type} receives {shapes}: a vector does not spread over maps. As maps of {kept} it would; leave out its Flatten.", {
					...shapes,
					kept: formatShape([...vector, 1, 1]),
				})
			: text("{type} receives {shapes}: the inputs must have the same number of dimensions.", shapes),
		from,
	});
}

function differentSize(type: string, inputs: readonly Shape[], sofar: Shape, other: Shape, axis: number, from: number): Inference {
	const [wanted = 1, found = 1] = [sofar[axis], other[axis]];
	const fixes: Fix[] = [];
	if (axis === 0) fixes.push({ kind: "set-cause", attribute: sofar.length === 1 ? "out_features" : "out_channels", value: wanted });
	const sameRest = inputs.every((shape) => shape.length === sofar.length && shape.slice(1).every((size, i) => size === inputs[0]?.[i + 1]));
	if (type === "Add" && axis === 0 && sameRest) fixes.push({ kind: "type", to: "Concat" });
	return refused({
		code: "shapes-differ",
		text: text("{type} receives {shapes}: the {axis} are {a} and {b}, but must be equal, or one of them 1.", {
			type,
			shapes: inputs.map(formatShape).join(", "),
			axis: axisName(axis, sofar),
			a: wanted,
			b: found,
		}),
		fixes,
		from,
	});
}

/** The shape that all inputs spread to, or why they do not. Source: "Broadcasting semantics", PyTorch documentation. */
function broadcast(type: string, inputs: readonly Shape[]): Inference {
	let sofar = inputs[0] ?? [];
	for (const [from, other] of inputs.entries()) {
		if (other.length !== sofar.length) return differentRank(type, inputs, sofar, other, from);
		const axis = sofar.findIndex((size, i) => size !== other[i] && size !== 1 && other[i] !== 1);
		if (axis >= 0) return differentSize(type, inputs, sofar, other, axis, from);
		sofar = sofar.map((size, i) => (size === 1 ? (other[i] ?? 1) : size));
	}
	return inferred(sofar);
}

/** Add and Multiply: the same place of every input goes into one number. */
export function elementwise(type: string, doc: string): LayerKind {
	return defineLayer({
		type,
		group: "combine",
		doc,
		takes: "several",
		rule: "C×H×W, C×H×W (or C×1×1) → C×H×W",
		attributes: {},
		infer: (inputs) => broadcast(type, inputs),
	});
}
