import { type Backend, type Kernels, type ParameterGradients, type Parameters, reference, type Tensor, tensor } from "../../engine";
import { acceptsAttributes, readAttributes } from "../../network/attribute";
import { kindOf } from "../../network/registry";
import { elements, type Shape } from "../../network/shape";
import { runOnBackend } from "./onBackend";

/** One layer to run, forward and, where there is a gradient of its output, backward. */
export interface LayerCall {
	readonly type: string;
	/** As a model file writes them. */
	readonly attributes: Readonly<Record<string, unknown>>;
	/** Each with its batch. */
	readonly inputs: readonly Tensor[];
	readonly parameters: Parameters;
	/** The output's, with its batch; inferred where it is left out. */
	readonly shape?: Shape;
	readonly training: boolean;
	readonly gy: Tensor | undefined;
}

/** What came out; gradients only where the call had `gy`. */
export interface LayerResult {
	readonly y: Tensor;
	readonly inputs: readonly (Tensor | undefined)[];
	readonly parameters: ParameterGradients;
}

/** Runs a layer on some kernels. Throws where there is no such layer, or where it refuses the attributes or inputs. */
export function runLayer(kernels: Kernels | Backend, whole: LayerCall): LayerResult {
	const { type, inputs, parameters, training, gy, ...call } = whole;
	const [kind, op] = [kindOf(type), kernels.opOf(type)];
	if (!kind || !op) throw new Error(`there is no ${type}`);
	if (!acceptsAttributes(kind.attributes, call.attributes)) throw new Error(`${type} refuses ${JSON.stringify(call.attributes)}`);
	const attributes = readAttributes(kind.attributes, call.attributes);
	const infer = (): Shape => {
		const inference = kind.infer(
			inputs.map(({ shape }) => shape.slice(1)),
			attributes,
		);
		if (!inference.ok) throw new Error(`${type} refuses ${inputs.map(({ shape }) => shape.join("×")).join(", ")}`);
		return [inputs[0]?.shape[0] ?? 1, ...inference.shape];
	};
	// The reference's kernels are run as they are; another backend's work only where its programs have put the numbers.
	if ("prepare" in kernels && kernels !== reference) return runOnBackend(kernels, { ...whole, shape: call.shape ?? infer() });
	const y = tensor(call.shape ?? infer());
	const step = { attributes, inputs, output: y, parameters, training, seed: 0 };
	op.forward(step);
	if (!gy) return { y, inputs: [], parameters: {} };
	const zeros = (like: Tensor | undefined) => like && tensor(like.shape, new Float32Array(elements(like.shape)));
	const gradients = {
		output: gy,
		inputs: inputs.map(zeros),
		parameters: { weight: zeros(parameters.weight), bias: zeros(parameters.bias) },
	};
	op.backward(step, gradients);
	return { y, inputs: gradients.inputs, parameters: gradients.parameters };
}
