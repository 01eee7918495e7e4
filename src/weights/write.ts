import { elements, type Shape } from "../network/shape";
import { encode } from "./utf8";

/** A tensor to be written. */
export interface NamedTensor {
	/** PyTorch's: `stem.weight`. */
	readonly name: string;
	readonly shape: Shape;
	readonly data: Float32Array;
}

/** Written as whole numbers, as PyTorch has it. */
const isCounter = (name: string): boolean => name.endsWith("num_batches_tracked");

/**
 * A safetensors file of float32 tensors (counters of batches as int64). The same tensors and metadata give the same bytes: wider numbers
 * first, then by name, as the format's own writer orders them; the header is padded with spaces to 8 bytes. Throws a RangeError where a
 * tensor's numbers are not as many as its shape says, or a name stands twice.
 */
export function writeWeights(tensors: readonly NamedTensor[], metadata: Readonly<Record<string, string>> = {}): Uint8Array<ArrayBuffer> {
	const ordered = [...tensors].sort(
		(a, b) => Number(isCounter(b.name)) - Number(isCounter(a.name)) || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0),
	);
	const header = new Map<string, unknown>();
	if (Object.keys(metadata).length > 0) {
		header.set("__metadata__", Object.fromEntries(Object.entries(metadata).sort(([a], [b]) => (a < b ? -1 : 1))));
	}
	let at = 0;
	const bytes = ordered.map(({ name, shape, data }) => {
		if (data.length !== elements(shape)) throw new RangeError(`${name} has ${data.length} numbers, not ${elements(shape)}`);
		if (header.has(name) || name === "__metadata__") throw new RangeError(`two tensors are called ${name}`);
		const counter = isCounter(name);
		const numbers = counter ? BigInt64Array.from(data, (value) => BigInt(Math.round(value))) : Float32Array.from(data);
		header.set(name, { dtype: counter ? "I64" : "F32", shape, data_offsets: [at, at + numbers.byteLength] });
		at += numbers.byteLength;
		return new Uint8Array(numbers.buffer);
	});
	const json = encode(jsonOf(header));
	const start = 8 + 8 * Math.ceil(json.length / 8);
	const file = new Uint8Array(start + at);
	new DataView(file.buffer).setBigUint64(0, BigInt(start - 8), true);
	file.fill(0x20, 8, start);
	file.set(json, 8);
	let offset = start;
	for (const part of bytes) {
		file.set(part, offset);
		offset += part.length;
	}
	return file;
}

/** Key by key: an object would sort names that are numbers, and take `__proto__` for something else. */
const jsonOf = (header: ReadonlyMap<string, unknown>): string =>
	`{${[...header].map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(",")}}`;
