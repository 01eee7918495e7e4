import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { suite, test } from "mocha";
import { kinds } from "../../src/network/registry";
import { analyze } from "../../src/source";
import { invariants } from "../unit/source/check";

const folder = path.join(process.cwd(), "test/fixtures/models");
const samples = readdirSync(folder).map((name) => readFileSync(path.join(folder, name), "utf8"));

/** Short enough to be mangled often: every construct once. */
const small = `{
	"name": "small", "input": [1, 12, 12], "labels": ["a", "b"], // a comment
	"layers": [
		{ "type": "Conv2d", "id": "stem", "out_channels": 4, "kernel_size": 3, "padding": [1, 1] },
		{ "type": "Sequential", "id": "block", "repeat": 2, "layers": [
			{ "type": "BatchNorm2d" },
			{ "type": "ReLU" },
			{ "type": "Add", "from": ["previous", "input"] }
		]},
		{ "type": "Concat", "from": ["stem", "block"] },
		{ "type": "MaxPool2d", "kernel_size": 2 },
		{ "type": "Flatten" },
		{ "type": "Linear", "out_features": 2 }
	],
	"train": { "data": "photos", "lr": 0.1, "schedule": "StepLR", "step_size": 2 }
}`;

/** Pieces from which texts close to models are made. */
const scraps = fc.constantFrom(
	...'{ } [ ] , : " // /* */ \\ 0 -1 1e9 2.5 null true "layers" "input" "type" "from" "id" "repeat" "Sequential" "Conv2d" "ReLU" "previous"'.split(
		" ",
	),
	'"layers": [',
	'"train": {',
	'"data": "mnist"',
	'"lr": 0.1',
	'{ "type": ',
	'"kernel_size": 3',
	"\n",
	"[1, 28, 28]",
	"é\u{1F600}\uD800",
);

suite("any text has an analysis", () => {
	test("any string", () => {
		fc.assert(
			fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => invariants(analyze(text))),
			{ numRuns: 500 },
		);
	});
	test("scraps of models", () => {
		fc.assert(
			fc.property(fc.array(scraps, { maxLength: 60 }), (parts) => invariants(analyze(parts.join(" ")))),
			{ numRuns: 1000 },
		);
	});
	test("any JSON in the place of anything", () => {
		fc.assert(
			fc.property(fc.jsonValue({ maxDepth: 4 }), fc.nat(), (value, seed) => {
				const spots = [...small.matchAll(/"[^"]*"|\[1, 12, 12\]|\d+/g)].filter((spot) => small[spot.index + spot[0].length] !== ":");
				const spot = spots[seed % spots.length];
				if (!spot) return;
				invariants(analyze(small.slice(0, spot.index) + JSON.stringify(value) + small.slice(spot.index + spot[0].length)));
			}),
			{ numRuns: 1000 },
		);
	});
});

suite("what precedes a fault stays exact", () => {
	/** Layers of the analysis that end before an offset say the same in both texts. */
	function agree(before: string, after: string, offset: number): void {
		const [was, is] = [analyze(before), analyze(after)];
		invariants(is);
		const known = new Map(is.layers.map((layer) => [layer.key, layer]));
		// What a later change can do to a layer is to stop it being known again; never another number.
		for (const layer of was.layers) {
			if (layer.source.range.end > offset || layer.repetition !== undefined) continue;
			const now = known.get(layer.key);
			assert.deepEqual(
				now && [now.type, now.state, now.shape, now.parameters],
				[layer.type, layer.state, layer.shape, layer.parameters],
				layer.key,
			);
		}
	}
	test("cut off anywhere", () => {
		for (let end = small.indexOf('"layers"'); end < small.length; end++) agree(small, small.slice(0, end), end);
	});
	test("cut off anywhere: the networks of torchvision", () => {
		fc.assert(
			fc.property(fc.constantFrom(...samples), fc.double({ min: 0, max: 1, noNaN: true }), (text, where) => {
				const end = Math.floor(where * text.length);
				agree(text, text.slice(0, end), end);
			}),
			{ numRuns: 60 },
		);
	});
	test("mangled in one place", () => {
		const start = small.indexOf('"kernel_size": 2');
		fc.assert(
			fc.property(fc.nat(), fc.nat(4), fc.string({ maxLength: 4 }), (seed, removed, added) => {
				const at = start + (seed % (small.length - start));
				const text = small.slice(0, at) + added + small.slice(at + removed);
				const changed = analyze(text);
				invariants(changed);
				// A changed `from` or id elsewhere is no syntax error, but leaves what stands before it alone, too.
				if (changed.brokenAt === undefined || changed.brokenAt >= at) agree(small, text, at);
			}),
			{ numRuns: 1000 },
		);
	});
});

/** A layer that fits behind maps of any size: one of every kind that needs no further attribute, and windows with any numbers. */
const pair = fc.oneof(fc.integer({ min: 1, max: 4 }), fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 })));
const simple = kinds.filter(({ takes, attributes }) => takes === "one" && Object.values(attributes).every(({ required }) => !required));
const layer = fc.oneof(
	fc.record({
		type: fc.constant("Conv2d"),
		out_channels: fc.integer({ min: 1, max: 9 }),
		kernel_size: pair,
		padding: fc.oneof(pair, fc.constant("same")),
		dilation: pair,
	}),
	fc.record({ type: fc.constant("Conv2d"), out_channels: fc.integer({ min: 1, max: 9 }), kernel_size: pair, stride: pair }),
	fc.record({ type: fc.constant("MaxPool2d"), kernel_size: pair, ceil_mode: fc.boolean() }),
	fc.record({ type: fc.constant("ConvTranspose2d"), out_channels: fc.integer({ min: 1, max: 5 }), kernel_size: pair, stride: pair }),
	fc.constantFrom(...simple.map(({ type }) => ({ type }))),
	fc.record({
		type: fc.constant("Sequential"),
		repeat: fc.integer({ min: 1, max: 3 }),
		layers: fc.array(fc.constantFrom(...simple.map(({ type }) => ({ type }))), { maxLength: 2 }),
	}),
);

suite("random networks", () => {
	test("what is legal has finite positive shapes and costs, and the graph holds all of it", () => {
		let complete = 0;
		fc.assert(
			fc.property(
				fc.array(layer, { minLength: 1, maxLength: 8 }),
				fc.integer({ min: 1, max: 4 }),
				fc.integer({ min: 6, max: 40 }),
				(layers, channels, size) => {
					const analysis = analyze(JSON.stringify({ input: [channels, size, size + 1], layers }));
					invariants(analysis);
					if (analysis.complete) complete++;
					for (const { state, shape, parameters, macs, receptiveField } of analysis.layers) {
						if (state !== "ok") continue;
						assert.ok(shape?.every((extent) => Number.isSafeInteger(extent) && extent >= 1));
						assert.ok(Number.isSafeInteger(parameters) && parameters >= 0 && Number.isSafeInteger(macs) && macs >= 0);
						assert.ok(receptiveField?.size.every((extent) => Number.isFinite(extent) && extent >= 1));
					}
				},
			),
			{ numRuns: 500 },
		);
		assert.ok(complete > 50, `${complete} of 500 legal: enough to mean something`);
	});
});
