import { formatCount, formatShape } from "../network/shape";
import { type Say, type Text, text } from "../network/text";
import { dataFacts, type TrainRecipe } from "../network/train";
import { isTrainKey, type TrainKey, trainDefault, trainKeys } from "../network/trainKeys";
import type { Analysis, AttributeSource } from "../source/analysis";
import { formatJson } from "./edit";
import { accepted } from "./hoverAttribute";
import { code, lines, plain } from "./markdown";
import { ratesOf, recipeAround, stepsPerEpoch } from "./recipe";

/** A key of `train`: what may stand there, and what it does here, in numbers. What it means is left to the schema's own hover. */
export function trainKeyHover(analysis: Analysis, { name }: AttributeSource, say: Say): string[] {
	const recipe = recipeAround(analysis);
	if (!recipe || !isTrainKey(name)) return [];
	const facts = factsOf(recipe, name).map((fact) => plain(say(fact)));
	const known = accepted({ ...trainKeys[name], default: trainDefault(name, recipe.optimizer) }, say);
	return facts.length > 0 ? [known, lines(facts)] : [known];
}

/** The whole section: how long it takes, and what is made small by what. */
export function trainHover(analysis: Analysis, say: Say): string[] {
	const recipe = analysis.train?.recipe;
	if (!recipe) return [];
	const { loss, optimizer, data } = recipe;
	const title = `**${plain(say(text("Train")))}** ${code(`${optimizer} · ${loss} · ${data}`)}`;
	return [title, lines([...factsOf(recipe, "data"), ...factsOf(recipe, "epochs")].map((fact) => plain(say(fact))))];
}

const short = (value: number): string => String(Number(value.toPrecision(3)));

/** What a key does here. */
function factsOf(recipe: TrainRecipe, name: keyof TrainRecipe): readonly Text[] {
	const { lr, momentum, weight_decay: decay, optimizer, schedule, label_smoothing: smoothing, batch_size: batch, epochs } = recipe;
	const data = dataFacts(recipe.data);
	const steps = stepsPerEpoch(recipe);
	const rates = text("Epoch by epoch: {rates}", { rates: ratesOf(recipe) });
	switch (name) {
		case "data": {
			if (!data) return [];
			const { shape, classes, train, test } = data;
			const args = { shape: formatShape(shape), classes, test: formatCount(test) };
			if (train === undefined) return [text("Pictures of {shape} in {classes} classes, {test} of them to test with.", args)];
			const counted = { ...args, train: formatCount(train) };
			return [text("{train} pictures of {shape} in {classes} classes to train with, {test} to test with.", counted)];
		}
		case "loss": {
			if (!data || recipe.loss === "MSELoss") return [];
			const guess = { classes: data.classes, loss: short(Math.log(data.classes)) };
			return [text("A network that guesses among {classes} classes has a loss of ln {classes} = {loss}.", guess)];
		}
		case "label_smoothing": {
			if (!data || smoothing === 0) return [];
			const other = smoothing / data.classes;
			return [
				text("The right class counts {right}, each other one {other}.", { right: short(1 - smoothing + other), other: short(other) }),
			];
		}
		case "class_weights": {
			const { class_weights: weights } = recipe;
			if (!weights || weights.length < 2) return [];
			const [most, least] = [Math.max(...weights), Math.min(...weights)];
			if (most === least) return [text("All classes count alike.")];
			const args = { most: weights.indexOf(most), least: weights.indexOf(least), times: short(most / least) };
			return [text("A picture of class {most} counts as much as {times} of class {least}.", args)];
		}
		case "optimizer":
			return [text("Where they are not written: {settings}.", { settings: defaultsOf(optimizer) })];
		case "lr":
			return schedule ? [rates] : [];
		case "momentum": {
			const used = trainKeys.momentum.only?.words.includes(optimizer) && momentum > 0 && momentum < 1;
			return used ? [text("Steps in one direction add up to {times} times a single one.", { times: short(1 / (1 - momentum)) })] : [];
		}
		case "weight_decay":
			if (decay === 0 || !(optimizer === "AdamW" || (optimizer === "SGD" && momentum === 0))) return [];
			return [
				text("Besides, every step multiplies each weight by {factor}.", {
					factor: `1 − ${lr}·${decay} = ${Number((1 - lr * decay).toPrecision(9))}`,
				}),
			];
		case "schedule":
			return schedule ? [rates] : [];
		case "step_size":
		case "gamma":
			return schedule === "StepLR" ? [rates] : [];
		case "batch_size": {
			if (steps === undefined || data?.train === undefined) return [];
			const rest = data.train % batch;
			const args = { steps: formatCount(steps), rest };
			return [rest ? text("{steps} steps an epoch, the last with {rest} pictures.", args) : text("{steps} steps an epoch.", args)];
		}
		case "epochs":
			if (steps === undefined) return [];
			return [
				text("{epochs} times {steps} steps: {all} in all.", {
					epochs: formatCount(epochs),
					steps: formatCount(steps),
					all: formatCount(epochs * steps),
				}),
			];
		default:
			return [];
	}
}

/** `lr 0.001, momentum 0`: what an optimizer has, and what it is by default. */
function defaultsOf(optimizer: TrainRecipe["optimizer"]): string {
	const settings = (["lr", "momentum", "nesterov", "weight_decay"] as const).filter((name) => {
		const { only }: TrainKey<unknown> = trainKeys[name];
		return !only || only.words.includes(optimizer);
	});
	return settings.map((name) => `${name} ${formatJson(trainDefault(name, optimizer))}`).join(", ");
}
