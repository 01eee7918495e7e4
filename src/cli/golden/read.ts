/** Reads suites of reference results: an index `<suite>.json` and numbers `<suite>.bin`, each gzipped (`.gz`) or plain. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { elements } from "../../network/shape";

export interface GoldenTensor {
	readonly shape: readonly number[];
	readonly data: Float32Array | Int32Array;
}

/** One case: attributes, inputs by name, and the results that must come out. */
export interface GoldenCase {
	readonly suite: string;
	readonly name: string;
	readonly op: string;
	/** Must hold without any tolerance. */
	readonly exact: boolean;
	readonly attributes: Readonly<Record<string, unknown>>;
	readonly inputs: Readonly<Record<string, GoldenTensor>>;
	readonly results: Readonly<Record<string, GoldenTensor>>;
}

/** A case that could not be read, or a whole suite. */
export interface Unreadable {
	readonly suite: string;
	readonly name: string;
	readonly problem: string;
}

/** Everything in a folder, in the order of the files; what cannot be read is told, never thrown. */
export function readGolden(folder: string): (GoldenCase | Unreadable)[] {
	const suites = new Set(readdirSync(folder).flatMap((file) => /^(.+)\.json(?:\.gz)?$/.exec(file)?.[1] ?? []));
	return [...suites].sort().flatMap((suite) => readSuite(folder, suite));
}

function readSuite(folder: string, suite: string): (GoldenCase | Unreadable)[] {
	try {
		const index: unknown = JSON.parse(readEither(folder, `${suite}.json`).toString("utf8"));
		const numbers = readEither(folder, `${suite}.bin`);
		const cases = record(index).cases;
		if (!Array.isArray(cases)) throw new Error("the index has no list of cases");
		return withNets(cases.map((raw: unknown, i) => readCase(suite, i, raw, numbers)));
	} catch (error) {
		return [{ suite, name: "(the whole suite)", problem: messageOf(error) }];
	}
}

/** Cases whose network is described as `as NAME`, with that of the case of that name before them. */
function withNets(cases: readonly (GoldenCase | Unreadable)[]): (GoldenCase | Unreadable)[] {
	const nets = new Map<string, unknown>();
	return cases.map((one) => {
		if ("problem" in one) return one;
		const { net } = one.attributes;
		const other = typeof net === "string" ? /^as (\S+)$/.exec(net)?.[1] : undefined;
		const meant = (other === undefined ? undefined : nets.get(other)) ?? net;
		nets.set(one.name, meant);
		return meant === net ? one : { ...one, attributes: { ...one.attributes, net: meant } };
	});
}

function readEither(folder: string, file: string): Buffer {
	const plain = path.join(folder, file);
	return existsSync(plain) ? readFileSync(plain) : gunzipSync(readFileSync(`${plain}.gz`));
}

function readCase(suite: string, i: number, raw: unknown, numbers: Buffer): GoldenCase | Unreadable {
	const { name, op, attrs, in: inputs, out: results, exact } = record(raw);
	const title = typeof name === "string" ? name : `case ${i}`;
	try {
		if (typeof op !== "string") throw new Error("it names no op");
		return {
			suite,
			name: title,
			op,
			exact: exact === true,
			attributes: record(attrs),
			inputs: readTensors(record(inputs), numbers),
			results: readTensors(record(results), numbers),
		};
	} catch (error) {
		return { suite, name: title, problem: messageOf(error) };
	}
}

function readTensors(raw: Readonly<Record<string, unknown>>, numbers: Buffer): Record<string, GoldenTensor> {
	return Object.fromEntries(Object.entries(raw).map(([name, tensor]) => [name, readTensor(name, record(tensor), numbers)]));
}

function readTensor(name: string, { t: type, s: shape, o: offset }: Readonly<Record<string, unknown>>, numbers: Buffer): GoldenTensor {
	const sizes: unknown[] = Array.isArray(shape) ? shape : [Number.NaN];
	if (!sizes.every((size) => Number.isSafeInteger(size) && Number(size) >= 0)) throw new Error(`tensor ${name} has no shape`);
	if (type !== "f32" && type !== "i32") throw new Error(`tensor ${name} is of type ${String(type)}`);
	const count = elements(sizes.map(Number));
	const start = Number(offset);
	if (!Number.isSafeInteger(start) || start < 0 || start + 4 * count > numbers.length)
		throw new Error(`tensor ${name} lies outside of the numbers`);
	const bytes = new Uint8Array(numbers.subarray(start, start + 4 * count)).buffer; // a copy, so that it is aligned
	return { shape: sizes.map(Number), data: type === "f32" ? new Float32Array(bytes) : new Int32Array(bytes) };
}

const record = (value: unknown): Readonly<Record<string, unknown>> =>
	typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
