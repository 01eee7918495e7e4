/** Activations: numbers one by one, and softmax along an axis. */
import { tensor } from "../../engine";
import { type Claim, layer } from "./claim";

/** A network's numbers have a batch: a vector is one of a batch of 1, and its only axis the next one. */
const softmax = (type: string): Claim =>
	layer(type, 1e-6, (given) => {
		const x = given.tensor("x");
		const dim = given.axis(x);
		if (x.shape.length > 1) return { attributes: { dim } };
		const shape = [1, ...x.shape];
		return { attributes: { dim: dim + 1 }, inputs: [tensor(shape, x.data)], shape };
	});

export const activationClaims: Readonly<Record<string, Claim>> = {
	relu: layer("ReLU", 1e-6),
	relu6: layer("ReLU6", 1e-6),
	leaky_relu: layer("LeakyReLU", 1e-6, (given) => ({ attributes: { negative_slope: given.number("alpha", 0.01) } })),
	prelu: layer("PReLU", 1e-6, (given) => ({ attributes: { num_parameters: given.tensor("w").data.length } })),
	elu: layer("ELU", 1e-6, (given) => ({ attributes: { alpha: given.number("alpha", 1) } })),
	selu: layer("SELU", 1e-6),
	gelu: layer("GELU", 1e-6, (given) => ({ attributes: { approximate: given.raw("approximate") ?? "none" } })),
	silu: layer("SiLU", 1e-6),
	mish: layer("Mish", 1e-6),
	softplus: layer("Softplus", 1e-6, (given) => ({
		attributes: { beta: given.number("beta", 1), threshold: given.number("threshold", 20) },
	})),
	sigmoid: layer("Sigmoid", 1e-6),
	tanh: layer("Tanh", 1e-6),
	hardsigmoid: layer("Hardsigmoid", 1e-6),
	hardswish: layer("Hardswish", 1e-6),
	hardtanh: layer("Hardtanh", 1e-6, (given) => ({ attributes: { min_val: given.number("min", -1), max_val: given.number("max", 1) } })),
	softmax: softmax("Softmax"),
	log_softmax: softmax("LogSoftmax"),
};
