import { elements, type Shape } from "../../network/shape";

/** Numbers of one tensor without its batch, row-major: 1 where something holds for them, 0 elsewhere. */
export type Mask = Uint8Array;

/** Which numbers of one of a layer's inputs its outputs depend on, whatever its weights are. Masks that are given are left as they are. */
export interface Relation {
	/** Of some outputs: all inputs that they depend on. */
	back(outputs: Mask): Mask;
	/** Of some inputs: all outputs that depend on them. */
	forth(inputs: Mask): Mask;
	/** Axis by axis, where it can be said so. */
	readonly links?: readonly Links[];
}

/** Along one axis: each of some places of the output depends on each of some places of the input. */
export interface Block {
	readonly outs: readonly number[];
	readonly ins: readonly number[];
}

/** What places along one axis have to do with each other: each with its own, or as blocks say. */
export type Links = "same" | readonly Block[];

/** Both ends of a block, in the direction that a mask goes. */
type Way = (block: Block) => readonly [from: readonly number[], to: readonly number[]];

const backwards: Way = ({ outs, ins }) => [outs, ins];
const forwards: Way = ({ outs, ins }) => [ins, outs];

/**
 * The relation of windows and everything like them: output (a, b, c) depends on input (i, j, k) where a depends on i along the first axis,
 * b on j along the second, and c on k along the third. Both shapes have as many axes as there are links.
 */
export function product(input: Shape, output: Shape, links: readonly Links[]): Relation {
	return {
		links,
		back: (outputs) => carry(outputs, output, input, links, backwards),
		forth: (inputs) => carry(inputs, input, output, links, forwards),
	};
}

/** Every number depends on the one at the same place in row-major order, and on no other. */
export const same: Relation = { back: (outputs) => outputs, forth: (inputs) => inputs };

/**
 * A mask from one side to the other, axis by axis, which gives the same as all axes at once. Of the first axis the ends are met first and
 * left last: of a convolution's many channels, the axes between see one mask a group.
 */
function carry(mask: Mask, from: Shape, to: Shape, links: readonly Links[], way: Way): Mask {
	const [first = "same"] = links;
	let found = first === "same" ? mask : gather(mask, from, first, way);
	const shape = [first === "same" ? (from[0] ?? 1) : first.length, ...from.slice(1)];
	for (let axis = links.length - 1; axis > 0; axis--) {
		const along = links[axis] ?? "same";
		if (along === "same") continue;
		found = cross(found, shape, axis, to[axis] ?? 1, along, way);
		shape[axis] = to[axis] ?? 1;
	}
	return first === "same" ? found : scatter(found, to, first, way);
}

/** One slice a block: what holds for any of the places that it begins at. */
function gather(mask: Mask, shape: Shape, blocks: readonly Block[], way: Way): Mask {
	const size = elements(shape.slice(1));
	const found = new Uint8Array(blocks.length * size);
	for (const [i, block] of blocks.entries()) {
		for (const place of way(block)[0]) add(found, i * size, mask, place * size, size);
	}
	return found;
}

/** Each block's slice to all places that it ends at. */
function scatter(slices: Mask, shape: Shape, blocks: readonly Block[], way: Way): Mask {
	const size = elements(shape.slice(1));
	const found = new Uint8Array(elements(shape));
	for (const [i, block] of blocks.entries()) {
		for (const place of way(block)[1]) add(found, place * size, slices, i * size, size);
	}
	return found;
}

/** The mask with `size` places along one axis. */
function cross(mask: Mask, shape: Shape, axis: number, size: number, blocks: readonly Block[], way: Way): Mask {
	const outer = elements(shape.slice(0, axis));
	const inner = elements(shape.slice(axis + 1));
	const before = shape[axis] ?? 1;
	const found = new Uint8Array(outer * size * inner);
	const slice = new Uint8Array(inner);
	const ways = blocks.map(way);
	for (let i = 0; i < outer; i++) {
		const base = i * before * inner;
		if (!mask.subarray(base, base + before * inner).includes(1)) continue;
		for (const [from, to] of ways) {
			slice.fill(0);
			for (const place of from) add(slice, 0, mask, base + place * inner, inner);
			for (const place of to) add(found, (i * size + place) * inner, slice, 0, inner);
		}
	}
	return found;
}

function add(into: Mask, at: number, mask: Mask, from: number, count: number): void {
	for (let i = 0; i < count; i++) into[at + i]! |= mask[from + i]!;
}

/** What holds in either of two masks. */
export function either(a: Mask, b: Mask): Mask {
	const found = a.slice();
	add(found, 0, b, 0, b.length);
	return found;
}
