import assert from "node:assert/strict";
import type { Op } from "../../src/engine";
import type { Gradients, Parameters, Step } from "../../src/engine/op";
import { Stream } from "../../src/engine/random";
import type { Tensor } from "../../src/engine/tensor";
import { readAttributes } from "../../src/network/attribute";
import { kindOf } from "../../src/network/registry";
import { elements, type Shape } from "../../src/network/shape";

/** One layer to be checked: how it is written, and the shapes that go in, each with its batch. */
export interface Trial {
	readonly attributes: Readonly<Record<string, unknown>>;
	readonly inputs: readonly Shape[];
	readonly training: boolean;
	/** Seeds all numbers, and what is random about the layer. */
	readonly seed: number;
	/** Inputs lie in [−range, range]. */
	readonly range: number;
}

type Wide = Tensor<Float64Array>;

/** How far numbers are moved for a difference quotient, and how far they keep from every corner of every curve. */
const STEP = 1e-5;
const MARGIN = 1e-3;
/** In float64 the quotient of a smooth function is wrong by about STEP²; a wrong derivative is wrong by its own size. */
const TOLERANCE = 1e-6;
/** Numbers that are moved one by one; all of them move together besides. */
const SINGLES = 8;

/** Where curves of the trials have corners, on either side of 0; 2.5 is a Softplus threshold of 5 at beta 2. */
const CORNERS: readonly number[] = [0, 1, 2.5, 3, 6];

/** The shape that comes out, with its batch, or undefined where the layer refuses these inputs. */
export function outputShape(type: string, { attributes, inputs }: Trial): Shape | undefined {
	const kind = kindOf(type);
	assert.ok(kind);
	const inferred = kind.infer(
		inputs.map((shape) => shape.slice(1)),
		readAttributes(kind.attributes, attributes),
	);
	return inferred.ok ? [inputs[0]?.[0] ?? 1, ...inferred.shape] : undefined;
}

/** Different numbers in random order, so that no two of them compete for a maximum, and none on a corner. */
function distinct(shape: Shape, range: number, stream: Stream): Wide {
	const count = elements(shape);
	const order = Array.from({ length: count }, (_, i) => i).sort((a, b) => stream.bits(a) - stream.bits(b));
	const place = (i: number) => (((order[i] ?? 0) + 0.37) / count) * 2 * range - range;
	const near = (x: number) => CORNERS.some((corner) => Math.abs(Math.abs(x) - corner) < MARGIN);
	return { shape, data: Float64Array.from({ length: count }, (_, i) => (near(place(i)) ? place(i) + 2 * MARGIN : place(i))) };
}

function uniform(shape: Shape, from: number, to: number, stream: Stream): Wide {
	return { shape, data: Float64Array.from({ length: elements(shape) }, (_, i) => from + (to - from) * stream.uniform(i)) };
}

/** Parameters of any value; running variances are positive. */
function parametersOf(type: string, { attributes, inputs, seed }: Trial): Parameters<Float64Array> {
	const kind = kindOf(type);
	const shapes = inputs.map((shape) => shape.slice(1));
	const described = kind?.parameters?.(shapes, readAttributes(kind.attributes, attributes)) ?? [];
	return Object.fromEntries(
		described.map(({ name, shape }) => {
			const stream = new Stream(seed, name);
			return [
				name,
				name === "num_batches_tracked"
					? { shape, data: Float64Array.of(3) }
					: uniform(shape, name === "running_var" ? 0.5 : -1, 1.5, stream),
			];
		}),
	);
}

const copyOf = (tensor: Wide): Wide => ({ shape: tensor.shape, data: tensor.data.slice() });

const copyAll = (parameters: Parameters<Float64Array>): Parameters<Float64Array> =>
	Object.fromEntries(Object.entries<Wide | undefined>({ ...parameters }).map(([name, tensor]) => [name, tensor && copyOf(tensor)]));

/**
 * Holds an op's backward against difference quotients of its forward, in float64: for each input and each learned parameter t, and
 * directions v, (L(t + h·v) − L(t − h·v))/2h must be Σ ∂L/∂t · v, with L = Σ y·gy. Also that gradients are added to what is there, and
 * that those which nobody needs are left out. Throws an AssertionError where it does not.
 */
export function checkGradients(op: Op, trial: Trial): void {
	const kind = kindOf(op.type);
	const shape = outputShape(op.type, trial);
	assert.ok(kind && shape);
	const { seed, training } = trial;
	const attributes = readAttributes(kind.attributes, trial.attributes);
	const inputs = trial.inputs.map((input, i) => distinct(input, trial.range, new Stream(seed, "input", i)));
	const parameters = parametersOf(op.type, trial);
	const gy = uniform(shape, -1, 1, new Stream(seed, "gy"));
	const blank = (): Wide => ({ shape, data: new Float64Array(elements(shape)).fill(Number.NaN) });
	// Training moves running statistics: each pass gets its own.
	const stepOf = (): Step<Readonly<Record<string, unknown>>, Float64Array> => ({
		attributes,
		inputs,
		output: blank(),
		parameters: copyAll(parameters),
		training,
		seed,
	});
	const loss = (): number => {
		const step = stepOf();
		op.forward(step);
		// A dilated MaxPool2d's window may step over all of its map: −∞ whatever goes in, which has no slope.
		return step.output.data.reduce((sum, y, i) => sum + (y === Number.NEGATIVE_INFINITY ? 0 : y * (gy.data[i] ?? 0)), 0);
	};

	const before = 0.25;
	const filled = (tensor: Wide | undefined): Wide | undefined =>
		tensor && { shape: tensor.shape, data: new Float64Array(tensor.data.length).fill(before) };
	const gradients = {
		output: copyOf(gy),
		inputs: inputs.map(filled),
		parameters: { weight: filled(parameters.weight), bias: filled(parameters.bias) },
	};
	op.backward(stepOf(), gradients);
	const none: Gradients<Float64Array> = { output: copyOf(gy), inputs: inputs.map(() => undefined), parameters: {} };
	op.backward(stepOf(), none);
	assert.deepEqual(gradients.output, gy, "∂loss/∂output is only read");

	const pairs = [
		...inputs.map((tensor, i) => [`input ${i}`, tensor, gradients.inputs[i]] as const),
		["weight", parameters.weight, gradients.parameters.weight] as const,
		["bias", parameters.bias, gradients.parameters.bias] as const,
	];
	for (const [name, tensor, gradient] of pairs) {
		if (!tensor || !gradient) continue;
		for (const direction of directions(tensor.data.length, new Stream(seed, "direction", name))) {
			const expected = quotient(loss, tensor.data, direction);
			let actual = 0;
			let size = 1;
			for (const [i, v] of direction) {
				actual += ((gradient.data[i] ?? Number.NaN) - before) * v;
				size = Math.max(size, Math.abs((gradient.data[i] ?? 0) * v));
			}
			const where = direction.length === 1 ? `${name}[${direction[0]?.[0]}]` : `${name}, all at once`;
			const message = `${op.type} ${JSON.stringify(trial)}: ∂loss/∂${where} is ${actual}, the difference quotient ${expected}`;
			assert.ok(Math.abs(actual - expected) <= TOLERANCE * Math.max(size, Math.abs(expected)), message);
		}
	}
}

/** Which numbers are moved, and how far: some of them one by one, then all of them together, twice. */
function directions(count: number, stream: Stream): (readonly [index: number, v: number])[][] {
	const singles = Array.from({ length: Math.min(count, SINGLES) }, (_, k) => [[count <= SINGLES ? k : stream.bits(k) % count, 1] as const]);
	const all = [0, 1].map((turn) =>
		Array.from({ length: count }, (_, i) => [i, 2 * stream.uniform(SINGLES + turn * count + i) - 1] as const),
	);
	return [...singles, ...all];
}

/** (L(t + h·v) − L(t − h·v))/2h; the numbers are put back exactly. */
function quotient(loss: () => number, numbers: Float64Array, direction: readonly (readonly [index: number, v: number])[]): number {
	const saved = numbers.slice();
	const moved = (h: number): number => {
		for (const [i, v] of direction) numbers[i] = (saved[i] ?? 0) + h * v;
		return loss();
	};
	const difference = moved(STEP) - moved(-STEP);
	numbers.set(saved);
	return difference / (2 * STEP);
}
