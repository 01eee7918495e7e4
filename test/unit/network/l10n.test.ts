import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { suite, test } from "mocha";
import { chinese } from "../../../scripts/generated";
import { modelKeys } from "../../../src/network/model";
import { kinds } from "../../../src/network/registry";
import { layerKeys, sequentialDoc, sequentialKeys } from "../../../src/network/sequential";
import { type TrainKey, trainKeys } from "../../../src/network/trainKeys";

const table = chinese(process.cwd());

/** Every sentence that the registry holds. */
function registered(): string[] {
	const keys = [
		...kinds.flatMap(({ attributes }) => Object.values(attributes)),
		...Object.values(layerKeys),
		...Object.values(sequentialKeys),
		...Object.values(trainKeys),
	];
	const words = Object.values(trainKeys).flatMap(({ words }: TrainKey<unknown>) => Object.values(words ?? {}));
	return [
		...kinds.map(({ doc }) => doc),
		sequentialDoc,
		...keys.flatMap(({ doc, expects }) => [doc, expects.message]),
		...Object.values(modelKeys),
		...words,
	];
}

/** Every sentence that the room's code makes: the first argument of `text(…)`. */
function spoken(): string[] {
	const folders = ["src/network", "src/network/layers", "scripts/generated"];
	const files = folders
		.flatMap((folder) => readdirSync(folder).map((name) => path.join(folder, name)))
		.filter((file) => file.endsWith(".ts"));
	return files.flatMap((file) => {
		const code = readFileSync(file, "utf8").replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "");
		return [...code.matchAll(/\btext\(\s*("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')/g)].map(([, literal = ""]) =>
			literal.slice(1, -1).replace(/\\(.)/g, "$1"),
		);
	});
}

const placeholders = (sentence: string): string[] => (sentence.match(/\{\w+\}/g) ?? []).sort();

suite("network: Chinese", () => {
	test("every sentence of the registry is translated", () => {
		const found = registered();
		assert.ok(found.length > 200);
		assert.deepEqual(
			found.filter((sentence) => !/\p{Script=Han}/u.test(table[sentence] ?? "") && sentence !== "true or false"),
			[],
		);
		assert.equal(table["true or false"], "true 或 false");
	});

	test("every sentence that a rule makes is translated", () => {
		const found = spoken();
		assert.ok(found.length > 40, `only ${found.length} were found`);
		assert.deepEqual(
			found.filter((sentence) => !/\p{Script=Han}/u.test(table[sentence] ?? "")),
			[],
		);
	});

	test("translations keep their places for values", () => {
		for (const sentence of [...registered(), ...spoken()]) {
			assert.deepEqual(placeholders(table[sentence] ?? ""), placeholders(sentence), sentence);
		}
	});
});
