import type { Pair } from "../../../network/shape";
import { at, extent, type Field } from "../field";
import { first, type Lowered, type Lowering } from "../site";
import { call, type Work } from "../work";

/** Copies a field's maps to another, from channel `channel` of it on. */
const copied = (from: Field, to: Field, channels: number, add: boolean): Work =>
	call("copyPixels", { ...at("x", from), ...at("y", to), ...extent(from), channels, add: add ? 1 : 0 });

/** A part of a field: its channels from `channel` on. */
const fromChannel = (field: Field, channel: number, channels: number): Field => ({
	...field,
	pointer: field.pointer + 4 * channel,
	channels,
});

export const Identity: Lowering = {
	takes: () => true,
	lower({ x, y, gradients }) {
		const forward = [copied(first(x), y, y.channels, false)];
		const backward = (gradients?.inputs ?? []).map(({ field, add, forInput }) => ({
			...copied(gradients?.g ?? field, field, field.channels, add),
			forInput,
		}));
		return { forward: () => forward, backward: () => backward };
	},
};

/** Maps behind each other along the channels. */
export const Concat: Lowering = {
	takes: ({ node }, inputs) => node.shape.length === 3 && inputs.reduce((sum, [channels = 0]) => sum + channels, 0) === node.shape[0],
	lower({ x, y, gradients }) {
		const forward: Work[] = [];
		const backward: Work[] = [];
		let channel = 0;
		for (const [i, field] of x.entries()) {
			forward.push(copied(field, fromChannel(y, channel, field.channels), field.channels, false));
			const back = gradients?.inputs[i];
			if (gradients && back) {
				const part = fromChannel(gradients.g, channel, field.channels);
				backward.push({ ...copied(part, back.field, field.channels, back.add), forInput: back.forInput });
			}
			channel += field.channels;
		}
		return { forward: () => forward, backward: () => backward };
	},
};

/** Zeros around maps, where nothing is cut off. */
export const ZeroPad2d: Lowering = {
	takes: ({ attributes }) => paddingOf(attributes).every((side) => side >= 0),
	partial: true,
	lower({ step, x, y, gradients }) {
		const [left, , top] = paddingOf(step.attributes);
		const inside = (field: Field): Field => ({ ...field, pointer: field.pointer + top * field.row + left * field.pixel });
		const from = first(x);
		// The field was zeros when it was made, and nobody else writes to it.
		const forward = [copied(from, inside(y), from.channels, false)];
		const backward = (gradients?.inputs ?? []).map(({ field, add, forInput }) => ({
			...call("copyPixels", {
				...at("x", inside(gradients?.g ?? field)),
				...at("y", field),
				...extent(field),
				channels: field.channels,
				add: add ? 1 : 0,
			}),
			forInput,
		}));
		return { forward: () => forward, backward: () => backward };
	},
};

/** [left, right, top, bottom], as torch.nn.ZeroPad2d has them. */
function paddingOf({ padding }: Readonly<Record<string, unknown>>): [number, number, number, number] {
	if (typeof padding === "number") return [padding, padding, padding, padding];
	const [left = 0, right = 0, top = 0, bottom = 0] = Array.isArray(padding) ? padding.map(Number) : [];
	return [left, right, top, bottom];
}

/** The whole of C×H×W as one vector, in PyTorch's order. */
export const Flatten: Lowering = {
	takes: ({ node }) => node.shape.length === 1,
	lower(site) {
		const { y, gradients } = site;
		const x = first(site.x);
		const vectors = y.channels === y.lanes ? [y] : picturesOf(y);
		const forward = vectors.map((vector, i) => {
			const from = vectors.length === 1 ? x : { ...x, images: 1, pointer: x.pointer + i * x.image };
			return call("toPlanar", { ...at("x", from), y: vector.pointer, ...extent(from), channels: x.channels });
		});
		if (!gradients) return { forward: () => forward };
		const { field, add, forInput } = first(gradients.inputs);
		const { g } = gradients;
		const backward = (g.channels === g.lanes ? [g] : picturesOf(g)).map((vector, i, all) => {
			const to = all.length === 1 ? field : { ...field, images: 1, pointer: field.pointer + i * field.image };
			const { channels, lanes: outputs } = field;
			return { ...call("fromPlanar", { x: vector.pointer, ...at("y", to), ...extent(to), channels, outputs, add: add ? 1 : 0 }), forInput };
		});
		return { forward: () => forward, backward: () => backward };
	},
};

/** Each picture of a field as a field of its own. */
const picturesOf = (field: Field): Field[] =>
	Array.from({ length: field.images }, (_, i) => ({ ...field, images: 1, pointer: field.pointer + i * field.image }));

interface UpsampleValues {
	readonly mode: string;
	readonly scale_factor: Pair | undefined;
}

/** Nearest neighbours at whole factors: every pixel is repeated. A factor that is written counts as it stands: 3.3 makes 6 of 2, but repeats not each 3 times. */
export const Upsample: Lowering = {
	takes({ attributes, node }, [input = []]) {
		const { mode, scale_factor: written } = attributes as unknown as UpsampleValues;
		return (
			mode === "nearest" &&
			[0, 1].every((axis) => {
				const factor = (node.shape[axis + 1] ?? 0) / (input[axis + 1] ?? 1);
				return Number.isInteger(factor) && (written?.[axis] ?? factor) === factor;
			})
		);
	},
	lower(site): Lowered {
		const { y, gradients } = site;
		const x = first(site.x);
		const factors = { scaleRows: y.rows / x.rows, scaleColumns: y.columns / x.columns };
		const forward = [call("repeatPixels", { ...at("x", x), ...at("y", y), ...extent(x), outputs: x.lanes, ...factors })];
		if (!gradients) return { forward: () => forward };
		const { field, add } = first(gradients.inputs);
		const backward = [
			call("repeatPixelsBackward", {
				...at("gx", field),
				...at("g", gradients.g),
				...extent(x),
				outputs: x.lanes,
				...factors,
				add: add ? 1 : 0,
			}),
		];
		return { forward: () => forward, backward: () => backward };
	},
};
