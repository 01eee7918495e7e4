import assert from "node:assert/strict";
import { suite, test } from "mocha";
import { WeightsError } from "../../../src/weights/fault";
import { brokenTensors, MAX_HEADER, readHeader, readTensor } from "../../../src/weights/read";
import { writeWeights } from "../../../src/weights/write";

/** A file of that header and that many bytes of zeros (or those given). */
function fileOf(header: string, body: number | Uint8Array = 0, length = new TextEncoder().encode(header).length): Uint8Array {
	const json = new TextEncoder().encode(header);
	const bytes = typeof body === "number" ? new Uint8Array(body) : body;
	const file = new Uint8Array(8 + json.length + bytes.length);
	new DataView(file.buffer).setBigUint64(0, BigInt(length), true);
	file.set(json, 8);
	file.set(bytes, 8 + json.length);
	return file;
}

const f32 = (begin: number, end: number, shape = [(end - begin) / 4]) => ({ dtype: "F32", shape, data_offsets: [begin, end] });
const refuses = (file: Uint8Array, reason: RegExp) =>
	assert.throws(
		() => readHeader(file),
		(error) => error instanceof WeightsError && reason.test(error.message),
	);

suite("weights: read", () => {
	test("tensors with a NaN or an infinity are known by name, whatever their type", () => {
		const numbers = (name: string, ...data: number[]) => ({ name, shape: [data.length], data: Float32Array.from(data) });
		const ours = [numbers("a", 1, Number.NaN), numbers("b", 1, 2), numbers("c", Number.NEGATIVE_INFINITY, 0)];
		const file = writeWeights(ours);
		assert.deepEqual([...brokenTensors(file, readHeader(file))].sort(), ["a", "c"]);
		const half = fileOf('{"h":{"dtype":"F16","shape":[1],"data_offsets":[0,2]}}', Uint8Array.of(0, 0x7c));
		assert.deepEqual(brokenTensors(half, readHeader(half)), ["h"]);
	});

	test("names, shapes, numbers and metadata of a file as the format's own writer makes it", () => {
		// What safetensors 0.8.0 for Python serializes.
		const header =
			'{"__metadata__":{"format":"pt"},"0.bias":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"0.weight":{"dtype":"F32","shape":[2,2],"data_offsets":[4,20]}}';
		const [weightData, biasData] = [Float32Array.of(1, 2, 3, -0.5), Float32Array.of(7)];
		const file = fileOf(header.padEnd(160), new Uint8Array(Float32Array.of(...biasData, ...weightData).buffer));
		const ours = [
			{ name: "0.weight", shape: [2, 2], data: weightData },
			{ name: "0.bias", shape: [1], data: biasData },
		];
		assert.deepEqual(writeWeights(ours, { format: "pt" }), file, "our writer gives the same bytes");
		const { tensors, metadata } = readHeader(file);
		assert.deepEqual([...tensors.keys()], ["0.bias", "0.weight"]);
		assert.deepEqual(metadata, { format: "pt" });
		const weight = tensors.get("0.weight");
		assert.ok(weight);
		assert.deepEqual(weight.shape, [2, 2]);
		assert.deepEqual(readTensor(file, weight), weightData);
	});

	test("files of other kinds are called by their names, with what to do", () => {
		const bytes = (start: string) => Uint8Array.from(start.padEnd(64, "\xff"), (letter) => letter.charCodeAt(0));
		refuses(bytes("PK\x03\x04"), /^it is no safetensors file but one of torch\.save; safetensors\.torch\.save_file/);
		refuses(bytes("\x80\x02\x8a\x0a\x6c\xfc\x9c"), /^it is no safetensors file but one of torch\.save/);
		refuses(bytes("version https://git-lfs.github.com/spec/v1\noid sha256:"), /Git LFS's pointer.*git lfs pull/);
		refuses(bytes("<!DOCTYPE html>"), /web page.*download the file again/);
		refuses(bytes("\x89HDF\r\n"), /HDF5 file/);
		refuses(bytes("\x93NUMPY"), /NumPy file/);
		refuses(bytes("anything else"), /its header would have \d+ bytes/);
	});

	test("a file inside a larger buffer, at any place", () => {
		const file = writeWeights([{ name: "a", shape: [3], data: Float32Array.of(1, 2, 3) }]);
		const larger = new Uint8Array(file.length + 10);
		larger.set(file, 3);
		const view = larger.subarray(3, 3 + file.length);
		const entry = readHeader(view).tensors.get("a");
		assert.deepEqual(entry && readTensor(view, entry), Float32Array.of(1, 2, 3));
	});

	test("F16, BF16, F64 and I64 become float32; other types give no weights", () => {
		const numbers = (dtype: string, bytes: Uint8Array, count: number) => {
			const header = JSON.stringify({ x: { dtype, shape: [count], data_offsets: [0, bytes.length] } });
			const file = fileOf(header, bytes);
			const entry = readHeader(file).tensors.get("x");
			assert.ok(entry);
			return readTensor(file, entry);
		};
		const half = Uint16Array.of(0x3c00, 0xc000, 0x3555, 0x0001, 0x8000, 0x7bff, 0x7c00, 0xfe00);
		const read = numbers("F16", new Uint8Array(half.buffer), 8);
		assert.deepEqual([...(read ?? [])], [1, -2, 0.333251953125, 2 ** -24, -0, 65504, Number.POSITIVE_INFINITY, Number.NaN]);
		const brain = Uint16Array.of(0x3f80, 0xc040, 0x7f80);
		assert.deepEqual(numbers("BF16", new Uint8Array(brain.buffer), 3), Float32Array.of(1, -3, Number.POSITIVE_INFINITY));
		assert.deepEqual(numbers("F64", new Uint8Array(Float64Array.of(0.1, -2).buffer), 2), Float32Array.of(0.1, -2));
		assert.deepEqual(numbers("I64", new Uint8Array(BigInt64Array.of(125n).buffer), 1), Float32Array.of(125));
		assert.equal(numbers("F8_E4M3", new Uint8Array(2), 2), undefined);
	});

	test("no tensors, one number, none of a tensor's numbers", () => {
		assert.equal(readHeader(fileOf("{}")).tensors.size, 0);
		const { tensors } = readHeader(fileOf(JSON.stringify({ empty: f32(0, 0, [0, 3]), one: f32(0, 4, []) }), 4));
		assert.deepEqual([tensors.get("one")?.shape, tensors.get("empty")?.shape], [[], [0, 3]]);
	});

	test("what is cut off", () => {
		refuses(new Uint8Array(0), /at least 8 bytes; there are 0/);
		refuses(new Uint8Array(7), /there are 7/);
		refuses(fileOf("{}", 0, 3), /cut off: the header ends at byte 11 of 10/);
		refuses(fileOf(JSON.stringify({ a: f32(0, 8) }), 7), /cut off: the tensors end at byte \d+ of \d+/);
	});

	test("a header too long to be one: nothing is allocated for it", () => {
		const file = new Uint8Array(16);
		new DataView(file.buffer).setBigUint64(0, 2n ** 63n, true);
		refuses(file, /its header would have 9223372036854775808 bytes/);
		new DataView(file.buffer).setBigUint64(0, BigInt(MAX_HEADER + 1), true);
		refuses(file, /no safetensors file/);
		refuses(new TextEncoder().encode("PK\u0003\u0004 a zip file that PyTorch made"), /no safetensors file/);
	});

	test("a header that is no JSON object", () => {
		for (const header of ["[]", "null", "7", '"a"', " {}"]) refuses(fileOf(header), /no JSON object/);
		for (const header of ["", "{", '{"a":}', "\u0000\u0000"]) refuses(fileOf(header), /no JSON: /);
		const file = fileOf("{ }");
		file[9] = 0xff;
		refuses(file, /no JSON: /);
	});

	test("names that stand twice, however they are written", () => {
		const one = JSON.stringify(f32(0, 4));
		refuses(fileOf(`{"a":${one},"a":${one}}`, 4), /says a twice/);
		refuses(fileOf(`{"a":${one},"\\u0061" :${one}}`, 4), /says a twice/);
		refuses(fileOf('{"a":{"dtype":"F32","dtype":"F32","shape":[1],"data_offsets":[0,4]}}', 4), /says dtype twice/);
		// A value that looks like a key, and equal keys in different objects, are nothing of the kind.
		const fine = `{"__metadata__":{"a":"a\\": {","b":"a"},"a":${one},"b":${JSON.stringify(f32(4, 8))}}`;
		assert.equal(readHeader(fileOf(fine, 8)).tensors.size, 2);
	});

	test("overlaps, gaps, and bytes of nobody", () => {
		refuses(fileOf(JSON.stringify({ a: f32(0, 8), b: f32(4, 12) }), 12), /tensor b: its bytes overlap/);
		refuses(fileOf(JSON.stringify({ a: f32(0, 8), b: f32(0, 8) }), 8), /tensor b: its bytes overlap/);
		refuses(fileOf(JSON.stringify({ a: f32(0, 4), b: f32(8, 12) }), 12), /tensor b: there is a gap of 4 bytes/);
		refuses(fileOf(JSON.stringify({ a: f32(0, 4) }), 5), /1 bytes at its end belong to no tensor/);
	});

	test("entries that contradict themselves", () => {
		const entry = (change: object) => fileOf(JSON.stringify({ a: { ...f32(0, 4), ...change } }), 4);
		refuses(entry({ dtype: "F31" }), /unknown: F31/);
		refuses(entry({ dtype: "toString" }), /unknown: toString/);
		refuses(entry({ dtype: "F64" }), /needs 8 bytes, but it has 4/);
		refuses(entry({ shape: [2] }), /needs 8 bytes, but it has 4/);
		refuses(entry({ shape: [2 ** 40, 2 ** 40] }), /needs \S+ bytes, but it has 4/);
		for (const shape of [[-1], [0.5], ["1"], 1, null, [[1]], Array(17).fill(1)]) refuses(entry({ shape }), /no list of sizes/);
		for (const data_offsets of [[4, 0], [0], [0, 4, 8], [-4, 0], [0, "4"], null, [0, 1e300]])
			refuses(entry({ data_offsets }), /two offsets/);
		refuses(fileOf('{"a":7}'), /tensor a: it is not described/);
		refuses(fileOf('{"__metadata__":{"a":1}}'), /metadata are not all texts/);
		refuses(fileOf('{"__metadata__":[]}'), /metadata are not all texts/);
	});

	test("a name of any length is told in a short message", () => {
		const name = "x".repeat(100_000);
		assert.throws(
			() => readHeader(fileOf(JSON.stringify({ [name]: 7 }))),
			(error) => error instanceof WeightsError && error.message.length < 200,
		);
	});
});
