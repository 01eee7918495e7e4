import { accepts } from "../network/attribute";
import type { FixValue } from "../network/issue";
import { builtInData, dataFacts, type TrainRecipe } from "../network/train";
import { trainDefault, trainKeys } from "../network/trainKeys";
import type { Analysis } from "../source/analysis";
import { addBehind, formatValue, removeEntry, setValue, type TextEdit } from "./edit";
import { entriesOf, topLevelEntries } from "./lookup";
import { skipTrivia } from "./trivia";

type Key = keyof TrainRecipe;

/**
 * The edits of the analysed text that give a key of `train` this value; undefined takes the key out. What the value cannot do without is
 * written with it: `data` in a new section, `step_size` for a StepLR, a momentum for Nesterov's. None where the text says so already, where
 * the key cannot have that value, or where a syntax error leaves it open what would be changed.
 */
export function setTrain(analysis: Analysis, key: Key, value: TrainRecipe[Key]): readonly TextEdit[] {
	const { text, trainSource: source, brokenAt } = analysis;
	if (value !== undefined && !accepts(trainKeys[key], value)) return [];
	if (!source) return newSection(analysis, key, value);
	if (brokenAt !== undefined && source.range.end >= brokenAt) return [];
	const entries = entriesOf(source);
	const entry = entries.find(({ name }) => name === key);
	if (value === undefined) return entry ? removeEntry(text, entries, entry) : [];
	const written = (name: string) => entries.some((other) => other.name === name);
	const missing = Object.entries(companions(analysis, key, value)).filter(([name]) => !written(name));
	const added = [...(entry ? [] : [[key, value] as const]), ...missing].map(keyText);
	return [
		...(entry && JSON.stringify(entry.written) !== JSON.stringify(value) ? setValue(text, entry, value) : []),
		...(added.length > 0 ? addBehind(text, source.range.start, entries, entries.at(-1), added) : []),
	];
}

const keyText = ([name, value]: readonly [string, FixValue]): string => `"${name}": ${formatValue(value)}`;

/** What a section begins with that nobody has written yet: settings that most small networks learn well with. */
const usual = { optimizer: "Adam", lr: 0.001, batch_size: 32, epochs: 10 } as const satisfies Partial<TrainRecipe>;

/** The edits that give a text without `train` that section, with the built-in data that fit the input. */
export const addTrain = (analysis: Analysis): readonly TextEdit[] =>
	analysis.trainSource ? [] : sectionWith(analysis, { data: dataFor(analysis), ...usual });

/** The edits for a new section with one key. */
function newSection(analysis: Analysis, key: Key, value: TrainRecipe[Key]): readonly TextEdit[] {
	if (value === undefined) return [];
	return sectionWith(analysis, { data: dataFor(analysis), [key]: value, ...companions(analysis, key, value) });
}

/** A whole section, as the model's last key; in place of what is no object. */
function sectionWith(analysis: Analysis, written: Readonly<Record<string, FixValue>>): readonly TextEdit[] {
	const { text, keys, brokenAt } = analysis;
	if (brokenAt !== undefined) return [];
	const section = `{ ${Object.entries(written).map(keyText).join(", ")} }`;
	if (keys.train) return [{ range: keys.train.value, newText: section }];
	const brace = skipTrivia(text, 0);
	if (text[brace] !== "{") return [];
	const entries = topLevelEntries(analysis);
	return addBehind(text, brace, entries, entries.at(-1), [`"train": ${section}`]);
}

/** What must be written with a value for it to be legal, unless it is written already. */
function companions({ train }: Analysis, key: Key, value: FixValue): Readonly<Record<string, FixValue>> {
	if (key === "schedule" && value === "StepLR") {
		const epochs = train?.recipe.epochs ?? Number(trainDefault("epochs", "SGD"));
		return { step_size: Math.max(1, Math.round(epochs / 3)) };
	}
	return key === "nesterov" && value === true ? { momentum: 0.9 } : {};
}

/** The built-in data with the input's channels. */
const dataFor = ({ input }: Analysis): string =>
	builtInData.find((name) => input?.shape.length === 3 && dataFacts(name)?.shape[0] === input.shape[0]) ?? builtInData[0];
