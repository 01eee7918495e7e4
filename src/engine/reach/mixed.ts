import { fromFront } from "../../network/layers/dimension";
import { span } from "../derive/window";
import { before, behind, type Response } from "../ops/LocalResponseNorm";
import { type Links, product, same } from "./relation";
import { all, defineReacher, type ReachSite, reading } from "./site";

/** See `linear`: all features of a row. */
const Linear = defineReacher({
	types: ["Linear"],
	relate: ({ shape, output }) =>
		product(
			shape,
			output,
			output.map((size, axis): Links => {
				if (axis < output.length - 1) return "same";
				return [{ outs: span(0, size), ins: span(0, shape[axis] ?? 1) }];
			}),
		),
});

/** See `softmaxAlong`: all numbers along an axis. Along the batch, of this picture none but its own. */
const softmaxes = defineReacher<{ readonly dim: number }>({
	types: ["Softmax", "LogSoftmax"],
	relate({ attributes, shape, output }) {
		const axis = fromFront(attributes.dim, shape) - 1;
		return product(
			shape,
			output,
			shape.map((size, i) => (i === axis ? all(size) : "same")),
		);
	},
});

/** Mean and variance of all pixels of some channels. */
const normalised = ({ shape, output }: Pick<ReachSite, "shape" | "output">, channels: Links) =>
	product(
		shape,
		output,
		shape.map((size, axis) => (axis === 0 ? channels : all(size))),
	);

/** With running statistics a number depends on itself alone. */
const byChannel = defineReacher({
	types: ["BatchNorm2d", "InstanceNorm2d"],
	relate: (site) => (site.step.parameters.some(({ name }) => name === "running_mean") ? same : normalised(site, "same")),
});

const GroupNorm = defineReacher<{ readonly num_groups: number }>({
	types: ["GroupNorm"],
	relate(site) {
		const perGroup = (site.shape[0] ?? 1) / site.attributes.num_groups;
		const groups = Array.from({ length: site.attributes.num_groups }, (_, i) => span(i * perGroup, (i + 1) * perGroup));
		return normalised(
			site,
			groups.map((channels) => ({ outs: channels, ins: channels })),
		);
	},
});

/** See `localResponseNorm`: neighbouring channels at the same pixel. */
const LocalResponseNorm = defineReacher<Response>({
	types: ["LocalResponseNorm"],
	relate({ attributes: { size }, shape, output }) {
		const [channels = 1] = shape;
		const neighbours = reading(channels, channels, (c) => span(c - before(size), c + behind(size) + 1));
		return product(
			shape,
			output,
			shape.map((_, axis) => (axis === 0 ? neighbours : "same")),
		);
	},
});

export const mixed = [Linear, softmaxes, byChannel, GroupNorm, LocalResponseNorm];
