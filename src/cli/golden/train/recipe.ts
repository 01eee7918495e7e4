import { losses, type Optimiser, type OptimiserName, optimisers } from "../../../engine/train";
import { optimiserOf } from "./optimisers";

const isRule = (name: string): name is OptimiserName => Object.hasOwn(optimisers, name);

/** `SGD lr .05 momentum .9 weight_decay 1e-3 (on all parameters)` → an optimiser. Words in brackets say nothing. */
export function optimiserIn(text: string): Optimiser {
	const [type = "", ...words] = text
		.replace(/\([^)]*\)/g, " ")
		.trim()
		.split(/\s+/);
	if (!isRule(type)) throw new Error(`no optimiser is called ${type}`);
	const settings: Record<string, unknown> = {};
	while (words.length > 0) {
		const name = words.shift() ?? "";
		const values: number[] = [];
		while (words[0] !== undefined && !Number.isNaN(Number(words[0]))) values.push(Number(words.shift()));
		settings[name] = values.length === 0 ? true : values.length === 1 ? values[0] : values;
	}
	return optimiserOf(type, settings);
}

/** `cross_entropy mean` → a loss. */
export function lossIn(text: string) {
	const [name] = text.split(/[\s,]+/);
	if (!/\bmean\b/.test(text)) throw new Error(`the loss ${text} is no mean`);
	if (name === "cross_entropy") return losses.CrossEntropyLoss();
	if (name === "mse") return losses.MSELoss();
	if (name === "nll") return losses.NLLLoss();
	throw new Error(`no loss is called ${name}`);
}
