import { toJsonSchema } from "@valibot/to-json-schema";
import * as v from "valibot";
import { readAttributes } from "../../src/network/attribute";
import type { LayerKind } from "../../src/network/kind";
import { modelKeys } from "../../src/network/model";
import { kinds } from "../../src/network/registry";
import { layerKeys, SEQUENTIAL, type StructureKey, sequentialDoc, sequentialKeys } from "../../src/network/sequential";
import { type Say, text } from "../../src/network/text";
import { type TrainKey, trainKeys } from "../../src/network/trainKeys";

/** A JSON schema or a part of one; only ever written out. */
type Json = Readonly<Record<string, unknown>>;

/** A valibot schema as JSON Schema, without what JSON cannot say (that a number is finite: in JSON all are). */
function plain(schema: v.GenericSchema): Json {
	const { $schema: _, ...rest } = toJsonSchema(schema, { errorMode: "ignore" });
	return rest;
}

/**
 * A snippet that offers nothing. VS Code completes a key without its colon where it finds no proposal for the value at the schema's top; with
 * this one it writes the colon, stops behind it and asks for completions, which the extension has.
 */
const NO_SNIPPET: Json = {};

/**
 * A description, and a value that completes but never fails. The extension's own analysis says what is wrong, with better texts; a schema that
 * judged as well would underline every fault twice.
 */
const lenient = (say: Say, doc: string, value: Json, snippet = NO_SNIPPET): Json => ({
	description: say(text(doc)),
	anyOf: [value, {}],
	defaultSnippets: [snippet],
});

/** `[$1, $2]` for a value that may be a list of so many numbers. */
function listSnippet(say: Say, schema: v.GenericSchema): Json | undefined {
	const names = [text("[height, width]"), text("[left, right, top, bottom]")];
	const list = names.find(({ message }) =>
		v.is(
			schema,
			message.split(",").map(() => 1),
		),
	);
	if (!list || v.is(schema, [1])) return undefined;
	return {
		label: say(list),
		bodyText: `[${list.message
			.split(",")
			.map((_, i) => `$${i + 1}`)
			.join(", ")}]`,
	};
}

type Documented = Pick<StructureKey, "schema" | "doc" | "usual">;

function property(say: Say, { schema, doc, usual }: Documented): Json {
	// Numbers are completed by the extension, which knows those that fit; fixed words are in the schema, and free ones are given as examples.
	const words = (usual ?? []).filter((value) => typeof value === "string");
	const value = plain(schema);
	const fixed = JSON.stringify(value).includes('"enum"');
	return lenient(say, doc, words.length > 0 && !fixed ? { ...value, examples: words } : value, listSnippet(say, schema));
}

const properties = (say: Say, keys: Readonly<Record<string, Documented>>): Json =>
	Object.fromEntries(Object.entries(keys).map(([name, key]) => [name, property(say, key)]));

/** What is written for an attribute at first, with a place to stop at: `"kernel_size": ${2:3}`. */
const placeholder = (name: string, value: unknown, stop: number): string => `${JSON.stringify(name)}: \${${stop}:${JSON.stringify(value)}}`;

/** The attributes without which a layer means nothing: the required ones, and what its shape rule asks for on roomy maps (Upsample's factor). */
function firstAttributes(kind: LayerKind): [name: string, value: unknown][] {
	const found = Object.entries(kind.attributes)
		.filter(([, { required }]) => required)
		.map(([name, { usual }]): [string, unknown] => [name, usual?.[0] ?? 1]);
	const inference = kind.infer([[64, 64, 64]], readAttributes(kind.attributes, Object.fromEntries(found)));
	const [fix] = inference.ok ? [] : (inference.fault.fixes ?? []);
	if (fix?.kind === "set" && !found.some(([name]) => name === fix.attribute)) found.push([fix.attribute, fix.value]);
	return found;
}

/** A whole layer on one line, as model files are written. */
function layerSnippet(say: Say, kind: LayerKind): Json {
	const attributes = firstAttributes(kind).map(([name, value], i) => placeholder(name, value, i + 1));
	const from = kind.takes === "several" ? [`"from": ["previous", "\${1:input}"]`] : [];
	const body = [`"type": ${JSON.stringify(kind.type)}`, ...attributes, ...from].join(", ");
	return { label: kind.type, description: say(text(kind.doc)), bodyText: `{ ${body} }` };
}

/** A pattern, because a JSON server offers constants as words, and these are offered by the extension. */
const typeIs = (type: string): Json => ({ properties: { type: { ...typeWord, pattern: `^${type}$` } }, required: ["type"] });
const typeWord = { type: "string" };

function layerDefinition(say: Say): Json {
	const when = (type: string, keys: Readonly<Record<string, Documented>>): Json => ({
		if: typeIs(type),
		// biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema.
		then: { properties: properties(say, keys) },
	});
	const block = {
		label: SEQUENTIAL,
		description: say(text(sequentialDoc)),
		bodyText: `{ "type": "${SEQUENTIAL}", "id": "\${1:block}", "layers": [\n\t$0\n] }`,
	};
	const { layers, ...rest } = sequentialKeys;
	return {
		defaultSnippets: [...kinds.map((kind) => layerSnippet(say, kind)), block],
		properties: {
			...properties(say, layerKeys),
			// Without its words: the extension offers them itself, in another order than by name.
			type: lenient(say, layerKeys.type.doc, word),
		},
		allOf: [
			...kinds.filter(({ attributes }) => Object.keys(attributes).length > 0).map(({ type, attributes }) => when(type, attributes)),
			{
				if: typeIs(SEQUENTIAL),
				// biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema.
				then: { properties: { ...properties(say, rest), layers: layerList(say, layers.doc) } },
			},
		],
	};
}

/** Not `lenient`: items that are no layers are nothing that a schema of optional keys could refuse. */
const layerList = (say: Say, doc: string): Json => ({ description: say(text(doc)), items: { $ref: "#/definitions/layer" } });

const count = { type: "integer", minimum: 1 };
const word = { type: "string" };

/** Words of a key with what each means, for completion. Names of built-in data are examples without it, since a path may stand there too. */
function trainProperty(say: Say, { words, ...key }: TrainKey<unknown>): Json {
	const made = property(say, key);
	const value = plain(key.schema);
	if (!words || !value.enum) return made;
	return { ...made, anyOf: [{ ...value, enumDescriptions: Object.values(words).map((doc) => say(text(doc))) }, {}] };
}

const trainSnippet = `{ "data": "\${1:mnist}", "loss": "CrossEntropyLoss", "optimizer": "\${2:Adam}", "lr": \${3:0.001}, "batch_size": \${4:32}, "epochs": \${5:3}, "seed": \${6:7} }`;

const modelSnippet = `{
	"name": "\${1:Network}",
	"input": [\${2:1}, \${3:28}, \${4:28}],
	"layers": [
		{ "type": "Conv2d", "out_channels": \${5:8}, "kernel_size": \${6:3} },
		{ "type": "ReLU" },
		{ "type": "MaxPool2d", "kernel_size": \${7:2} },
		{ "type": "Flatten" },
		{ "type": "Linear", "out_features": \${8:10} }$0
	]
}`;

/** The JSON schema of `*.cnn.json` in one language, for completion and hovers of keys in any editor. */
export function modelSchema(say: Say): Json {
	const train = Object.entries(trainKeys).map(([name, key]) => [name, trainProperty(say, key)]);
	return {
		$schema: "http://json-schema.org/draft-07/schema#",
		title: "Convscope",
		description: say(text("A convolutional network: the shape of its input and its layers.")),
		allowTrailingCommas: true,
		defaultSnippets: [{ label: say(text("A small network")), bodyText: modelSnippet }],
		properties: {
			$schema: lenient(say, modelKeys.$schema, word),
			name: lenient(say, modelKeys.name, word),
			input: lenient(
				say,
				modelKeys.input,
				{ type: "array", items: count, minItems: 1, maxItems: 3 },
				{
					label: say(text("[channels, height, width]")),
					bodyText: `[\${1:3}, \${2:32}, \${3:32}]`,
				},
			),
			labels: lenient(say, modelKeys.labels, { type: "array", items: word }, { label: '["…"]', bodyText: '["$1"]' }),
			layers: layerList(say, modelKeys.layers),
			train: {
				description: say(text(modelKeys.train)),
				properties: Object.fromEntries(train),
				defaultSnippets: [{ label: say(text("Train on a built-in data set")), bodyText: trainSnippet }],
			},
			weights: lenient(say, modelKeys.weights, word),
		},
		definitions: { layer: layerDefinition(say) },
	};
}
