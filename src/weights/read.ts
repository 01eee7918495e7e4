import { elements, type Shape } from "../network/shape";
import { text } from "../network/text";
import { type Dtype, dtypes, isDtype, toFloat32 } from "./dtype";
import { WeightsError } from "./fault";
import { foreignFile } from "./foreign";
import { repeatedKey } from "./keys";
import { decode } from "./utf8";

/** Where a tensor lies in its file. */
export interface TensorEntry {
	readonly name: string;
	readonly dtype: Dtype;
	/** As in PyTorch; `[]` is one number. */
	readonly shape: Shape;
	/** First byte, and the one behind the last, from the file's start. */
	readonly begin: number;
	readonly end: number;
}

/** What a file says of itself. */
export interface WeightsHeader {
	/** In the order of the bytes. */
	readonly tensors: ReadonlyMap<string, TensorEntry>;
	readonly metadata: Readonly<Record<string, string>>;
}

/** Longest header that is read: a network of the most layers that a model may have needs a third of it. */
export const MAX_HEADER = 16 * 1024 * 1024;

/** Characters of a name that a message repeats. */
const SHOWN = 80;

/**
 * Reads and checks the header of a whole safetensors file: 8 bytes little-endian length, that much JSON, the tensors' bytes. As the
 * format's own reader does, it insists that the tensors fill the file without gaps and overlaps; nothing is allocated from what the header
 * claims. Throws a {@link WeightsError}. Source: https://github.com/huggingface/safetensors, README "Format" and safetensors/src/tensor.rs.
 */
export function readHeader(file: Uint8Array): WeightsHeader {
	if (file.length < 8) throw new WeightsError(text("a safetensors file has at least 8 bytes; there are {bytes}", { bytes: file.length }));
	const length = new DataView(file.buffer, file.byteOffset, 8).getBigUint64(0, true);
	if (length > BigInt(MAX_HEADER)) {
		throw new WeightsError(
			foreignFile(file) ?? text("it is no safetensors file: its header would have {bytes} bytes", { bytes: length.toString() }),
		);
	}
	const start = 8 + Number(length);
	if (start > file.length) {
		throw new WeightsError(text("it is cut off: the header ends at byte {end} of {bytes}", { end: start, bytes: file.length }));
	}
	const header = parse(file.subarray(8, start));
	const entries: TensorEntry[] = [];
	let metadata: Readonly<Record<string, string>> = {};
	for (const [name, value] of Object.entries(header)) {
		if (name === "__metadata__") metadata = readMetadata(value);
		else entries.push(readEntry(name, value, start));
	}
	entries.sort((a, b) => a.begin - b.begin || a.end - b.end);
	let at = start;
	for (const { name, begin, end } of entries) {
		if (begin < at) throw broken(name, text("its bytes overlap those of another"));
		if (begin > at) throw broken(name, text("there is a gap of {bytes} bytes before it", { bytes: begin - at }));
		at = end;
	}
	if (at > file.length) {
		throw new WeightsError(text("it is cut off: the tensors end at byte {end} of {bytes}", { end: at, bytes: file.length }));
	}
	if (at < file.length) throw new WeightsError(text("{bytes} bytes at its end belong to no tensor", { bytes: file.length - at }));
	return { tensors: new Map(entries.map((entry) => [entry.name, entry])), metadata };
}

/** A tensor's numbers, row-major, as float32; a copy. Undefined for types of numbers that hold no weights. */
export const readTensor = (file: Uint8Array, { dtype, begin, end }: TensorEntry): Float32Array | undefined =>
	toFloat32(dtype, file.subarray(begin, end));

/** Names of the tensors that hold a NaN or an infinity, as float32, in the order of the bytes. */
export const brokenTensors = (file: Uint8Array, { tensors }: WeightsHeader): readonly string[] =>
	[...tensors.values()].filter((entry) => !(readTensor(file, entry)?.every(Number.isFinite) ?? true)).map(({ name }) => name);

function parse(bytes: Uint8Array): object {
	let json: string;
	let header: unknown;
	try {
		json = decode(bytes);
		header = JSON.parse(json);
	} catch (error) {
		const reason = error instanceof Error ? error.message.slice(0, 200) : String(error);
		throw new WeightsError(text("its header is no JSON: {reason}", { reason }));
	}
	if (typeof header !== "object" || header === null || Array.isArray(header) || bytes[0] !== 0x7b) {
		throw new WeightsError(text("its header is no JSON object"));
	}
	const twice = repeatedKey(json);
	if (twice !== undefined) throw new WeightsError(text("its header says {name} twice", { name: twice.slice(0, SHOWN) }));
	return header;
}

function readMetadata(value: unknown): Readonly<Record<string, string>> {
	if (isRecord(value) && Object.values(value).every((word) => typeof word === "string")) return value as Readonly<Record<string, string>>;
	throw new WeightsError(text("its metadata are not all texts"));
}

function readEntry(name: string, value: unknown, start: number): TensorEntry {
	if (!isRecord(value)) throw broken(name, text("it is not described"));
	const { dtype, shape, data_offsets: offsets } = value;
	if (!isDtype(dtype)) throw broken(name, text("its type of number is unknown: {dtype}", { dtype: String(dtype).slice(0, SHOWN) }));
	if (!isShape(shape)) throw broken(name, text("its shape is no list of sizes"));
	if (!isSpan(offsets)) throw broken(name, text("its place in the file is not two offsets in order"));
	const [begin, end] = offsets;
	const wanted = dtypes[dtype] * elements(shape);
	if (wanted !== end - begin)
		throw broken(name, text("its shape needs {wanted} bytes, but it has {bytes}", { wanted, bytes: end - begin }));
	return { name, dtype, shape, begin: start + begin, end: start + end };
}

const broken = (name: string, reason: ReturnType<typeof text>): WeightsError =>
	new WeightsError(text("tensor {name}: {reason}", { name: name.slice(0, SHOWN), reason }));

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
	typeof value === "object" && value !== null && !Array.isArray(value);

/** A number that offsets can be added to exactly. */
const isCount = (value: unknown): value is number => typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= 2 ** 50;

const isShape = (value: unknown): value is number[] => Array.isArray(value) && value.length <= 16 && value.every(isCount);

function isSpan(value: unknown): value is [begin: number, end: number] {
	if (!Array.isArray(value) || value.length !== 2) return false;
	const [begin, end]: unknown[] = value;
	return isCount(begin) && isCount(end) && begin <= end;
}
