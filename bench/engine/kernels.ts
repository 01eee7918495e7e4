/**
 * How near the kernels come to what WebAssembly can do on one thread, layer by layer: a Markdown table on standard output.
 * `winograd` is counted as if it did all of the convolution's multiplications. Arguments: the path of kernels.wasm, or of kernels-wide.wasm,
 * which is then joined by V8, and perhaps what the names of cases must contain. The least time of many short, interleaved repetitions counts.
 */
import { readFileSync } from "node:fs";
import path from "node:path";
import { CALLS, FLOATS } from "../../src/engine/simd/calls";
import { plainScratch, scratchBytes, sizeOf, transformedLength } from "../../src/engine/simd/winograd";
import { compileOptimised, whyNotJoined } from "../../src/worker/optimised";
import { CASES, type Case } from "./cases";
import { FLOPS_PER_TURN, peakModule } from "./peak";

const [file = "dist/kernels.wasm", only = ""] = process.argv.slice(2);
const memory = new WebAssembly.Memory({ initial: 4096, maximum: 32768, shared: true });

function compile(): WebAssembly.Module {
	const bytes = readFileSync(file);
	if (path.basename(file) !== "kernels-wide.wasm") return new WebAssembly.Module(bytes);
	const whyNot = whyNotJoined();
	if (whyNot) throw new Error(whyNot);
	return compileOptimised(bytes, true) as WebAssembly.Module;
}
const { exports } = new WebAssembly.Instance(compile(), { env: { memory } });

type Kernel = (...words: number[]) => number;
function exported(from: WebAssembly.Exports, name: string): Kernel | undefined {
	const found = from[name];
	return typeof found === "function" ? (found as Kernel) : undefined;
}

let top = 1024;
/** Memory for some numbers, at random between −1 and 1. */
function numbers(count: number): number {
	const pointer = top;
	top += 4 * count + 64 - ((4 * count) % 64) + 192;
	if (top > memory.buffer.byteLength) throw new RangeError("the cases do not fit");
	const view = new Float32Array(memory.buffer, pointer, count);
	for (let i = 0; i < count; i++) view[i] = Math.random() * 2 - 1;
	return pointer;
}

/** Arguments of a kernel in memory. Those that are not given are 0. */
function words(names: readonly string[], given: Readonly<Record<string, number>>): number {
	const pointer = top;
	top += 256;
	const view = new DataView(memory.buffer, pointer);
	for (const [i, name] of names.entries()) {
		if (FLOATS.has(name)) view.setFloat32(4 * i, given[name] ?? 0, true);
		else view.setInt32(4 * i, given[name] ?? 0, true);
	}
	return pointer;
}

const lanes = (channels: number): number => Math.ceil(channels / 4) * 4;

/** One thing that is repeated. */
interface Entry {
	readonly name: string;
	/** Floating-point operations, a multiply and an add being two. */
	readonly flops: number;
	readonly run: () => void;
	/** The least seconds. */
	best: number;
}

function entries({ name, images, inputs, outputs, size, kernel, padding }: Case): Entry[] {
	const pixel = 4 * lanes(inputs);
	const row = pixel * (size + 2 * padding);
	const image = row * (size + 2 * padding);
	const made = size + 2 * padding - kernel + 1;
	const taps = kernel * kernel * inputs;
	const x = numbers((images * image) / 4 + 16);
	const y = numbers(images * made * made * lanes(outputs));
	const weights = numbers(taps * lanes(outputs));
	const whole = lanes(inputs) === inputs;
	const sides = {
		...{ x, xPixel: pixel, xRow: row, xImage: image, images, rows: made, columns: made, outputs: lanes(outputs) },
		...{ y, yPixel: 4 * lanes(outputs), yRow: 4 * lanes(outputs) * made, yImage: 4 * lanes(outputs) * made * made },
	};
	const flops = 2 * images * made * made * outputs * taps;
	const list: Entry[] = [];
	const enter = (what: string, kernelName: string, call: number) => {
		const kernelOf = exported(exports, kernelName);
		if (kernelOf) list.push({ name: `${what} ${name}`, flops, run: () => kernelOf(call, 0, 1), best: Number.POSITIVE_INFINITY });
	};
	enter(
		"conv",
		"conv",
		words(CALLS.conv, {
			...sides,
			...{ weights, bias: numbers(lanes(outputs)), kernelRows: kernel, kernelStep: row, clamp: 1, low: 0, high: Number.POSITIVE_INFINITY },
			...{ runs: whole ? 1 : kernel, runStep: pixel, runLength: whole ? kernel * inputs : inputs },
		}),
	);
	if (kernel === 3 || kernel === 5) {
		const transformed = numbers(transformedLength(inputs, outputs));
		const transform = words(CALLS.winogradWeights, { weights, to: transformed, outputs: lanes(outputs), inputs, kernel });
		exported(exports, "winogradWeights")?.(transform, 0, 1);
		const scratchPart = scratchBytes(inputs, outputs);
		const scratch = numbers(scratchPart / 4);
		const clamp = { clamp: 1, low: 0, high: Number.POSITIVE_INFINITY };
		const call = {
			...sides,
			...clamp,
			weights: transformed,
			bias: numbers(lanes(outputs)),
			inputs,
			scratch,
			scratchPart,
			size: sizeOf(kernel),
		};
		enter("winograd", "winograd", words(CALLS.winograd, call));
		if (kernel === 3) {
			const plainPart = plainScratch(inputs, Math.ceil(made / 4) ** 2);
			const plain = { ...call, weights, scratch: numbers(plainPart / 4), scratchPart: plainPart, plain: 1 };
			enter("winograd, plain weights,", "winograd", words(CALLS.winograd, plain));
		}
	}
	const offsets = numbers(taps);
	const table = new Int32Array(memory.buffer, offsets, taps);
	let tap = 0;
	for (let u = 0; u < kernel; u++)
		for (let v = 0; v < kernel; v++) for (let c = 0; c < inputs; c++) table[tap++] = u * row + v * pixel + 4 * c;
	enter(
		"convWeights",
		"convWeights",
		words(CALLS.convWeights, {
			...sides,
			...{ g: y, gPixel: sides.yPixel, gRow: sides.yRow, gImage: sides.yImage, gw: numbers(taps * lanes(outputs)), offsets, taps },
			channels: outputs,
		}),
	);
	return list;
}

const peak = exported(new WebAssembly.Instance(new WebAssembly.Module(peakModule())).exports, "peak");
if (!peak) throw new TypeError("there is no peak");
const TURNS = 500000;
const limit: Entry = { name: "peak", flops: TURNS * FLOPS_PER_TURN, run: () => peak(TURNS), best: Number.POSITIVE_INFINITY };
const all = [limit, ...CASES.flatMap(entries).filter(({ name }) => name.includes(only))];

/** Microseconds that this process has computed: what others took of the machine does not count. */
function busy(): number {
	const { user, system } = process.cpuUsage();
	return user + system;
}

/** Seconds that one case is repeated at a stretch, and rounds over all cases. */
const STRETCH = 0.004;
const ROUNDS = 40;
/** Repetitions measured at once: short ones many, so that the clock does not count. */
const many = ({ flops }: Entry): number => Math.max(1, Math.ceil(5e7 / flops));
for (let round = -3; round < ROUNDS; round++) {
	for (const entry of all) {
		const repeat = many(entry);
		const until = performance.now() + 1000 * STRETCH;
		do {
			const start = busy();
			for (let i = 0; i < repeat; i++) entry.run();
			const seconds = (busy() - start) / 1e6 / repeat;
			if (round >= 0) entry.best = Math.min(entry.best, seconds);
		} while (performance.now() < until);
	}
}
const speed = ({ flops, best }: Entry): number => flops / best / 1e9;
console.log("| kernel | µs | GFLOP/s | of the peak |\n|---|--:|--:|--:|");
for (const entry of all) {
	const share = (100 * speed(entry)) / speed(limit);
	console.log(`| ${entry.name} | ${(entry.best * 1e6).toFixed(1)} | ${speed(entry).toFixed(1)} | ${share.toFixed(0)} % |`);
}
