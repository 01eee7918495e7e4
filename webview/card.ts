import type { ModelCard } from "../src/network/modelCard";
import { formatCount } from "../src/network/shape";
import { type Text, text } from "../src/network/text";
import type { PanelTraining } from "../src/protocol/training";
import { formatDate, formatSeconds, formatShare } from "./format";
import { say, t } from "./l10n";
import type { State } from "./store";

/** What stands on the card of the weights that are shown. */
export interface CardWords {
	readonly title: Text;
	readonly rows: readonly (readonly [name: string, value: string])[];
}

/** A run as a card. */
export function runCard({ recipe, epoch, step, test, elapsedMs, began }: PanelTraining): ModelCard {
	const accuracies = test.flatMap(({ step: at, accuracy }) => (at > 0 && accuracy !== undefined ? [accuracy] : []));
	return {
		data: recipe?.data,
		loss: recipe?.loss,
		optimizer: recipe?.optimizer,
		lr: recipe?.lr,
		batchSize: recipe?.batch_size,
		seed: recipe?.seed,
		epochs: epoch,
		steps: step,
		bestAccuracy: accuracies.length > 0 ? Math.max(...accuracies) : undefined,
		lastAccuracy: accuracies.at(-1),
		seconds: elapsedMs / 1000,
		when: began,
	};
}

/** The card of the weights that are shown: of the run that trained them, of the file that they are from, or of nothing but chance. */
export function cardOf({ model, status, training }: Pick<State, "model" | "status" | "training">): CardWords | undefined {
	const { weights } = status ?? {};
	if (!model) return undefined;
	const parameters = [t("Parameters"), formatCount(model.totals.parameters)] as const;
	const from = weights && weights.given > 0 ? weights.file : undefined;
	if (training && training.step > 0 && (weights?.trained ?? 1) > 0) {
		return { title: text("Trained here"), rows: [parameters, ...rowsOf(runCard(training))] };
	}
	if (weights && from !== undefined) {
		const { card } = weights;
		const rows = card ? rowsOf(card) : [[t("Trained"), t("the file does not say how")] as const];
		return { title: text("Weights of {file}", { file: from }), rows: [parameters, ...rows] };
	}
	return { title: text("Not trained: random weights"), rows: [parameters] };
}

function rowsOf(card: ModelCard): CardWords["rows"] {
	const { data, loss, optimizer, lr, batchSize, seed, epochs, steps, bestAccuracy, lastAccuracy, seconds, when } = card;
	const length = [
		epochs === undefined ? "" : t("{epochs} epochs", { epochs: formatCount(epochs) }),
		steps === undefined ? "" : t("{steps} steps", { steps: formatCount(steps) }),
	];
	const how = [
		optimizer ?? "",
		lr === undefined ? "" : `lr ${lr}`,
		batchSize === undefined ? "" : `batch_size ${batchSize}`,
		seed === undefined ? "" : `seed ${seed}`,
	];
	const joined = (parts: readonly string[]): string => parts.filter((part) => part !== "").join(" · ");
	const rows = [
		[t("Best test accuracy"), bestAccuracy === undefined ? "" : formatShare(bestAccuracy)],
		[t("Last test accuracy"), lastAccuracy === undefined ? "" : formatShare(lastAccuracy)],
		[t("Trained on"), data ?? ""],
		[t("For"), joined(length)],
		[t("How"), joined(how)],
		[t("Loss"), loss ?? ""],
		[t("Training time"), seconds === undefined ? "" : formatSeconds(seconds)],
		[t("When"), when === undefined ? "" : formatDate(when)],
	] as const;
	return rows.filter(([, value]) => value !== "");
}

/** The card's heading in the reader's language. */
export const titleOf = ({ title }: CardWords): string => say(title);
