import * as v from "valibot";
import { lossNames, optimizerNames, scheduleNames, type TrainRecipe } from "../network/train";

const finite = v.pipe(v.number(), v.finite());
const count = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1e6));

/** A `TrainRecipe` where it comes in from outside. */
export const recipeSchema = v.pipe(
	v.object({
		data: v.pipe(v.string(), v.maxLength(4096)),
		test_split: v.pipe(finite, v.minValue(0), v.maxValue(0.9)),
		split_seed: v.pipe(v.number(), v.integer()),
		loss: v.picklist(lossNames),
		label_smoothing: v.pipe(finite, v.minValue(0), v.maxValue(1)),
		class_weights: v.optional(
			v.pipe(
				v.array(v.unknown()),
				v.minLength(1),
				v.maxLength(4096),
				v.array(v.pipe(finite, v.minValue(0))),
				v.someItem((weight) => weight > 0),
			),
		),
		optimizer: v.picklist(optimizerNames),
		lr: v.pipe(finite, v.minValue(0)),
		momentum: v.pipe(finite, v.minValue(0)),
		nesterov: v.boolean(),
		weight_decay: v.pipe(finite, v.minValue(0)),
		schedule: v.optional(v.picklist(scheduleNames)),
		step_size: count,
		gamma: finite,
		clip_norm: v.optional(v.pipe(finite, v.gtValue(0))),
		batch_size: count,
		epochs: count,
		seed: v.pipe(v.number(), v.integer()),
	}),
	// A field that is absent and one that is undefined mean the same.
	v.transform(({ schedule, clip_norm, class_weights, ...rest }): TrainRecipe => ({ ...rest, schedule, clip_norm, class_weights })),
);
