import { english } from "../../src/network/text";
import { builtInData, dataFacts, optimizerNames, type TrainRecipe } from "../../src/network/train";
import { type TrainKey, trainDefault, trainKeys } from "../../src/network/trainKeys";
import { cell } from "./layersPage";

const literal = (value: unknown): string => `\`${JSON.stringify(value)}\``;

function byDefault(name: keyof TrainRecipe): string {
	const { required, byOptimizer, default: value }: TrainKey<unknown> = trainKeys[name];
	if (required) return "needed";
	if (!byOptimizer) return value === undefined ? "–" : literal(value);
	const usual = trainDefault(name, "SGD");
	const others = optimizerNames.filter((optimizer) => byOptimizer[optimizer] !== usual);
	return [literal(usual), ...others.map((optimizer) => `${optimizer} ${literal(byOptimizer[optimizer])}`)].join(", ");
}

function row([name, key]: [string, TrainKey<unknown>]): string {
	const only = key.only ? ` Only ${key.only.key} ${key.only.words.join(", ")}.` : "";
	return `| \`${name}\` | ${byDefault(name as keyof TrainRecipe)} | ${cell(english(key.expects))} | ${cell(key.doc)}${only} |`;
}

function words([name, { words: meanings }]: [string, TrainKey<unknown>]): string[] {
	if (!meanings) return [];
	return [
		"",
		`## \`${name}\``,
		"",
		"| word | meaning |",
		"|---|---|",
		...Object.entries(meanings).map(([word, doc]) => `| \`${word}\` | ${cell(doc)} |`),
	];
}

function pictures(data: string): string {
	const { shape = [], classes, train, test } = dataFacts(data) ?? {};
	return `| \`${data}\` | ${shape.join("×")} | ${classes} | ${train ?? "–"} | ${test} |`;
}

/** `docs/train.md`: every key of `train` as it is registered. */
export function trainPage(): string {
	const keys = Object.entries(trainKeys) as [string, TrainKey<unknown>][];
	return `${[
		"<!-- Written by npm run schema from src/network/trainKeys.ts; changes belong there. -->",
		"# Training: the keys of `train`",
		"",
		"Names and defaults are PyTorch's; where PyTorch has no default (loss, optimizer, epochs, seed) or one that suits no network (a batch of 1), ours stand.",
		"",
		"| key | default | value | meaning |",
		"|---|---|---|---|",
		...keys.map(row),
		...keys.flatMap(words),
		"",
		"## Built-in data",
		"",
		"| name | picture | classes | to train with | to test with |",
		"|---|---|---|---|---|",
		...builtInData.map(pictures),
	].join("\n")}\n`;
}
