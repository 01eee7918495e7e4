import type { ExperimentQuery, ExperimentResult } from "../../network/experiment";
import type { Model } from "../model";
import { ablation } from "./ablation";
import type { Scratch } from "./scratch";
import { translation } from "./translation";

/**
 * Tries something with a network that has computed a picture (`input`, C×H×W); what it is tried with is a copy. Undefined where it cannot
 * be tried: there is no such layer or map, or the layer is of another kind.
 */
export function experiment(model: Model, scratch: Scratch, input: Float32Array, query: ExperimentQuery): ExperimentResult | undefined {
	const watched = { layer: query.layer, tile: query.tile };
	if (query.kind === "translation") return translation(model, scratch, input, watched, [query.dy, query.dx]);
	if (query.kind === "ablation") return ablation(model, scratch, input, watched);
	return undefined;
}
