/** What combines tensors, and what moves, enlarges and drops numbers. */
import { type Kernels, tensor } from "../../engine";
import { dropout, dropoutBackward } from "../../engine/ops/Dropout";
import { constantPad2d, constantPad2dBackward } from "../../engine/ops/ZeroPad2d";
import { type Claim, type Computed, layer, named } from "./claim";
import type { Given } from "./given";
import { runLayer } from "./layer";

/** A layer of several inputs, named in the case. */
function combine(type: string, given: Given, kernels: Kernels, names: readonly string[], attributes = {}): Computed {
	const inputs = names.map((name) => given.tensor(name));
	const gy = given.optional("gy");
	const call = { type, attributes, inputs, parameters: {}, shape: given.result("y").shape, training: false, gy };
	return named(
		runLayer(kernels, call),
		names.map((name) => `g${name}`),
	);
}

const elementwise = (type: string): Claim => ({ tolerance: 1e-6, run: (given, kernels) => combine(type, given, kernels, ["a", "b"]) });

/** No layer has a border of other numbers than 0; the kernel can. */
function runPad2d(given: Given, kernels: Kernels): Computed {
	const [top, left, bottom, right] = given.pads();
	const value = given.number("value", 0);
	const pad = layer("ZeroPad2d", 0, () => ({ attributes: { padding: [left, right, top, bottom] } }));
	if (value === 0) return pad.run(given, kernels);
	const [x, y, gy] = [given.tensor("x"), tensor(given.result("y").shape), given.optional("gy")];
	constantPad2d(x, y, top, left, value);
	const gx = tensor(x.shape);
	if (gy) constantPad2dBackward(gy, gx, top, left);
	return { y: y.data, gx: gx.data };
}

const modes: readonly unknown[] = ["nearest", "bilinear", "bicubic"];

const upsampling = (given: Given) => {
	const mode = given.raw("mode");
	// With a written factor PyTorch computes with it, and not with the quotient of the sizes.
	const factor = !given.says("scale_factor") || given.flag("recompute_scale_factor") ? undefined : given.pair("scale_factor");
	const size = factor ? { scale_factor: factor } : { size: given.result("y").shape.slice(2) };
	return { ...size, mode, ...(mode === "nearest" ? {} : { align_corners: given.flag("align_corners") }) };
};

/** A mask that is given goes to the kernel; a layer draws its own. */
function runDropout(given: Given, kernels: Kernels): Computed {
	const [p, training] = [given.number("p", 0.5), given.flag("training")];
	const mask = training ? given.optional("mask") : undefined;
	if (!mask) return layer("Dropout", 0, () => ({ attributes: { p }, training })).run(given, kernels);
	const [x, y, gy] = [given.tensor("x"), given.result("y"), given.optional("gy")];
	dropout(x.data, mask.data, y.data, p);
	const gx = tensor(x.shape);
	if (gy) dropoutBackward(gy.data, mask.data, gx.data, p);
	return { y: y.data, gx: gx.data };
}

export const structClaims: Readonly<Record<string, Claim>> = {
	add: elementwise("Add"),
	mul: elementwise("Multiply"),
	concat: {
		tolerance: 0,
		run: (given, kernels) => combine("Concat", given, kernels, given.nameList("inputs"), { dim: given.axis(given.result("y")) }),
	},
	// Both hand the same numbers on in another shape.
	flatten: layer("Flatten", 0),
	reshape: layer("Flatten", 0),
	pad2d: {
		tolerance: 0,
		run: runPad2d,
		except: (given) =>
			(given.raw("mode") ?? "constant") === "constant" ? undefined : `no layer pads with mode ${String(given.raw("mode"))}`,
	},
	upsample: {
		...layer("Upsample", 1e-6, (given) => ({ attributes: upsampling(given) })),
		except(given) {
			if (given.flag("antialias")) return "no layer upsamples with antialias";
			return modes.includes(given.raw("mode")) ? undefined : `no layer upsamples with mode ${String(given.raw("mode"))}`;
		},
	},
	pixel_shuffle: layer("PixelShuffle", 0, (given) => ({ attributes: { upscale_factor: given.number("r") } })),
	dropout: {
		tolerance: 1e-6,
		run: runDropout,
		except: (given) =>
			given.flag("training") && !given.has("mask") && given.number("p", 0.5) % 1 !== 0
				? "only PyTorch's generator draws PyTorch's mask"
				: undefined,
	},
};
