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

const padded = new Set(["Conv2d", "MaxPool2d", "AvgPool2d"]);

/** The layer alone, without its padding, for such an input; undefined where its kernel does not fit then. */
function without({ key, plan }: Layer, input: Shape): Graph | undefined {
	const { type } = plan.node;
	const kind = kindOf(type);
	const attributes = { ...plan.node.attributes, padding: 0 };
	const inferred = kind?.infer([input], readAttributes(kind.attributes, attributes));
	return inferred?.ok ? { input, nodes: [{ key, type, inputs: [INPUT], attributes, shape: inferred.shape }] } : undefined;
}

/** The layer's map with its border, and what it is without. Undefined for kinds that add none. */
export function padding(model: Model, scratch: Scratch, watched: Watched): ExperimentResult | undefined {
	const layer = model.layer(watched.layer);
	const map = mapOf(model, watched);
	const site = layer && model.plan && siteOf(model.plan, model.layers.indexOf(layer), 0);
	const reads = site && readsOf(site);
	if (!map || !reads || !padded.has(layer.plan.node.type)) return undefined;
	const graph = without(layer, site.shape);
	let bare: Planes | undefined;
	if (graph) {
		const alone = scratch.of(graph, model);
		const input = layer.inputs[0]?.data;
		alone.forward(input?.slice(0, elements(site.shape)) ?? new Float32Array(0));
		bare = mapOf(alone, watched);
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
		border: mean(sums.border, sums.places),
		inside: mean(sums.inside, values.length - sums.places),
		places: sums.places,
	};
}
