import assert from "node:assert/strict";
import * as fc from "fast-check";
import { suite, test } from "mocha";
import { Model } from "../../src/engine";
import { type Graph, INPUT } from "../../src/network/graph";
import { elements, type Shape } from "../../src/network/shape";
import { Float64Network } from "../unit/engine/float64";
import { graphOf, type TestLayer, tryGraph } from "../unit/engine/networks";
import { anyLayer } from "./networks";

const shape: fc.Arbitrary<Shape> = fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 2, max: 6 }), fc.integer({ min: 2, max: 6 }));

/** Any acyclic network: every layer takes any earlier one, so that outputs are read by none, one or many; the last one reads the one before. */
const acyclic = fc
	.tuple(shape, fc.array(fc.tuple(anyLayer, fc.nat(20), fc.nat(20)), { minLength: 1, maxLength: 8 }))
	.map(([input, candidates]) => {
		const layers: TestLayer[] = [];
		for (const [candidate, first, second] of candidates) {
			// An earlier layer, the nearer the likelier: −1 is the input.
			const from = (drawn: number) => Math.max(layers.length - 1 - Math.floor(drawn ** 2 / 40), -1);
			const several = ["Add", "Multiply", "Concat"].includes(candidate.type);
			const layer = { ...candidate, inputs: several ? [from(first), from(second)] : [from(first)] };
			const node = tryGraph(input, [...layers, layer])?.nodes.at(-1);
			// A single number has no variance: such a layer refuses to be trained.
			if (node && !(node.type === "InstanceNorm2d" && elements(node.shape.slice(1)) === 1)) layers.push(layer);
		}
		return { graph: graphOf(input, layers), types: layers.map(({ type }) => type).join(" ") };
	});

/** Whether an InstanceNorm2d takes the variance of one pixel, which training refuses. */
const standsOnOnePixel = ({ input, nodes }: Graph): boolean =>
	nodes.some(({ type, inputs: [from = INPUT] }) => {
		const [, height, width] = (from === INPUT ? input : nodes[from]?.shape) ?? [];
		return type === "InstanceNorm2d" && height === 1 && width === 1;
	});

/** Numbers that are no multiples of each other, so that no two are equal (a maximum would have no slope) and none is 0. */
const scattered = (count: number, scale: number): Float64Array =>
	Float64Array.from({ length: count }, (_, i) => scale * Math.sin(17.3 * i + 1));

/**
 * The slope of a function at 0 by central differences, refined by Richardson's extrapolation: undefined where steps of three sizes do not
 * agree, which is where a corner (of a ReLU, of a maximum) lies within the step.
 */
function slopeOf(f: (h: number) => number, scale: number): number | undefined {
	for (const h of [1e-4, 1e-5, 1e-6]) {
		const [a, b, c] = [h, h / 2, h / 4].map((step) => (f(step) - f(-step)) / (2 * step));
		if (a === undefined || b === undefined || c === undefined) continue;
		const [first, second] = [(4 * b - a) / 3, (4 * c - b) / 3];
		if (Math.abs(first - second) <= 1e-7 * scale) return second;
	}
	return undefined;
}

suite("engine: gradients of any acyclic network", () => {
	test("are the slopes that finite differences find, in float64", () => {
		let compared = 0;
		fc.assert(
			fc.property(acyclic, fc.boolean(), fc.nat(1000), ({ graph, types }, training, seed) => {
				const network = new Float64Network(graph, 2, seed);
				const mode = { training: training && !standsOnOnePixel(graph), seed };
				network.variables[0]?.value.data.set(scattered(2 * elements(graph.input), 1));
				const weights = scattered(network.output.data.length, 1);
				const loss = () => network.forward(mode).reduce((sum, y, i) => sum + y * (weights[i] ?? 0), 0);
				loss();
				network.backward(weights, mode);
				// Along one direction for each variable: Σ ∂loss/∂v · d is the slope of loss(v + h·d) at h = 0.
				for (const { name, value, gradient } of network.variables) {
					const start = value.data.slice();
					const direction = scattered(start.length, 1.7);
					const wanted = gradient.data.reduce((sum, g, i) => sum + g * (direction[i] ?? 0), 0);
					const scale = 1 + gradient.data.reduce((sum, g, i) => sum + Math.abs(g * (direction[i] ?? 0)), 0);
					const found = slopeOf((h) => {
						for (const [i, d] of direction.entries()) value.data[i] = (start[i] ?? 0) + h * d;
						return loss();
					}, scale);
					value.data.set(start);
					if (found === undefined) continue;
					compared++;
					assert.ok(Math.abs(found - wanted) <= 1e-6 * scale, `${types}, ${name}: ${wanted} by backward, ${found} by differences`);
				}
			}),
			{ numRuns: 300 },
		);
		assert.ok(compared > 300, `${compared} slopes compared`);
	});

	test("are the same through the model, in float32", () => {
		fc.assert(
			fc.property(acyclic, ({ graph, types }) => {
				const exact = new Float64Network(graph, 2, 1);
				const model = new Model();
				model.compile(graph, { seed: 1, batch: 2, gradients: true });
				for (const [i, { parameters }] of model.layers.entries()) {
					const tensors = Object.entries({ ...exact.parameters(i) });
					for (const [name, tensor] of Object.entries({ ...parameters })) {
						tensor?.data.set(tensors.find(([other]) => other === name)?.[1]?.data ?? []);
					}
				}
				model.weightsChanged();
				const input = scattered(2 * elements(graph.input), 1);
				const upstream = scattered(exact.output.data.length, 1);
				exact.variables[0]?.value.data.set(input);
				exact.forward({ training: false, seed: 0 });
				exact.backward(upstream, { training: false, seed: 0 });
				model.forward(Float32Array.from(input));
				model.backward(Float32Array.from(upstream));
				for (const { name, gradient } of exact.variables) {
					const [key = "", parameter] = name.split(".");
					const layer = model.layer(key);
					const found =
						name === "input"
							? model.inputGradient
							: parameter === "bias"
								? layer?.parameterGradients.bias
								: layer?.parameterGradients.weight;
					assert.ok(found, name);
					const scale = Math.max(1, ...gradient.data.map(Math.abs));
					for (const [i, g] of gradient.data.entries()) {
						assert.ok(Math.abs((found.data[i] ?? Number.NaN) - g) <= 2e-4 * scale, `${types}, ${name}[${i}]: ${found.data[i]}, not ${g}`);
					}
				}
			}),
			{ numRuns: 100 },
		);
	});
});
