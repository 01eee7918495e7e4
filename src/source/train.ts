import * as v from "valibot";
import type { Fix, FixValue } from "../network/issue";
import { text } from "../network/text";
import type { TrainRecipe } from "../network/train";
import { isTrainKey, readRecipe, type TrainKey, trainDefault, trainKeys } from "../network/trainKeys";
import type { AttributeSource, LayerSource, Train } from "./analysis";
import type { Document } from "./document";
import type { Issues } from "./issues";
import type { Parsed } from "./jsonc";
import { nearest } from "./nearest";
import { checkSettings } from "./trainSettings";
import { invalid, shorten } from "./values";

/** Reads `train` and reports what is wrong with it by itself; undefined where it is absent, at fault, or not exact. */
export function readTrain({ train: source, keys, input }: Document, parsed: Parsed, issues: Issues): Train | undefined {
	const property = keys.train;
	if (!property || property.written === undefined || !parsed.exact(property.value)) return undefined;
	if (!source) {
		const expects = text("an object, such as {example}", { example: '{ "data": "mnist" }' });
		issues.add(invalid(property, { expects, accepts: () => false }, issues));
		return undefined;
	}
	const reader = new TrainReader(source, issues);
	const data = input?.shape[0] === 3 ? ["emoji8", "mnist"] : ["mnist", "emoji8"];
	const written = reader.read(data);
	if (!written) return undefined;
	const recipe = readRecipe(written);
	const train = { recipe, keys: Object.fromEntries(source.attributes.map((entry) => [entry.name, entry])), range: source.range };
	return checkSettings(train, source, issues) ? train : undefined;
}

class TrainReader {
	readonly #source: LayerSource;
	readonly #issues: Issues;

	constructor(source: LayerSource, issues: Issues) {
		this.#source = source;
		this.#issues = issues;
	}

	/** The written values, where all are legal and none is missing. `data` are proposed where none are named. */
	read(data: readonly string[]): Readonly<Record<string, unknown>> | undefined {
		const written: Record<string, unknown> = {};
		const meant = new Set<string | undefined>();
		let legal = true;
		for (const { name, key } of this.#source.repeated ?? []) {
			legal = false;
			this.#issues.add({
				code: "duplicate-attribute",
				source: this.#source,
				range: key,
				attribute: name,
				text: text("{attribute} is written twice; only one can count.", { attribute: shorten(name) }),
				fixes: [{ kind: "remove", attribute: name }],
			});
		}
		for (const entry of this.#source.attributes) {
			if (!isTrainKey(entry.name)) {
				legal = false;
				meant.add(this.#unknown(entry));
			} else if (v.is(trainKeys[entry.name].schema, entry.written)) written[entry.name] = entry.written;
			else {
				legal = false;
				this.#wrong(entry, entry.name);
			}
		}
		const named = (name: string) => this.#source.attributes.some((entry) => entry.name === name) || meant.has(name);
		if (!named("data")) {
			legal = false;
			this.#missing("train", "data", data);
		}
		if (written.schedule === "StepLR" && !named("step_size")) {
			legal = false;
			this.#missing("StepLR", "step_size", (trainKeys.step_size.usual ?? []).map(Number));
		}
		return legal ? written : undefined;
	}

	#wrong(entry: AttributeSource, name: keyof TrainRecipe): void {
		const key: TrainKey<unknown> = trainKeys[name];
		const word =
			key.words && name !== "data" && typeof entry.written === "string" ? nearest(entry.written, Object.keys(key.words)) : undefined;
		const draft = invalid(entry, { ...key, default: trainDefault(name, this.#optimizer()) }, this.#issues, this.#source);
		if (word === undefined) {
			this.#issues.add(draft);
			return;
		}
		const message = text("There is no {attribute} {written}; did you mean {meant}?", {
			attribute: name,
			written: shorten(String(entry.written)),
			meant: word,
		});
		this.#issues.add({ ...draft, text: message, fixes: [{ kind: "set", attribute: name, value: word }] });
	}

	#optimizer(): TrainRecipe["optimizer"] {
		const written = this.#source.attributes.find(({ name }) => name === "optimizer")?.written;
		return v.is(trainKeys.optimizer.schema, written) ? trainKeys.optimizer.read(written) : "SGD";
	}

	/** Says that `train` has no such key; returns the one that was probably meant. */
	#unknown({ name, key }: AttributeSource): string | undefined {
		const free = Object.keys(trainKeys).filter((known) => !this.#source.attributes.some((entry) => entry.name === known));
		const meant = nearest(name, free);
		const remove: Fix = { kind: "remove", attribute: name };
		this.#issues.add({
			code: "unknown-attribute",
			source: this.#source,
			range: key,
			attribute: name,
			text: meant
				? text("{type} has no {attribute}; did you mean {meant}?", { type: "train", attribute: shorten(name), meant })
				: text("{type} has no {attribute}.", { type: "train", attribute: shorten(name) }),
			fixes: meant ? [{ kind: "rename", attribute: name, to: meant }, remove] : [remove],
		});
		return meant;
	}

	#missing(owner: string, name: keyof TrainRecipe, values: readonly FixValue[]): void {
		const { start, end } = this.#source.range;
		const schedule = this.#source.attributes.find((entry) => entry.name === "schedule");
		this.#issues.add({
			code: "missing-attribute",
			source: this.#source,
			range: name === "step_size" && schedule ? schedule.value : { start, end: Math.min(end, start + 1) },
			attribute: name,
			text: text("{type} needs {attribute}: {expects}.", { type: owner, attribute: name, expects: trainKeys[name].expects }),
			fixes: values.map((value) => ({ kind: "set", attribute: name, value })),
		});
	}
}
