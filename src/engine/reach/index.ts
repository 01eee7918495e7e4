import type { Place, Reach } from "../../network/derivation";
import { INPUT } from "../../network/graph";
import { elements, type Shape } from "../../network/shape";
import { INPUT_KEY } from "../../network/tile";
import { holds, indexOf } from "../derive/grid";
import type { Plan } from "../plan";
import { tileSize } from "../source";
import { reacherOf } from "./registry";
import { either, type Mask, type Relation } from "./relation";
import type { ReachSite } from "./site";

/** Shape of what a step of the plan, or the network itself, is given. */
const shapeOf = ({ graph }: Plan, from: number): Shape => (from === INPUT ? graph.input : (graph.nodes[from]?.shape ?? []));

/** Step `i` and its input number `input`. */
export function siteOf(plan: Plan, i: number, input: number): ReachSite | undefined {
	const step = plan.steps[i];
	const inputs = step?.node.inputs.map((from) => shapeOf(plan, from)) ?? [];
	const shape = inputs[input];
	return step && shape ? { step, attributes: step.attributes, inputs, input, shape, output: step.node.shape } : undefined;
}

/** On what of its input number `input` step `i` depends. */
function relationOf(plan: Plan, i: number, input: number): Relation | undefined {
	const site = siteOf(plan, i, input);
	return site && reacherOf(site.step.node.type)?.relate(site);
}

/** The mask of one number of a tensor; undefined where there is no such number. */
function maskAt(shape: Shape, place: Place): Mask | undefined {
	const { total: tiles, height, width } = tileSize(shape);
	const size = { tiles, height, width };
	if (!holds(size, place)) return undefined;
	const mask = new Uint8Array(elements(shape));
	mask[indexOf(size, place)] = 1;
	return mask;
}

const indexOfLayer = (plan: Plan, layer: string): number => plan.steps.findIndex(({ node }) => node.key === layer);

/** What one number of a layer's output depends on, of the layer's own input `input`: a mask of that input's C×H×W. */
export function sources(plan: Plan, layer: string, input: number, place: Place): Mask | undefined {
	const i = indexOfLayer(plan, layer);
	const mask = i < 0 ? undefined : maskAt(shapeOf(plan, i), place);
	return mask && relationOf(plan, i, input)?.back(mask);
}

/** What of a layer's output depends on one number of its input `input`: a mask of the output's C×H×W. */
export function uses(plan: Plan, layer: string, input: number, place: Place): Mask | undefined {
	const i = indexOfLayer(plan, layer);
	const from = plan.steps[i]?.node.inputs[input];
	const mask = from === undefined ? undefined : maskAt(shapeOf(plan, from), place);
	return mask && relationOf(plan, i, input)?.forth(mask);
}

/**
 * What one number of a layer's output depends on, of the network's input: a mask of its C×H×W, over all paths that lead there. It is what
 * the layers' windows, groups and borders allow, whatever the weights are; of a MaxPool2d every number of the window counts. Undefined
 * where there is no such number.
 */
export function reachBack(plan: Plan, layer: string, place: Place): Mask | undefined {
	if (layer === INPUT_KEY && indexOfLayer(plan, layer) < 0) return maskAt(plan.graph.input, place);
	const last = indexOfLayer(plan, layer);
	const mask = last < 0 ? undefined : maskAt(shapeOf(plan, last), place);
	if (!mask) return undefined;
	/** By step, what is reached of its output. */
	const reached: (Mask | undefined)[] = [];
	reached[last] = mask;
	let input: Mask | undefined;
	for (let i = last; i >= 0; i--) {
		const outputs = reached[i];
		if (!outputs) continue;
		reached[i] = undefined; // all that comes after it has been seen
		for (const [k, from] of (plan.steps[i]?.node.inputs ?? []).entries()) {
			const found = relationOf(plan, i, k)?.back(outputs);
			if (!found) continue;
			const before = from === INPUT ? input : reached[from];
			const joined = before ? either(before, found) : found;
			if (from === INPUT) input = joined;
			else reached[from] = joined;
		}
	}
	return input ?? new Uint8Array(elements(plan.graph.input));
}

/** What of any of a mask's tiles is reached, or of one of them: height × width, row by row. Undefined where there is no such tile. */
export function overTiles(
	mask: Mask,
	shape: Shape,
	tile?: number,
): (Pick<Reach, "height" | "width"> & { readonly mask: Uint8Array<ArrayBuffer> }) | undefined {
	const { total, height, width } = tileSize(shape);
	const size = height * width;
	if (tile !== undefined) return tile < total ? { height, width, mask: mask.slice(tile * size, (tile + 1) * size) } : undefined;
	const any = new Uint8Array(size);
	for (let i = 0; i < total; i++) for (let at = 0; at < size; at++) any[at]! |= mask[i * size + at]!;
	return { height, width, mask: any };
}
