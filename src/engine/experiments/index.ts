import type { ExperimentQuery, ExperimentResult } from "../../network/experiment";
import type { Model } from "../model";
import { ablation } from "./ablation";
import { kernel } from "./kernel";
import { padding } from "./padding";
import { pooling } from "./pooling";
import { rotation } from "./rotation";
import type { Scratch } from "./scratch";
import { subsampling } from "./subsampling";
import { translation } from "./translation";

/**
 * Tries something with a network that has computed a picture (`input`, C×H×W); what it is tried with is a copy. Undefined where it cannot
 * be tried: there is no such layer or map, or the layer is of another kind.
 */
export function experiment(model: Model, scratch: Scratch, input: Float32Array, query: ExperimentQuery): ExperimentResult | undefined {
	const watched = { layer: query.layer, tile: query.tile };
	switch (query.kind) {
		case "translation":
			return translation(model, scratch, input, watched, [query.dy, query.dx]);
		case "rotation":
			return rotation(model, scratch, input, watched, query);
		case "ablation":
			return ablation(model, scratch, input, watched);
		case "subsampling":
			return subsampling(model, scratch, input, watched);
		case "padding":
			return padding(model, scratch, input, watched);
		case "pooling":
			return pooling(model, scratch, input, watched);
		case "kernel":
			return kernel(model, scratch, input, watched, query);
	}
}
