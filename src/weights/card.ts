import type { ModelCard } from "../network/modelCard";
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

/** Most characters of a text that is taken from a file. */
const MOST_CHARACTERS = 120;

const words = (value: unknown): string | undefined =>
	typeof value === "string" && value !== "" ? value.slice(0, MOST_CHARACTERS) : undefined;

/** A number of a file, as a number or as text; undefined where it is none, or none from `least` to `most`. */
function figure(value: unknown, least: number, most: number): number | undefined {
	const number = typeof value === "number" ? value : typeof value === "string" && value.trim() !== "" ? Number(value) : Number.NaN;
	return number >= least && number <= most ? number : undefined;
}

/**
 * The model card of a file's metadata, as {@link modelCard} writes it; undefined where nothing of it is there. A file may come from anywhere:
 * what is not what it should be is left out.
 */
export function readCard(metadata: Readonly<Record<string, string>>): ModelCard | undefined {
	const { name, saved, epochs, steps, test_accuracy: last, best_test_accuracy: best, seconds } = metadata;
	const recipe = readTrained(metadata.train);
	const when = saved !== undefined && saved.length <= 40 && Number.isFinite(Date.parse(saved)) ? new Date(saved).toISOString() : undefined;
	const card: ModelCard = {
		name: words(name),
		data: words(recipe.data),
		loss: words(recipe.loss),
		optimizer: words(recipe.optimizer),
		lr: figure(recipe.lr, 0, 1e6),
		batchSize: figure(recipe.batch_size, 1, 1e9),
		seed: figure(recipe.seed, -Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER),
		epochs: figure(epochs, 0, 1e9),
		steps: figure(steps, 0, 1e15),
		bestAccuracy: figure(best, 0, 1),
		lastAccuracy: figure(last, 0, 1),
		seconds: figure(seconds, 0, 1e12),
		when,
	};
	return Object.values(card).some((value) => value !== undefined) ? card : undefined;
}

function readTrained(train: string | undefined): Readonly<Record<string, unknown>> {
	if (train === undefined || train.length > 65_536) return {};
	try {
		const read: unknown = JSON.parse(train);
		return typeof read === "object" && read !== null && !Array.isArray(read) ? (read as Readonly<Record<string, unknown>>) : {};
	} catch {
		return {}; // a text of somebody else's
	}
}
