import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { suite, test } from "mocha";
import { type GoldenCase, type GoldenTensor, readGolden } from "../../src/cli/golden/read";
import { runCase } from "../../src/cli/golden/run";
import { compileKernels, type Kernels, reference, simd, tensor } from "../../src/engine";
import { convTranspose2d, convTranspose2dBackward } from "../../src/engine/ops/ConvTranspose2d";
import { elements } from "../../src/network/shape";

const given = (shape: readonly number[], ...data: number[]): GoldenTensor => ({ shape, data: Float32Array.from(data) });
const counted = (shape: readonly number[]) =>
	tensor(
		shape,
		Float32Array.from({ length: elements(shape) }, (_, i) => ((i * 7) % 5) - 2),
	);

function golden(
	op: string,
	attributes: GoldenCase["attributes"],
	inputs: GoldenCase["inputs"],
	results: GoldenCase["results"],
): GoldenCase {
	return { suite: "own", name: op, op, exact: true, attributes, inputs, results };
}

function passes(one: GoldenCase, kernels: Kernels = reference): void {
	const outcome = runCase(one, kernels);
	assert.equal(outcome.kind === "failed" ? outcome.problem : outcome.kind, "passed");
}

const skips = (one: GoldenCase): string => {
	const outcome = runCase(one);
	assert.ok(outcome.kind === "skipped");
	return outcome.reason;
};

suite("golden: attributes that the format may carry", () => {
	test("conv_transpose2d: sides cut off differently", () => {
		const [x, w, b, gy] = [counted([2, 2, 3, 2]), counted([2, 1, 4, 4]), counted([2]), counted([2, 2, 6, 7])];
		const convolution = { stride: [2, 3], dilation: [1, 1], groups: 2, pads: [0, 1, 2, 0] } as const;
		const [y, gx, gw, gb] = [tensor([2, 2, 6, 7]), tensor(x.shape), tensor(w.shape), tensor(b.shape)];
		convTranspose2d(x, w, b, y, convolution);
		convTranspose2dBackward(x, w, gy, { gx, gw, gb }, convolution);
		passes(golden("conv_transpose2d", { ...convolution, output_padding: [0, 1] }, { x, w, b, gy }, { y, gx, gw, gb }));
	});

	test("conv2d: padding in PyTorch's form, everything else by default", () => {
		const [x, w] = [given([1, 1, 1, 2], 1, 2), given([1, 1, 1, 2], 1, 10)];
		const gy = given([1, 1, 1, 3], 1, 1, 1);
		const results = { y: given([1, 1, 1, 3], 10, 21, 2), gx: given([1, 1, 1, 2], 11, 11), gw: given([1, 1, 1, 2], 3, 3) };
		passes(golden("conv2d", { torch_padding: [0, 1] }, { x, w, gy }, results));
		passes(golden("conv2d", { padding: [0, 1] }, { x, w, gy }, results));
		const inside = { y: given([1, 1, 1, 1], 21), gx: given([1, 1, 1, 2], 1, 10), gw: given([1, 1, 1, 2], 1, 2) };
		passes(golden("conv2d", { torch_padding: "valid" }, { x, w, gy: given([1, 1, 1, 1], 1) }, inside));
	});

	test("None is as good as nothing", () => {
		const [x, y] = [given([1, 1, 1, 2], 1, 2), given([1, 1, 1, 4], 1, 1, 2, 2)];
		passes(golden("upsample", { mode: "nearest", size: [1, 4], scale_factor: null, align_corners: null }, { x }, { y }));
		const cyclic = { schedule: "CyclicLR", base_lr: 1, max_lr: 3, step_size_up: 2, step_size_down: null, mode: null };
		passes(golden("lr_schedule", { ...cyclic, lr_used_at_step: [1, 2, 3, 2, 1] }, {}, {}));
	});

	test("avgpool2d: divisor_override, and a stride of the kernel's size by default", () => {
		const inputs = { x: given([1, 1, 1, 4], 1, 2, 3, 4), gy: given([1, 1, 1, 2], 4, 8) };
		const results = { y: given([1, 1, 1, 2], 0.75, 1.75), gx: given([1, 1, 1, 4], 1, 1, 2, 2) };
		passes(golden("avgpool2d", { kernel: [1, 2], divisor_override: 4 }, inputs, results));
	});

	test("batchnorm: momentum null over several calls", () => {
		const [x0, x] = [given([2, 1], 1, 3), given([2, 1], 4, 8)];
		const before = { rm: given([1], 9), rv: given([1], 9) };
		const results = { y: given([2, 1], -1, 1), rm: given([1], 4), rv: given([1], 5) };
		passes(golden("batchnorm", { eps: 0, momentum: null, training: true, calls: ["x0", "x"] }, { x0, x, ...before }, results));
	});

	test("instancenorm: running statistics, in and after training", () => {
		const statistics = { rm: given([1], 0), rv: given([1], 1) };
		const x = given([1, 1, 1, 2], 1, 3);
		const after = { rm: given([1], 1), rv: given([1], 1.5) };
		const trained = { y: given([1, 1, 1, 2], -1, 1), ...after };
		passes(golden("instancenorm", { eps: 0, momentum: 0.5, training: true }, { x, ...statistics }, trained));
		passes(golden("instancenorm", { eps: 0, training: false }, { x, ...statistics }, { y: x }));
	});

	test("a factor that is recomputed from the sizes", () => {
		// Number 5 of 7 is read from ⌊5/2.6⌋ = 1 by the written factor, and from ⌊5·3/7⌋ = 2 by the sizes.
		const seven = { x: given([1, 1, 1, 3], 1, 2, 3), gy: given([1, 1, 1, 7], 1, 1, 1, 1, 1, 1, 1) };
		const written = { y: given([1, 1, 1, 7], 1, 1, 1, 2, 2, 2, 3), gx: given([1, 1, 1, 3], 3, 3, 1) };
		const recomputed = { y: given([1, 1, 1, 7], 1, 1, 1, 2, 2, 3, 3), gx: given([1, 1, 1, 3], 3, 2, 2) };
		passes(golden("upsample", { mode: "nearest", scale_factor: [1, 2.6] }, seven, written));
		passes(golden("upsample", { mode: "nearest", scale_factor: [1, 2.6], recompute_scale_factor: true }, seven, recomputed));
	});

	test("bilinear: an axis that stays as long as it was is copied, whatever its factor", () => {
		// F.interpolate(x, scale_factor=(2, 1.1), mode="bilinear", align_corners=False)
		const five = { x: given([1, 1, 1, 5], 0, 1, 2, 4, 8), gy: given([1, 1, 2, 5], 1, 2, 3, 4, 5, 1, 1, 1, 1, 1) };
		const results = { y: given([1, 1, 2, 5], 0, 1, 2, 4, 8, 0, 1, 2, 4, 8), gx: given([1, 1, 1, 5], 2, 3, 4, 5, 6) };
		passes(golden("upsample", { mode: "bilinear", scale_factor: [2, 1.1], align_corners: false }, five, results));
	});

	test("softmax of a vector is along its only axis, on the kernels too", () => {
		const module = compileKernels(readFileSync(path.resolve(__dirname, "../../../dist/kernels.wasm")));
		assert.ok(module);
		const inputs = { x: given([4], 1, 1, 1, 1), gy: given([4], 8, 0, 0, 0) };
		const results = { y: given([4], 0.25, 0.25, 0.25, 0.25), gx: given([4], 1.5, -0.5, -0.5, -0.5) };
		for (const axis of [0, -1]) {
			const vector = golden("softmax", { axis }, inputs, results);
			passes(vector);
			passes(vector, simd({ module }));
		}
	});

	test("train: a layer without a first bias has none", () => {
		// w = [1, 1]: y = 3, loss 9, ∂w = 2·3·x = [6, 12]
		const described = {
			net: "Linear(2,1); nn.Sequential indices",
			optimizer: "SGD lr .0625",
			loss: "mse mean",
			batch: 1,
			steps: 1,
			losses: [9],
		};
		const inputs = { x: given([1, 2], 1, 2), t: given([1, 1], 0), "init.0.weight": given([1, 2], 1, 1) };
		const results = { logits0: given([1, 1], 3), "grad0.0.weight": given([1, 2], 6, 12), "final.0.weight": given([1, 2], 0.625, 0.25) };
		passes(golden("train", described, inputs, { ...results, eval_logits: given([1, 1], 1.125) }));
	});

	test("train: a network may be that of another case", () => {
		const folder = mkdtempSync(path.join(tmpdir(), "golden-"));
		const cases = ["Flatten", "as a", "as b", "as nothing"].map((net, i) => ({
			name: "abcd"[i],
			op: "train",
			attrs: { net },
			in: {},
			out: {},
		}));
		writeFileSync(path.join(folder, "train.json"), JSON.stringify({ cases }));
		writeFileSync(path.join(folder, "train.bin"), "");
		const nets = readGolden(folder).map((one) => "attributes" in one && one.attributes.net);
		assert.deepEqual(nets, ["Flatten", "Flatten", "Flatten", "as nothing"]);
		rmSync(folder, { recursive: true });
	});

	test("what no layer can do is skipped by name", () => {
		const x = given([1, 1, 1, 1], 1);
		assert.equal(skips(golden("upsample", { mode: "area", size: [1, 1] }, { x }, { y: x })), "no layer upsamples with mode area");
		assert.equal(skips(golden("pad2d", { mode: "circular", pads: [0, 0, 0, 0] }, { x }, { y: x })), "no layer pads with mode circular");
		const lambda = { schedule: "LambdaLR", base_lr: 1, lr_used_at_step: [1] };
		assert.equal(skips(golden("lr_schedule", lambda, {}, {})), "no schedule is called LambdaLR");
		const drawn = golden("dropout", { p: 0.5, training: true }, { x }, { y: x });
		assert.equal(skips(drawn), "only PyTorch's generator draws PyTorch's mask");
	});
});
