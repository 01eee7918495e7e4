import { readAttributes } from "../../network/attribute";
import type { ExperimentResult, Planes } from "../../network/experiment";
import { type Graph, INPUT } from "../../network/graph";
import { kindOf } from "../../network/registry";
import { elements, type Shape } from "../../network/shape";
import type { Layer, Model } from "../model";
import { siteOf } from "../reach";
import { readsOf } from "../reach/windows";
import { mapOf, type Watched } from "./outcome";
import type { Scratch } from "./scratch";
import { alongDepth, bareUpTo, padded, withoutPadding } from "./unpadded";

/** The layer alone, without its padding, for such an input; undefined where its kernel does not fit then. */
function without({ key, plan }: Layer, input: Shape): Graph | undefined {
	const node = withoutPadding(plan.node);
	const kind = kindOf(node.type);
	const inferred = kind?.infer([input], readAttributes(kind.attributes, node.attributes));
	return inferred?.ok ? { input, nodes: [{ ...node, key, inputs: [INPUT], shape: inferred.shape }] } : undefined;
}

/** The layer's map with its border, what it is without, and what it would be if no layer above had one. Undefined for kinds that add none. */
export function padding(model: Model, scratch: Scratch, input: Float32Array, watched: Watched): ExperimentResult | undefined {
	const { plan } = model;
	const layer = model.layer(watched.layer);
	const map = mapOf(model, watched);
	const index = layer ? model.layers.indexOf(layer) : -1;
	const site = layer && plan && siteOf(plan, index, 0);
	const reads = site && readsOf(site);
	if (!plan || !map || !reads || !padded.has(layer.plan.node.type)) return undefined;
	const graph = without(layer, site.shape);
	let bare: Planes | undefined;
	if (graph) {
		const alone = scratch.of(graph, model);
		const maps = layer.inputs[0]?.data;
		alone.forward(maps?.slice(0, elements(site.shape)) ?? new Float32Array(0));
		bare = mapOf(alone, watched);
	}
	const whole = bareUpTo(plan.graph, index);
	let everywhere: Planes | undefined;
	if (whole) {
		const other = scratch.of(whole, model);
		other.forward(input);
		everywhere = mapOf(other, watched);
	}
	const reaches = (out: number, axis: 0 | 1) => reads(out, axis).some((place) => place < 0 || place >= (site.shape[axis + 1] ?? 1));
	const values = new Float32Array(map.values);
	const sums = { border: 0, inside: 0, places: 0 };
	for (const [at, value] of values.entries()) {
		const onBorder = reaches(Math.floor(at / map.width), 0) || reaches(at % map.width, 1);
		sums[onBorder ? "border" : "inside"] += Math.abs(value);
		if (onBorder) sums.places++;
	}
	const mean = (sum: number, count: number) => (count === 0 ? 0 : sum / count);
	return {
		kind: "padding",
		padded: map,
		bare,
		everywhere,
		depth: alongDepth(plan),
		border: mean(sums.border, sums.places),
		inside: mean(sums.inside, values.length - sums.places),
		places: sums.places,
	};
}
