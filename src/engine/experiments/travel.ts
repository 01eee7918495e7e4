import { INPUT } from "../../network/graph";
import type { Pair } from "../../network/shape";
import { span } from "../derive/window";
import { interpolationOf, type UpsampleValues } from "../ops/Upsample";
import type { Plan } from "../plan";
import { siteOf } from "../reach";
import { reacherOf } from "../reach/registry";
import type { ReachSite } from "../reach/site";
import { type Reads, readsOf } from "../reach/windows";

/** A whole number over another, in lowest terms. */
type Fraction = readonly [over: number, under: number];

/** How a shift of the picture moves a layer's maps along one axis. */
export interface Axis {
	/** From one output to the next, so many pixels of the picture: the product of all strides above, over what enlarges. */
	readonly step: Fraction;
	/** Shifts by multiples of so many pixels move the maps along exactly; others fall between two outputs of some layer above. */
	readonly period: number;
	/** By place of the moved picture's maps: whether all that it was made of has moved along, and is of no border. */
	readonly clean: readonly boolean[];
}

export type Travel = readonly [Axis, Axis];

const divisor = (a: number, b: number): number => (b === 0 ? a : divisor(b, a % b));
const times = ([a, b]: Fraction, [c, d]: Fraction): Fraction => {
	const shared = divisor(a * c, b * d);
	return [(a * c) / shared, (b * d) / shared];
};
const multiple = (a: number, b: number): number => (a / divisor(a, b)) * b;

/** What the windows of a layer read, and how far apart they lie; undefined where its maps do not move along with its input. */
interface Windows {
	readonly reads: Reads;
	readonly step: readonly [Fraction, Fraction];
}

/** Windows whose distance the sizes give: one must be a multiple of the other. */
function bySize({ shape, output }: ReachSite, reads: Reads): Windows | undefined {
	const ratio = ([1, 2] as const).map((axis): Fraction | undefined => {
		const [size, count] = [shape[axis] ?? 1, output[axis] ?? 1];
		return size % count === 0 || count % size === 0 ? times([size, 1], [1, count]) : undefined;
	});
	const [down, across] = ratio;
	return down && across ? { reads, step: [down, across] } : undefined;
}

/** How many pixels before and behind ⌊place⌋ an output is mixed from. */
const mixed = { nearest: [0, 1], bilinear: [0, 2], bicubic: [-1, 3] } as const;

/** An Upsample's pixels where their centres lie regularly, and those beside the map among them: see `mixes`. */
function upsampled(site: ReachSite<UpsampleValues>): Windows | undefined {
	const { mode, alignCorners, factor } = interpolationOf(site.attributes);
	const { shape, output } = site;
	const [first, behind] = mixed[mode];
	const ratio = (axis: 0 | 1) => (output[axis + 1] ?? 1) / (shape[axis + 1] ?? 1);
	if (alignCorners || (factor && ([0, 1] as const).some((axis) => factor[axis] !== ratio(axis)))) return undefined;
	return bySize(site as unknown as ReachSite, (out, axis) => {
		const scale = 1 / ratio(axis);
		const place = Math.floor(mode === "nearest" ? out * scale : (out + 0.5) * scale - 0.5);
		return span(place + first, place + behind);
	});
}

const apart = (step: Pair): readonly [Fraction, Fraction] => [
	[step[0], 1],
	[step[1], 1],
];

/** A layer's windows; `undefined` where a place of its output has no place of its own in the input. */
function windowsOf(site: ReachSite): Windows | undefined {
	const { step, attributes, shape, output } = site;
	const { type } = step.node;
	if (shape.length !== 3 || output.length !== 3) return undefined;
	if (type === "Upsample") return upsampled(site as unknown as ReachSite<UpsampleValues>);
	if (type === "PixelShuffle") return bySize(site, (out, axis) => [Math.floor((out * (shape[axis + 1] ?? 1)) / (output[axis + 1] ?? 1))]);
	const reads = readsOf(site);
	if (reads && type.startsWith("Adaptive")) return bySize(site, reads);
	if (reads) {
		const stride = (attributes.stride ?? attributes.kernel_size ?? [1, 1]) as Pair;
		if (type !== "ConvTranspose2d") return { reads, step: apart(stride) };
		return {
			reads,
			step: [
				[1, stride[0]],
				[1, stride[1]],
			],
		};
	}
	const relation = reacherOf(type)?.relate(site);
	const still = relation && (relation.links?.slice(1) ?? []).every((links) => links === "same");
	return still ? { reads: (out) => [out], step: apart([1, 1]) } : undefined;
}

function through({ reads, step }: Windows, axis: 0 | 1, before: Axis, count: number): Axis {
	const after = times(before.step, step[axis]);
	const clean = Array.from({ length: count }, (_, out) => {
		const places = reads(out, axis);
		return places.length > 0 && places.every((place) => before.clean[place] === true);
	});
	return { step: after, period: multiple(before.period, after[0]), clean };
}

/** Two maps that are joined: what moves both along moves the result along. */
function both(a: Axis, b: Axis): Axis | undefined {
	if (a.step[0] !== b.step[0] || a.step[1] !== b.step[1]) return undefined;
	return { step: a.step, period: multiple(a.period, b.period), clean: a.clean.map((clean, i) => clean && b.clean[i] === true) };
}

/** By step of the plan, how a shift by [dy, dx] pixels moves its maps; undefined where they do not move along with the picture at all. */
export function travels(plan: Plan, shift: Pair): readonly (Travel | undefined)[] {
	const { input } = plan.graph;
	if (input.length !== 3) return plan.steps.map(() => undefined);
	const begin = (axis: 0 | 1): Axis => {
		const size = input[axis + 1] ?? 1;
		return { step: [1, 1], period: 1, clean: span(0, size).map((at) => at >= shift[axis] && at < size + shift[axis]) };
	};
	const entry: Travel = [begin(0), begin(1)];
	const found: (Travel | undefined)[] = [];
	for (const [i, { node }] of plan.steps.entries()) {
		const ways = node.inputs.map((from, k): Travel | undefined => {
			const before = from === INPUT ? entry : found[from];
			const site = siteOf(plan, i, k);
			const windows = site && windowsOf(site);
			if (!before || !windows) return undefined;
			return [through(windows, 0, before[0], node.shape[1] ?? 1), through(windows, 1, before[1], node.shape[2] ?? 1)];
		});
		const [first, ...others] = ways;
		let joined = first;
		for (const other of others) {
			const [down, across] = joined && other ? [both(joined[0], other[0]), both(joined[1], other[1])] : [];
			joined = down && across ? [down, across] : undefined;
		}
		found.push(joined);
	}
	return found;
}
