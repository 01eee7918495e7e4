import { type Criterion, losses, Optimiser, optimisers, type Schedule, schedules, type Trainer, type TrainerSettings } from "../../engine";
import type { TrainRecipe } from "../../network/train";
import type { LossChoice } from "../viewer";

function criterionOf({ loss, label_smoothing, class_weights }: TrainRecipe): Criterion {
	const weighted = class_weights ? { weight: Float32Array.from(class_weights) } : {};
	switch (loss) {
		case "CrossEntropyLoss":
			return losses.CrossEntropyLoss({ labelSmoothing: label_smoothing, ...weighted });
		case "NLLLoss":
			return losses.NLLLoss(weighted);
		case "MSELoss":
			return losses.MSELoss();
	}
}

/** The loss of a recipe, by a name that tells it from others. */
export const lossOf = (recipe: TrainRecipe): LossChoice => ({
	name: `${recipe.loss} ${recipe.label_smoothing} ${recipe.class_weights ?? ""}`,
	criterion: criterionOf(recipe),
});

function optimiserOf({ optimizer, lr, momentum, nesterov, weight_decay: weightDecay }: TrainRecipe): Optimiser {
	switch (optimizer) {
		case "SGD":
			return new Optimiser(optimisers.SGD, { lr, momentum, nesterov, weightDecay });
		case "Adam":
			return new Optimiser(optimisers.Adam, { lr, weightDecay });
		case "AdamW":
			return new Optimiser(optimisers.AdamW, { lr, weightDecay });
		case "RMSprop":
			return new Optimiser(optimisers.RMSprop, { lr, momentum, weightDecay });
	}
}

/** How the rate goes from epoch to epoch. */
function scheduleOf({ schedule, step_size: stepSize, gamma, epochs }: TrainRecipe): Schedule | undefined {
	switch (schedule) {
		case "StepLR":
			return schedules.StepLR({ stepSize, gamma });
		case "CosineAnnealingLR":
			return schedules.CosineAnnealingLR({ tMax: epochs });
		case "LinearLR":
			return schedules.LinearLR();
		case undefined:
			return undefined;
	}
}

/** A trainer's settings for a recipe, at the start of a run. */
export function settingsOf(recipe: TrainRecipe): TrainerSettings {
	const { clip_norm: norm } = recipe;
	const schedule = scheduleOf(recipe);
	return {
		loss: criterionOf(recipe),
		optimiser: optimiserOf(recipe),
		...(schedule ? { schedule } : {}),
		...(norm === undefined ? {} : { clip: { norm } }),
	};
}

/**
 * Takes a changed recipe over between two steps. What the optimiser remembers stays, unless optimiser or loss are others: then it speaks of
 * something else.
 */
export function changeSettings(trainer: Trainer, before: TrainRecipe, after: TrainRecipe): void {
	const fresh = settingsOf(after);
	const { optimiser } = trainer.settings;
	if (before.optimizer !== after.optimizer || lossOf(before).name !== lossOf(after).name) {
		trainer.settings = fresh;
		return;
	}
	optimiser.settings = fresh.optimiser.settings;
	trainer.settings = { ...fresh, optimiser };
}
