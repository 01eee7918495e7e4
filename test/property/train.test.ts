import assert from "node:assert/strict";
import fc from "fast-check";
import { parse } from "jsonc-parser";
import { suite, test } from "mocha";
import { applyEdits } from "../../src/language/edit";
import { fixesFor } from "../../src/language/fixes";
import { setTrain } from "../../src/language/train";
import { accepts } from "../../src/network/attribute";
import type { TrainRecipe } from "../../src/network/train";
import { trainKeys } from "../../src/network/trainKeys";
import { type Analysis, analyze } from "../../src/source";
import { invariants } from "../unit/source/check";

const names = Object.keys(trainKeys) as (keyof TrainRecipe)[];
const name = fc.constantFrom(...names);

/** A value that a key may have. */
const legal = (key: keyof TrainRecipe): fc.Arbitrary<string | number | boolean | number[]> => {
	if (key === "class_weights")
		return fc
			.array(fc.double({ min: 0, max: 9, noNaN: true }), { minLength: 1, maxLength: 12 })
			.filter((weights) => weights.some((weight) => weight > 0));
	const usual = (trainKeys[key].usual ?? []).filter((value) => typeof value !== "object");
	const number = fc.oneof(fc.double({ min: 0, max: 3, noNaN: true }), fc.integer({ min: 1, max: 5000 }));
	return fc.oneof(fc.constantFrom(...usual), number).filter((value) => accepts(trainKeys[key], value));
};
const setting = name.chain((key) => fc.tuple(fc.constant(key), legal(key)));
const section = fc.uniqueArray(setting, { selector: ([key]) => key, maxLength: 8 });
const anything = fc.uniqueArray(fc.oneof(setting, fc.tuple(fc.oneof(name, fc.string({ maxLength: 6 })), fc.jsonValue({ maxDepth: 2 }))), {
	selector: ([key]) => key,
	maxLength: 6,
});

const onMnist = section.map((train) => [["data", "mnist"] as const, ...train.filter(([key]) => key !== "data")]);

/** How a section may be laid out: on one line or several, with comments, with a comma behind the last key. */
interface Layout {
	readonly lines: boolean;
	readonly comments: boolean;
	readonly trailing: boolean;
	readonly newline: "\n" | "\r\n";
}
const layout: fc.Arbitrary<Layout> = fc.record({
	lines: fc.boolean(),
	comments: fc.boolean(),
	trailing: fc.boolean(),
	newline: fc.constantFrom("\n", "\r\n"),
});

/** A digit classifier with this section; without one where there is none. */
function modelOf(train: readonly (readonly [string, unknown])[] | undefined, { lines, comments, trailing, newline }: Layout): string {
	const body = '"input": [1, 28, 28],\n\t"layers": [{ "type": "Flatten" }, { "type": "Linear", "out_features": 10 }]';
	if (!train) return `{\n\t${body}${trailing ? "," : ""}${comments ? " // the end" : ""}\n}\n`.replaceAll("\n", newline);
	const keys = train.map(([key, value], i) => {
		const comma = i < train.length - 1 || trailing ? "," : "";
		const comment = comments ? (lines ? ` // about ${i}` : ` /* about ${i} */`) : "";
		return `${JSON.stringify(key)}: ${JSON.stringify(value)}${comma}${comment}`;
	});
	const inside = lines ? `\n\t\t${keys.join("\n\t\t")}\n\t` : ` ${keys.join(" ")} `;
	return `{\n\t${body},\n\t"train": {${train.length > 0 ? inside : ""}}\n}\n`.replaceAll("\n", newline);
}

const commentsOf = (text: string): readonly string[] => text.match(/\/\/ .*|\/\* .*? \*\//g)?.map((comment) => comment.trim()) ?? [];

const errors = ({ issues }: Analysis): number => issues.filter(({ severity }) => severity === "error").length;

suite("train: properties", () => {
	test("any section has an analysis; a recipe says what is written", () => {
		let recipes = 0;
		fc.assert(
			fc.property(fc.oneof(anything, onMnist), layout, (train, how) => {
				const analysis = analyze(modelOf(train, how));
				invariants(analysis);
				if (analysis.train) recipes++;
			}),
			{ numRuns: 500 },
		);
		assert.ok(recipes > 50, `${recipes} recipes: enough to mean something`);
	});
	test("a key set in the text is set, everything else stays: values, comments, what parses", () => {
		fc.assert(
			fc.property(fc.option(section, { nil: undefined }), layout, setting, (train, how, [key, value]) => {
				const before = modelOf(train, how);
				const analysis = analyze(before);
				const after = applyEdits(before, setTrain(analysis, key, value));
				const [was, is] = [parse(before), parse(after)];
				assert.deepEqual(is.train[key], value, after);
				assert.equal(analyze(after).brokenAt, undefined, after);
				for (const other of Object.keys(was.train ?? {})) if (other !== key) assert.deepEqual(is.train[other], was.train[other]);
				const added = Object.keys(is.train).filter((other) => other !== key && !(other in (was.train ?? {})));
				assert.ok(
					added.every((other) => ["data", "step_size", "momentum"].includes(other)),
					after,
				);
				assert.deepEqual({ ...is, train: 0 }, { ...was, train: 0 });
				assert.deepEqual(commentsOf(after), commentsOf(before));
				assert.deepEqual(setTrain(analyze(after), key, value), [], "once is enough");
				if (how.newline === "\r\n") assert.doesNotMatch(after, /(?<!\r)\n/);
			}),
			{ numRuns: 500 },
		);
	});
	test("a key taken out is out, everything else stays", () => {
		fc.assert(
			fc.property(section, layout, name, (train, how, key) => {
				const before = modelOf(train, how);
				const after = applyEdits(before, setTrain(analyze(before), key, undefined));
				assert.equal(analyze(after).brokenAt, undefined, after);
				const { [key]: _, ...rest } = parse(before).train;
				assert.deepEqual(parse(after).train, rest, after);
			}),
			{ numRuns: 300 },
		);
	});
	test("every fix of a section leaves no more errors, and text that parses", () => {
		fc.assert(
			fc.property(anything, layout, (train, how) => {
				const text = modelOf(train, how);
				const analysis = analyze(text);
				for (const issue of analysis.issues.slice(0, 3)) {
					for (const { edits } of fixesFor(analysis, issue)) {
						const fixed = analyze(applyEdits(text, edits));
						assert.equal(fixed.brokenAt, undefined, fixed.text);
						assert.ok(errors(fixed) <= errors(analysis), fixed.text);
					}
				}
			}),
			{ numRuns: 150 },
		);
	});
});
