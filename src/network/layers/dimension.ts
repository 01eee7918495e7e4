import type { Fault } from "../issue";
import { formatShape, type Shape } from "../shape";
import { type Text, text } from "../text";

/** A written dimension counted from the front: −1 is the last. The batch is dimension 0, as in PyTorch. */
export const fromFront = (dim: number, shape: Shape): number => (dim < 0 ? dim + shape.length + 1 : dim);

/** The fault where a dimension (see {@link fromFront}) is not one of `first` … the last, or undefined. */
export function dimensionFault(type: string, written: number, shape: Shape, first: 0 | 1): Fault | undefined {
	const dim = fromFront(written, shape);
	if (dim >= first && dim <= shape.length) return undefined;
	return {
		code: "invalid-attribute",
		attribute: "dim",
		text: text("dim is {written}, but {shape} with its batch has dimensions {first} to {last} for {type}.", {
			type,
			written,
			shape: formatShape(shape),
			first,
			last: shape.length,
		}),
		fixes: [{ kind: "set", attribute: "dim", value: 1 }],
		from: 0,
	};
}

/** What a place in a shape holds, for messages. */
export function axisName(axis: number, shape: Shape): Text {
	if (shape.length === 1) return text("features");
	if (shape.length === 3) return axis === 0 ? text("channels") : axis === 1 ? text("heights") : text("widths");
	return text("sizes of dimension {dim}", { dim: axis + 1 });
}
