import type { Fix } from "../network/issue";
import { type Text, text } from "../network/text";
import { dataFacts } from "../network/train";
import { isTrainKey, largestRate, type TrainKey, trainDefault, trainKeys } from "../network/trainKeys";
import type { AttributeSource, LayerSource, Train } from "./analysis";
import type { Issues } from "./issues";

/** Says which settings, each legal by itself, do not go together or do nothing good; gives whether they can be trained with. */
export function checkSettings(train: Train, source: LayerSource, issues: Issues): boolean {
	if (!checkNesterov(train, source, issues)) return false;
	reportUnused(train, source, issues);
	reportUnusual(train, source, issues);
	return true;
}

/** Nesterov's momentum needs one, as in PyTorch, which refuses it. */
function checkNesterov({ recipe, keys }: Train, source: LayerSource, issues: Issues): boolean {
	const { nesterov } = keys;
	if (!nesterov || !recipe.nesterov || recipe.optimizer !== "SGD" || recipe.momentum > 0) return true;
	issues.add({
		code: "needs-momentum",
		source,
		range: nesterov.value,
		attribute: "nesterov",
		text: text("nesterov needs a momentum above 0."),
		fixes: [
			{ kind: "set", attribute: "momentum", value: 0.9 },
			{ kind: "remove", attribute: "nesterov" },
		],
	});
	return false;
}

/** Settings that the loss, the optimizer or the schedule does not have, unless they say what holds without them. */
function reportUnused({ recipe }: Train, source: LayerSource, issues: Issues): void {
	for (const { name, key: range, written } of source.attributes) {
		if (!isTrainKey(name) || written === trainDefault(name, recipe.optimizer)) continue;
		const { only }: TrainKey<unknown> = trainKeys[name];
		if (!only || only.words.includes(recipe[only.key] ?? "")) continue;
		const { key } = only;
		const owner = recipe[key];
		const remove: Fix = { kind: "remove", attribute: name };
		const set = only.words.map((value): Fix => ({ kind: "set", attribute: key, value }));
		issues.add({
			code: "unused-setting",
			severity: "warning",
			source,
			range,
			attribute: name,
			text: owner
				? text("{owner} has no {attribute}; it does nothing here.", { owner, attribute: name })
				: text("{attribute} does nothing without a {key}.", { attribute: name, key }),
			fixes: owner ? [remove, ...set] : [...set, remove],
		});
	}
}

/** Legal values with which nothing is learned, or hardly. */
function reportUnusual({ recipe, keys }: Train, source: LayerSource, issues: Issues): void {
	const { lr, optimizer, momentum, batch_size } = recipe;
	const report = (entry: AttributeSource | undefined, message: Text, usual: number): void => {
		if (!entry) return;
		const { name: attribute, value: range } = entry;
		const fixes: Fix[] = [{ kind: "set", attribute, value: usual }];
		issues.add({ code: "unusual-value", severity: "warning", source, range, attribute, text: message, fixes });
	};
	const usualRate = Number(trainDefault("lr", optimizer));
	if (lr === 0) report(keys.lr, text("With a learning rate of 0 nothing is learned."), usualRate);
	else if (lr > largestRate(optimizer)) {
		report(keys.lr, text("A learning rate of {lr} is huge for {optimizer}: the loss will hardly fall.", { lr, optimizer }), usualRate);
	}
	if (momentum >= 1 && trainKeys.momentum.only?.words.includes(optimizer)) {
		report(keys.momentum, text("With a momentum of 1 or more the steps grow without end."), 0.9);
	}
	const { train } = dataFacts(recipe.data) ?? {};
	if (train !== undefined && batch_size > train) {
		const args = { data: recipe.data, count: train };
		report(keys.batch_size, text("{data} has {count} pictures to train with: a batch cannot be larger.", args), 32);
	}
}
