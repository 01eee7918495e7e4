import { Dense } from "../dense";
import { Depthwise } from "../depthwise";
import { fastConvolution, fastWeights, wayOf } from "../fastConvolution";
import { at, extent, type Field } from "../field";
import { foldedSlots, nameOf } from "../fold";
import { convGeometry, type Geometry, groupsFit, isDepthwise, narrowBorder, transposedGeometry, wideBorder } from "../geometry";
import { first, type Lowered, type Lowering, type Site, type Slot } from "../site";
import { bySpaceToDepth, gains } from "../spaceToDepth";
import { vectorSlot } from "../vector";
import { call, isCall, type Work } from "../work";

const kernelsOf = (geometry: Geometry): Dense | Depthwise => (isDepthwise(geometry) ? new Depthwise(geometry) : new Dense(geometry));

/** Memory for the weights of the way up, and the work that fills it from the slot's. */
function upWeights({ heap, memory }: Site, kernels: Dense | Depthwise, weight: Slot): { readonly pointer: number; readonly refresh: Work } {
	const count = kernels.upLength;
	const { pointer } = memory.own("weights up", 4 * count);
	const table = memory.own("weights up from", 4 * count).pointer;
	heap.ints(table, count).set(kernels.upTable());
	return { pointer, refresh: call("gather", { from: weight.value, to: pointer, table, count }) };
}

/** ∂loss/∂bias: the sum over all pixels. */
const biasGradient = (g: Field, { gradient }: Slot): Work =>
	call("sumPixels", { ...at("g", g), sums: gradient, ...extent(g), channels: g.channels });

/** Weights and bias, with the BatchNorm2d in them that was folded into the layer. `passing`: the weights have no memory of their own. */
function slotsOf(site: Site, kernels: Dense | Depthwise, passing: boolean): { readonly weight: Slot; readonly bias: Slot | undefined } {
	const { fold, weights } = site;
	if (fold) return foldedSlots(site, fold, kernels.slot(site, `weight with ${nameOf(fold)}`, passing));
	return { weight: kernels.slot(site, "weight", passing), bias: weights.bias && vectorSlot(site, "bias", weights.bias) };
}

/** Transforms weights that pass through memory: packed, transformed by `calls`, whose addresses count from 0, and forgotten. */
const passThrough = ({ heap }: Site, { count, pack, master }: Slot, calls: readonly Work[]): Work => ({
	run() {
		const pointer = heap.allocate(4 * count);
		heap.clear(pointer, 4 * count);
		pack(master.data, heap.floats(pointer, count));
		for (const one of calls) if (isCall(one)) heap.call(one.name, { ...one.args, weights: pointer + (one.args.weights ?? 0) } as never);
		heap.release(pointer);
	},
});

/** A convolution whose forward pass goes down or up. */
function lowerConvolution(site: Site, geometry: Geometry, way: "down" | "up"): Lowered {
	const { y, clamp, gradients, fold } = site;
	const x = first(site.x);
	const kernels = kernelsOf(geometry);
	// Of one group, as each call has them.
	const [inputs, outputs] = [geometry.wide, geometry.narrow].map(([channels = 0]) => channels / geometry.groups) as [number, number];
	// Where only transformed weights are read, nobody needs the plain ones.
	const calls = way === "down" && !gradients ? kernels.down(x, y, 0, 0, {}) : [];
	const passing = calls.length > 0 && calls.every((one) => wayOf(site, one, inputs) === "winograd");
	const { weight, bias } = slotsOf(site, kernels, passing);
	const biasAt = bias?.value ?? 0;
	const back = gradients && first(gradients.inputs);
	const up = way === "up" || back ? upWeights(site, kernels, weight) : undefined;
	const refresh: Work[] = up ? [up.refresh] : [];
	const name = fold ? `down with ${nameOf(fold)}` : "down";
	const downward = (from: Field, to: Field, more: Parameters<Dense["down"]>[4], biasAt = 0) =>
		fastConvolution(site, kernels.down(from, to, weight.value, biasAt, more), inputs, name, refresh);
	const upward = (from: Field, to: Field, more: Parameters<Dense["up"]>[4], biasAt = 0) =>
		fastConvolution(site, kernels.up(from, to, up?.pointer ?? 0, biasAt, more), outputs, "up", refresh);
	const strided = way === "down" && kernels instanceof Dense && gains(site, geometry);
	const forward = strided
		? bySpaceToDepth(site, geometry, { x, y, weights: weight.value, bias: biasAt, clamp, name }, refresh)
		: way === "down"
			? downward(x, y, { clamp }, biasAt)
			: upward(x, y, { clamp }, biasAt);
	const backward: Work[] = [];
	if (gradients && back) {
		const { g } = gradients;
		const [wide, narrow] = way === "down" ? [x, g] : [g, x];
		for (const one of fastWeights(site, kernels.weights(wide, narrow, weight.gradient), geometry)) {
			const listed = one.name === "convWeights" && kernels instanceof Dense;
			backward.push(listed ? { ...one, args: { ...one.args, offsets: kernels.offsets(site, wide) } } : one);
		}
		if (bias) backward.push(biasGradient(g, bias));
		const { field, add, forInput } = back;
		const calls = way === "down" ? upward(g, field, { add }) : downward(g, field, { add });
		backward.push(...calls.map((one) => ({ ...one, forInput })));
	}
	if (passing) return { forward: () => forward, slots: bias ? [bias] : [], refresh: [passThrough(site, weight, refresh)] };
	return {
		forward: () => forward,
		backward: () => backward,
		slots: bias ? [weight, bias] : [weight],
		refresh,
	};
}

export const Conv2d: Lowering = {
	takes(step, [input = []], gradients) {
		const geometry = convGeometry(step, input);
		return isDepthwise(geometry) || groupsFit(geometry, gradients ? ["narrow", "wide"] : ["narrow"]);
	},
	borders(step, input) {
		const geometry = convGeometry(step, input);
		return { x: wideBorder(geometry), g: narrowBorder(geometry) };
	},
	clamps: true,
	folds: true,
	scalars: true,
	lower: (site) => lowerConvolution(site, convGeometry(site.step, shapeOf(first(site.x))), "down"),
};

export const ConvTranspose2d: Lowering = {
	takes(step, [input = []], gradients) {
		const geometry = transposedGeometry(step, input);
		return isDepthwise(geometry) || groupsFit(geometry, gradients ? ["narrow", "wide"] : ["wide"]);
	},
	borders(step, input) {
		const geometry = transposedGeometry(step, input);
		return { x: narrowBorder(geometry), g: wideBorder(geometry) };
	},
	clamps: true,
	lower: (site) => lowerConvolution(site, transposedGeometry(site.step, shapeOf(first(site.x))), "up"),
};

/** A vector's pictures as the pixels of one row, so that a linear layer is a convolution with a kernel of one pixel. */
const asRow = (field: Field): Field => ({ ...field, images: 1, rows: 1, columns: field.images, pixel: field.image, row: 0, image: 0 });

export const Linear: Lowering = {
	takes: (_, [input = []]) => input.length === 1,
	clamps: true,
	lower(site) {
		const x = asRow(first(site.x));
		const y = asRow(site.y);
		const geometry: Geometry = {
			wide: shapeOf(x),
			narrow: shapeOf(y),
			kernel: [1, 1],
			stride: [1, 1],
			dilation: [1, 1],
			groups: 1,
			before: [0, 0],
			after: [0, 0],
			phases: [onePhase(1), onePhase(x.columns)],
		};
		const gradients = site.gradients && {
			g: asRow(site.gradients.g),
			inputs: site.gradients.inputs.map((input) => ({ ...input, field: asRow(input.field) })),
		};
		return lowerConvolution({ ...site, x: [x], y, gradients }, geometry, "down");
	},
};

const onePhase = (count: number) => [{ first: 0, count, taps: [0], start: 0, step: 1 }];

const shapeOf = ({ channels, rows, columns }: Field): number[] => [channels, rows, columns];
