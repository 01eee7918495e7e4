import assert from "node:assert/strict";
import fc from "fast-check";
import { suite, test } from "mocha";
import { type KernelModule, Model, simd } from "../../../src/engine";
import { chooseKernels } from "../../../src/worker/chooseKernels";
import { whyNotJoined } from "../../../src/worker/optimised";
import { firstDifference } from "../../../src/worker/selfTest";
import { type TestLayer, tryGraph } from "../engine/networks";
import { compiled, joined, kernelFile, whyNot, wide } from "./wideKernels";

/** Kernels that give wrong numbers: the first addition of floats that stands behind a multiplication subtracts. */
function damaged(bytes: Uint8Array): Uint8Array {
	const copy = Buffer.from(bytes);
	const at = copy.indexOf(Buffer.from([0xfd, 0xe6, 0x01, 0xfd, 0xe4, 0x01]));
	assert.ok(at > 0);
	copy[at + 4] = 0xe5;
	return copy;
}

const plain = compiled(kernelFile("kernels.wasm"));

/** As they are, and joined where this Node's V8 can. */
const kinds: readonly { readonly name: string; readonly module: KernelModule | undefined; readonly why?: string | undefined }[] = [
	{ name: "wide", module: wide },
	{ name: "wide, joined", module: joined, why: whyNot },
];

/** Every layer's output and the gradients of one pass, as bits. */
function bits(module: KernelModule, layers: readonly TestLayer[], channels: number, side: number, batch: number, winograd: boolean) {
	const graph = tryGraph([channels, side, side], layers);
	if (!graph) return undefined;
	const model = new Model(simd({ module, winograd }));
	model.compile(graph, { seed: side, batch, gradients: true });
	model.forward(Float32Array.from({ length: batch * channels * side * side }, (_, i) => Math.sin(i * 12.9898 + side)));
	model.backward(Float32Array.from({ length: model.output.data.length }, (_, i) => Math.cos(i * 78.233)));
	const words = ({ data }: { readonly data: ArrayLike<number> }) => new Int32Array(Float32Array.from(data).buffer);
	const found = model.layers.flatMap(({ output, gradient, parameterGradients }) => [
		words(output),
		words(gradient),
		...Object.values(parameterGradients).map(words),
	]);
	model.dispose();
	return found;
}

for (const { name, module, why } of kinds) {
	suite(`kernels: ${name}`, () => {
		test("a small network is trained to the same bits", function () {
			if (!module) {
				console.log(`      skipped: ${why}`);
				this.skip();
			}
			assert.equal(firstDifference(plain, module), undefined);
		});

		test("random convolutions and linear layers give the same bits, forward and backward", function () {
			if (!module) {
				console.log(`      skipped: ${why}`);
				this.skip();
			}
			const whole = (min: number, max: number) => fc.integer({ min, max });
			const layer = fc.record({
				outputs: whole(1, 36),
				kernel: whole(1, 4),
				padding: whole(0, 2),
				stride: whole(1, 2),
				dilation: whole(1, 2),
			});
			const net = fc.record({
				layers: fc.array(layer, { minLength: 1, maxLength: 3 }),
				channels: whole(1, 20),
				side: whole(1, 17),
				batch: whole(1, 3),
				winograd: fc.boolean(),
				relu: fc.boolean(),
				depthwise: fc.option(fc.record({ kernel: fc.constantFrom(3, 3, 2), stride: whole(1, 2) }), { nil: undefined }),
				features: whole(1, 40),
			});
			fc.assert(
				fc.property(net, ({ layers, channels, side, batch, winograd, relu, depthwise, features }) => {
					const list: TestLayer[] = layers.flatMap(({ outputs, kernel, ...more }) => [
						{ type: "Conv2d", attributes: { out_channels: outputs, kernel_size: kernel, ...more } },
						...(relu ? [{ type: "ReLU" }] : []),
					]);
					const depth = layers.at(-1)?.outputs ?? 1;
					if (depthwise) {
						const { kernel, stride } = depthwise;
						list.push({ type: "Conv2d", attributes: { out_channels: depth, kernel_size: kernel, padding: 1, stride, groups: depth } });
						if (relu) list.push({ type: "ReLU6" });
					}
					list.push({ type: "Flatten" }, { type: "Linear", attributes: { out_features: features } });
					const expected = bits(plain, list, channels, side, batch, winograd);
					assert.deepEqual(bits(module, list, channels, side, batch, winograd), expected);
				}),
				{ numRuns: 150 },
			);
		});
	});
}

suite("kernels: the choice of the wide ones", () => {
	test("what computes other bits is refused, with the layer's name", () => {
		const chosen = chooseKernels(plain, () => compiled(damaged(kernelFile("kernels-wide.wasm"))));
		assert.deepEqual([chosen.module, chosen.wide], [plain, false]);
		assert.match(chosen.whyNot ?? "", /^they compute other bits: .+ of \w+ \d+$/);
	});

	test("what gains is taken, what does not is refused", () => {
		assert.deepEqual(
			chooseKernels(
				plain,
				() => wide,
				() => 1.4,
			),
			{ module: wide, wide: true },
		);
		const refused = chooseKernels(
			plain,
			() => wide,
			() => 1.042,
		);
		assert.deepEqual(refused, { module: plain, wide: false, whyNot: "they gain too little here: 1.04 times as fast" });
	});

	test("what cannot be had is refused with the reason", () => {
		assert.equal(chooseKernels(plain, () => "not here").whyNot, "not here");
		const thrown = () => {
			throw new RangeError("no memory");
		};
		assert.equal(chooseKernels(plain, thrown).whyNot, "no memory");
	});

	test("where V8 does not know the flag or the machine is another one, no flag is set", () => {
		const of = (v8: string, arch: NodeJS.Architecture) => whyNotJoined({ versions: { ...process.versions, v8 }, arch });
		assert.equal(of("13.6.233.17-node.53", "x64"), undefined);
		assert.equal(of("14.2.1", "x64"), undefined);
		assert.match(of("11.3.244.8-node.33", "x64") ?? "", /V8 11\.3/);
		assert.match(of("15.0", "x64") ?? "", /V8 15\.0/);
		assert.match(of("13.6", "arm64") ?? "", /arm64/);
	});
});
