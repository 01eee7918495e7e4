import type { TrainRecipe } from "../network/train";

/** What was trained, on what, and how well. */
export interface TrainingCard {
	readonly recipe: TrainRecipe;
	readonly epochs: number;
	readonly steps: number;
	/** Share of the test pictures that were right, after each epoch that was tested. */
	readonly accuracies: readonly number[];
	readonly seconds?: number;
}

/**
 * The model card as a file's metadata, which are texts by the format. `saved` is when, as ISO 8601; without it the same weights give the same
 * bytes.
 */
export function modelCard(name: string, saved: string | undefined, training: TrainingCard | undefined): Readonly<Record<string, string>> {
	const card: Record<string, string> = { format: "pt", name };
	if (saved !== undefined) card.saved = saved;
	if (!training) return card;
	const { recipe, epochs, steps, accuracies, seconds } = training;
	card.train = JSON.stringify(recipe);
	card.epochs = `${epochs}`;
	card.steps = `${steps}`;
	const last = accuracies.at(-1);
	if (last !== undefined) {
		card.test_accuracy = last.toFixed(4);
		card.best_test_accuracy = Math.max(...accuracies).toFixed(4);
	}
	if (seconds !== undefined) card.seconds = seconds.toFixed(1);
	return card;
}
