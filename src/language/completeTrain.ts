import { accepts } from "../network/attribute";
import { formatCount } from "../network/shape";
import { type Text, text } from "../network/text";
import { dataFacts, type TrainRecipe } from "../network/train";
import { isTrainKey, largestRate, type TrainKey, trainDefault, trainKeys } from "../network/trainKeys";
import type { Analysis } from "../source/analysis";
import { ratesOf, recipeAround, stepsPerEpoch } from "./recipe";

/** A value for a key of `train`, with what it does here. */
export interface TrainValue {
	readonly value: number | readonly number[];
	readonly detail: Text;
}

/** Numbers worth proposing for a key of `train`, best first; none that would be an issue here. Words come from the JSON schema. */
export function trainValues(analysis: Analysis, name: string): readonly TrainValue[] {
	const recipe = recipeAround(analysis);
	if (!recipe || !isTrainKey(name)) return [];
	const key: TrainKey<unknown> = trainKeys[name];
	if (key.only && !key.only.words.includes(recipe[key.only.key] ?? "")) return [];
	if (name === "class_weights") return weightsFor(analysis);
	const byDefault = trainDefault(name, recipe.optimizer);
	const candidates = [...(key.byOptimizer ? [byDefault] : []), ...first(recipe, name), ...(key.usual ?? []), byDefault];
	const numbers = [...new Set(candidates)].filter((value): value is number => typeof value === "number" && accepts(key, value));
	return numbers
		.filter((value) => sensible(recipe, name, value))
		.map((value) => ({ value, detail: detailOf(recipe, name, value, byDefault) }));
}

/** All classes alike, to be changed: one weight a score of the network. */
function weightsFor({ layers }: Analysis): readonly TrainValue[] {
	const shape = layers.at(-1)?.shape ?? [];
	const [scores = 0] = shape;
	if (shape.length !== 1 || scores > MOST_WEIGHTS) return [];
	return [{ value: new Array<number>(scores).fill(1), detail: text("one weight for each of the {count} outputs", { count: scores }) }];
}

/** Most weights that are written for the user. */
const MOST_WEIGHTS = 100;

/** What suits this run more than what is usual. */
function first({ epochs }: TrainRecipe, name: keyof TrainRecipe): readonly number[] {
	return name === "step_size" ? [Math.max(1, Math.round(epochs / 3)), Math.max(1, Math.round(epochs / 2))] : [];
}

function sensible({ data, optimizer, epochs }: TrainRecipe, name: keyof TrainRecipe, value: number): boolean {
	if (name === "batch_size") return value <= (dataFacts(data)?.train ?? value);
	if (name === "lr") return value <= largestRate(optimizer);
	return name !== "step_size" || value < Math.max(2, epochs);
}

function detailOf(recipe: TrainRecipe, name: keyof TrainRecipe, value: number, byDefault: unknown): Text {
	const steps = stepsPerEpoch(name === "batch_size" ? { ...recipe, batch_size: value } : recipe);
	if (name === "batch_size" && steps !== undefined) return text("→ {steps} steps an epoch", { steps: formatCount(steps) });
	if (name === "epochs" && steps !== undefined) return text("→ {steps} steps", { steps: formatCount(value * steps) });
	if (name === "step_size" || name === "gamma") return text("→ {rates}", { rates: ratesOf({ ...recipe, [name]: value }) });
	if (value !== byDefault) return text("usual");
	return trainKeys[name].byOptimizer ? text("default of {optimizer}", { optimizer: recipe.optimizer }) : text("default");
}
