import { accepts } from "../network/attribute";
import { dataFacts, type TrainRecipe } from "../network/train";
import { isTrainKey, readRecipe, trainKeys } from "../network/trainKeys";
import type { Analysis } from "../source/analysis";

/** What `train` says as far as it can be read: defaults stand for what is missing or at fault. Undefined where there is no section. */
export function recipeAround({ trainSource }: Analysis): TrainRecipe | undefined {
	if (!trainSource) return undefined;
	const written: Record<string, unknown> = { data: "" };
	for (const { name, written: value } of trainSource.attributes) {
		if (isTrainKey(name) && accepts(trainKeys[name], value)) written[name] = value;
	}
	return readRecipe(written);
}

/** How many batches an epoch has; undefined where the number of pictures is not known. */
export function stepsPerEpoch({ data, batch_size }: Pick<TrainRecipe, "data" | "batch_size">): number | undefined {
	const pictures = dataFacts(data)?.train;
	return pictures === undefined ? undefined : Math.ceil(pictures / batch_size);
}

/** The learning rate of an epoch, from 0, as the schedule has it. Source: torch.optim.lr_scheduler. */
export function rateOf({ schedule, lr, step_size, gamma, epochs }: TrainRecipe, epoch: number): number {
	switch (schedule) {
		case "StepLR":
			return lr * gamma ** Math.floor(epoch / step_size);
		case "CosineAnnealingLR":
			return (lr * (1 + Math.cos((Math.PI * epoch) / epochs))) / 2;
		case "LinearLR":
			return lr * (epoch < 5 ? 1 / 3 + ((2 / 3) * epoch) / 5 : 1);
		default:
			return lr;
	}
}

/** Most rates that are written out. */
const MOST = 5;

/** `0.1 → 0.1 → 0.01`: the rate of each epoch, the middle of a long run left out. */
export function ratesOf(recipe: TrainRecipe): string {
	const { epochs } = recipe;
	const rate = (epoch: number) => String(Number(rateOf(recipe, epoch).toPrecision(3)));
	const first = Array.from({ length: Math.min(epochs, epochs > MOST ? MOST - 1 : MOST) }, (_, epoch) => rate(epoch));
	return [...first, ...(epochs > MOST ? ["…", rate(epochs - 1)] : [])].join(" → ");
}
