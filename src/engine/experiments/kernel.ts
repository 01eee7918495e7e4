import type { ExperimentResult, Sharing } from "../../network/experiment";
import { elements } from "../../network/shape";
import type { Layer, Model } from "../model";
import { needed } from "../op";
import { dimensions, type Tensor } from "../tensor";
import { outcome, type Watched } from "./outcome";
import type { Scratch } from "./scratch";

/** Where the kernels of an output map begin among a weight's numbers, one for each input channel of its group. */
function slices({ plan, inputs }: Layer, weight: Tensor, output: number): number[] {
	const [first, second, height, width] = dimensions(weight);
	const groups = plan.attributes.groups as number;
	const size = height * width;
	if (plan.node.type === "Conv2d") return Array.from({ length: second }, (_, c) => (output * second + c) * size);
	// Transposed: [input, output of the group].
	const perGroup = (inputs[0]?.shape[1] ?? first) / groups;
	const from = Math.floor(output / second) * perGroup;
	return Array.from({ length: perGroup }, (_, c) => ((from + c) * second + (output % second)) * size);
}

/** What the layer learns, against what it would without sharing; the fully connected layer with its bias, as it is counted everywhere. */
function sharingOf({ plan, inputs, parameters }: Layer, kernel: number): Sharing {
	const outputs = elements(plan.node.shape);
	const bias = parameters.bias ? outputs : 0;
	const shared = needed(parameters.weight, "weight").data.length + (parameters.bias?.data.length ?? 0);
	return { shared, local: outputs * kernel + bias, full: outputs * (elements(inputs[0]?.shape.slice(1) ?? []) + 1) };
}

/** Other numbers for one kernel (`source`: which input channel of the group), or 0 for it, or for all of the map: every place of the map has used it. */
export function kernel(
	model: Model,
	scratch: Scratch,
	input: Float32Array,
	watched: Watched,
	{ source: named, values }: { readonly source?: number | undefined; readonly values?: readonly number[] | undefined },
): ExperimentResult | undefined {
	const graph = model.plan?.graph;
	const layer = model.layer(watched.layer);
	const weight = layer?.parameters.weight;
	if (!graph || !weight || !["Conv2d", "ConvTranspose2d"].includes(layer.plan.node.type)) return undefined;
	if (watched.tile >= (layer.plan.node.shape[0] ?? 0)) return undefined;
	const all = slices(layer, weight, watched.tile);
	const source = named ?? (values || all.length === 1 ? 0 : undefined);
	const chosen = source === undefined ? all : all.slice(source, source + 1);
	const [, , height, width] = dimensions(weight);
	const size = height * width;
	if (chosen.length === 0 || (values && values.length !== size)) return undefined;
	const [first = 0] = chosen;
	const held = source === undefined ? undefined : { height, width, values: [...weight.data.subarray(first, first + size)] };
	const other = scratch.of(graph, model, (copy) => {
		const numbers = copy.layer(watched.layer)?.parameters.weight?.data;
		for (const from of chosen) {
			if (values) numbers?.set(values, from);
			else numbers?.fill(0, from, from + size);
		}
	});
	other.forward(input);
	const [before, after] = [outcome(model, input, watched), outcome(other, input, watched, model)];
	const [old, now] = [before, after].map(({ map }) => new Float32Array(map?.values ?? new ArrayBuffer(0)));
	let [changed, change] = [0, 0];
	for (const [i, value] of (old ?? []).entries()) {
		const by = Math.abs((now?.[i] ?? 0) - value);
		if (by !== 0) changed++;
		change += by;
	}
	const places = old?.length ?? 0;
	return {
		kind: "kernel",
		before,
		after,
		sharing: sharingOf(layer, all.length * size),
		kernel: held,
		changed,
		places,
		change: places === 0 ? 0 : change / places,
	};
}
