import assert from "node:assert/strict";
import * as fc from "fast-check";
import { suite, test } from "mocha";
import { elements } from "../../src/network/shape";
import { WeightsError } from "../../src/weights/fault";
import { matchWeights } from "../../src/weights/match";
import { readHeader, readTensor } from "../../src/weights/read";
import { type NamedTensor, writeWeights } from "../../src/weights/write";

const tensor: fc.Arbitrary<NamedTensor> = fc
	.record({
		name: fc.oneof(fc.string({ unit: "grapheme", maxLength: 20 }), fc.constantFrom("__proto__", "0.weight", "10", "2", "constructor")),
		shape: fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 4 }),
	})
	.filter(({ name }) => name !== "__metadata__")
	.chain(({ name, shape }) =>
		fc
			.array(fc.float(), { minLength: elements(shape), maxLength: elements(shape) })
			.map((numbers) => ({ name, shape, data: Float32Array.from(numbers) })),
	);

const tensors = fc.uniqueArray(tensor, { selector: ({ name }) => name, maxLength: 8 });
const metadata = fc.dictionary(fc.string({ maxLength: 8 }), fc.string({ unit: "grapheme", maxLength: 20 }), {
	maxKeys: 4,
	noNullPrototype: true,
});

/** Reads what can be read. Whether it could; anything thrown but a WeightsError is a fault. */
function reads(file: Uint8Array): boolean {
	try {
		for (const entry of readHeader(file).tensors.values()) readTensor(file, entry);
		return true;
	} catch (error) {
		assert.ok(error instanceof WeightsError, `${error}`);
		return false;
	}
}

suite("weights: any file", () => {
	test("comes back as it was written, bit for bit, whatever the order it was given in", () => {
		fc.assert(
			fc.property(tensors, metadata, (written, words) => {
				const file = writeWeights(written, words);
				assert.deepEqual(writeWeights([...written].reverse(), words), file);
				assert.equal(new DataView(file.buffer).getBigUint64(0, true) % 8n, 0n);
				const read = readHeader(file);
				assert.deepEqual({ ...read.metadata }, words);
				assert.equal(read.tensors.size, written.length);
				for (const { name, shape, data } of written) {
					const entry = read.tensors.get(name);
					assert.deepEqual(entry?.shape, shape);
					assert.deepEqual(entry && readTensor(file, entry), data);
				}
				const layers = written.map(({ name, shape }) => ({ key: "a", tensors: [{ name, shape }] }));
				const named = writeWeights(written.map((each) => ({ ...each, name: `a.${each.name}` })));
				const { fitting, ...rest } = matchWeights(layers, readHeader(named).tensors);
				assert.equal(fitting.length, written.length);
				assert.deepEqual(rest, { missing: [], misfits: [], unexpected: [] });
			}),
			{ numRuns: 300 },
		);
	});

	test("cut off anywhere, or longer than it says, is refused", () => {
		fc.assert(
			fc.property(tensors, fc.nat(), fc.uint8Array({ minLength: 1, maxLength: 20 }), (written, at, more) => {
				const file = writeWeights(written);
				assert.equal(reads(file), true);
				assert.equal(reads(file.subarray(0, at % file.length)), false);
				assert.equal(reads(Uint8Array.from([...file, ...more])), false);
			}),
			{ numRuns: 300 },
		);
	});

	test("damaged anywhere is read or refused, and nothing else is thrown", () => {
		fc.assert(
			fc.property(
				tensors,
				metadata,
				fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 6 }),
				(written, words, changes) => {
					const file = writeWeights(written, words);
					for (const [at, value] of changes) file[at % file.length] = value;
					reads(file);
				},
			),
			{ numRuns: 2000 },
		);
	});

	test("any header over any bytes is read or refused", () => {
		const entry = fc.record(
			{
				dtype: fc.oneof(fc.constantFrom("F32", "F16", "I64", "BOOL"), fc.string()),
				shape: fc.oneof(fc.array(fc.integer({ min: -1, max: 3 }), { maxLength: 3 }), fc.jsonValue()),
				data_offsets: fc.oneof(fc.tuple(fc.nat(16), fc.nat(16)), fc.jsonValue()),
			},
			{ requiredKeys: [] },
		);
		const header = fc.oneof(fc.dictionary(fc.string(), fc.oneof(entry, fc.jsonValue())), fc.jsonValue());
		fc.assert(
			fc.property(header, fc.uint8Array({ maxLength: 32 }), (value, body) => {
				const json = new TextEncoder().encode(JSON.stringify(value));
				const file = new Uint8Array([...new Uint8Array(BigUint64Array.of(BigInt(json.length)).buffer), ...json, ...body]);
				reads(file);
			}),
			{ numRuns: 2000 },
		);
	});
});
