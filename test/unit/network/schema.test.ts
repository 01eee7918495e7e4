import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { suite, test } from "mocha";
import { generatedFiles } from "../../../scripts/generated";
import { accepts } from "../../../src/network/attribute";
import { kindOf, kinds } from "../../../src/network/registry";
import { isTrainKey, trainKeys } from "../../../src/network/trainKeys";

/** A JSON schema, as far as these tests look. */
interface Schema {
	readonly description?: string;
	readonly enum?: readonly unknown[];
	readonly enumDescriptions?: readonly string[];
	readonly anyOf?: readonly Schema[];
	readonly properties?: Readonly<Record<string, Schema>>;
	readonly items?: { readonly $ref?: string };
	readonly defaultSnippets?: readonly { readonly label: string; readonly bodyText: string }[];
	readonly allOf?: readonly {
		readonly if: { readonly properties: { readonly type: { readonly pattern: string } } };
		readonly then: Schema;
	}[];
	readonly definitions?: { readonly layer: Schema };
}

const root = process.cwd();
const files = generatedFiles(root);
const parse = (name: string): Schema => JSON.parse(files[name] ?? "null") as Schema;
const english = parse("schemas/cnn.schema.json");
const chinese = parse("schemas/cnn.schema.zh-cn.json");

const ownKeys = (schema: Schema, type: string): Readonly<Record<string, Schema>> =>
	schema.definitions?.layer.allOf?.find((branch) => branch.if.properties.type.pattern === `^${type}$`)?.then.properties ?? {};

/** Both values walked together: the same keys and lists throughout; texts for people may differ, and then must. */
function compare(a: unknown, b: unknown, where: string, texts: string[]): void {
	if (typeof a !== "object" || a === null || typeof b !== "object" || b === null) {
		assert.equal(b, a, where);
		return;
	}
	assert.deepEqual(Object.keys(b), Object.keys(a), where);
	for (const [key, value] of Object.entries(a)) {
		const other: unknown = (b as Record<string, unknown>)[key];
		const translated = (key === "description" && typeof value === "string") || where.endsWith(".enumDescriptions");
		if (!translated && key !== "label") compare(value, other, `${where}.${key}`, texts);
		if (!translated) continue;
		assert.match(String(other), /\p{Script=Han}/u, `${where}.${key}: ${value}`);
		texts.push(String(value));
	}
}

/** Whether a schema can refuse anything: every keyword that could must stand beside an empty alternative or in a condition. */
function strictKeywords(schema: unknown, where: string): string[] {
	if (typeof schema !== "object" || schema === null) return [];
	const entries = Object.entries(schema);
	const refusing = ["type", "enum", "const", "required", "additionalProperties", "minimum", "pattern", "minItems", "not", "oneOf"];
	return entries.flatMap(([key, value]) => {
		if (key === "if" || key === "defaultSnippets") return [];
		if (key === "anyOf" && Array.isArray(value) && value.some((option) => Object.keys(option).length === 0)) return [];
		if (key === "properties" || key === "definitions") {
			return Object.entries(value).flatMap(([name, inner]) => strictKeywords(inner, `${where}.${name}`));
		}
		if (Array.isArray(value)) return value.flatMap((inner, i) => strictKeywords(inner, `${where}.${key}[${i}]`));
		return refusing.includes(key) ? [`${where}.${key}`] : strictKeywords(value, `${where}.${key}`);
	});
}

suite("network: what is generated from the registry", () => {
	for (const [name, text] of Object.entries(files)) {
		test(`${name} is what npm run schema would write`, () => {
			assert.equal(readFileSync(path.join(root, name), "utf8"), text);
		});
	}

	test("knows every layer and every attribute, each with its sentence", () => {
		const { layer } = english.definitions ?? {};
		const words = JSON.stringify(layer?.properties?.type) + JSON.stringify(layer?.allOf?.map((branch) => branch.if));
		assert.doesNotMatch(words, /"enum"|"const"/, "types are offered by the extension alone, in its own order");
		for (const { type, attributes } of kinds) {
			const found = Object.entries(ownKeys(english, type)).map(([name, { description }]) => [name, description]);
			assert.deepEqual(
				found,
				Object.entries(attributes).map(([name, { doc }]) => [name, doc]),
				type,
			);
		}
		assert.deepEqual(Object.keys(ownKeys(english, "Sequential")), ["repeat", "layers"]);
		assert.equal(ownKeys(english, "Sequential").layers?.items?.$ref, "#/definitions/layer");
		assert.deepEqual(Object.keys(english.properties ?? {}), ["$schema", "name", "input", "labels", "layers", "train", "weights"]);
	});

	test("knows every key of train, its words each with its sentence", () => {
		const found = Object.entries(english.properties?.train?.properties ?? {});
		assert.deepEqual(
			found.map(([name, { description }]) => [name, description]),
			Object.entries(trainKeys).map(([name, { doc }]) => [name, doc]),
		);
		const { optimizer } = trainKeys;
		const [{ enum: words, enumDescriptions } = {}] = english.properties?.train?.properties?.optimizer?.anyOf ?? [];
		assert.deepEqual([words, enumDescriptions], [optimizer.usual, Object.values(optimizer.words ?? {})]);
	});

	test("the section's snippet, its stops filled in, has nothing wrong with it", () => {
		const [snippet] = english.properties?.train?.defaultSnippets ?? [];
		const written = JSON.parse(snippet?.bodyText.replace(/\$\{\d+:([^}]*)\}/g, "$1") ?? "null") as Record<string, unknown>;
		assert.ok(Object.keys(written).length > 4);
		for (const [name, value] of Object.entries(written)) assert.ok(isTrainKey(name) && accepts(trainKeys[name], value), name);
	});

	test("completes fixed words", () => {
		const words = JSON.stringify(ownKeys(english, "Conv2d").padding);
		assert.match(words, /"enum":\["same","valid"\]/);
		assert.match(JSON.stringify(ownKeys(english, "Upsample").mode), /"enum":\["nearest","bilinear","bicubic"\]/);
	});

	test("refuses nothing: the extension's own analysis does, once and with better texts", () => {
		assert.deepEqual(strictKeywords(english, "schema"), []);
	});

	test("every layer snippet, its stops filled in, is a layer whose attributes are accepted and complete", () => {
		const snippets = english.definitions?.layer.defaultSnippets ?? [];
		assert.deepEqual(
			snippets.map(({ label }) => label),
			[...kinds.map(({ type }) => type), "Sequential"],
		);
		assert.equal(snippets[0]?.bodyText, `{ "type": "Conv2d", "out_channels": \${1:8}, "kernel_size": \${2:3} }`);
		for (const { label, bodyText } of snippets) {
			const { type, from, ...written } = JSON.parse(bodyText.replace(/\$\{\d+:([^}]*)\}/g, "$1").replace("$0", "")) as Record<
				string,
				unknown
			>;
			assert.equal(type, label);
			const kind = kindOf(label);
			if (!kind) continue;
			assert.equal(Array.isArray(from), kind.takes === "several", label);
			for (const [name, attribute] of Object.entries(kind.attributes)) {
				if (name in written) assert.ok(accepts(attribute, written[name]), `${label} ${name}`);
				else assert.ok(!attribute.required, `${label} lacks ${name}`);
			}
		}
	});

	test("Chinese has the same structure, with every description translated", () => {
		const texts: string[] = [];
		compare(english, chinese, "schema", texts);
		assert.ok(texts.length > 150, `only ${texts.length} descriptions`);
	});
});
