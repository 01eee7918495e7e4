import { type Backend, EngineError, type Parameters as Held, makePlan, type Tensor } from "../../engine";
import { whole } from "../../engine/pieces";
import { INPUT } from "../../network/graph";
import type { LayerCall, LayerResult } from "./layer";

/** What a backend is not asked for here, with the reason. */
export class NotHere extends Error {}

const copyOf = ({ shape, data }: Tensor): Tensor => ({ shape, data: data.slice() });

/** The plan, where networks may hold such a layer at all (the reference's kernels also take shapes that they may not). */
function planOf(...args: Parameters<typeof makePlan>): ReturnType<typeof makePlan> {
	try {
		return makePlan(...args);
	} catch (error) {
		if (error instanceof EngineError && error.code === "invalid-request") throw new NotHere("no network has such a layer on such a shape");
		throw error;
	}
}

/**
 * Runs a layer as a network of one, through a backend's own plan, memory and passes. Throws a {@link NotHere} for layers of several inputs:
 * a network has one, so they are tested inside larger networks.
 */
export function runOnBackend(backend: Backend, { type, attributes, inputs, parameters, shape, training, gy }: LayerCall): LayerResult {
	const [x] = inputs;
	if (!x || inputs.length > 1) throw new NotHere("a network has one input");
	// An activation may be given numbers without a batch.
	const [batch = 1, ...input] = x.shape.length > 1 ? x.shape : [1, ...x.shape];
	const output = shape && (shape.length > 1 ? shape.slice(1) : shape);
	const node = { key: "0", type, inputs: [INPUT], attributes, shape: output ?? input };
	const plan = planOf({ input, nodes: [node] }, { backend, batch, gradients: gy !== undefined, memoryLimit: Number.POSITIVE_INFINITY });
	const held: Held = { ...parameters };
	const program = backend.prepare(plan, [held], undefined);
	whole(program.forward(x.data, { training, seed: 0 }));
	if (training) program.keepRunning();
	program.sync();
	const y = copyOf(program.output(0));
	if (!gy) return { y, inputs: [], parameters: {} };
	whole(program.backward(gy.data, { input: true }));
	const gradients = program.parameterGradients(0);
	const [weight, bias] = [gradients.weight && copyOf(gradients.weight), gradients.bias && copyOf(gradients.bias)];
	const result = { y, inputs: [copyOf(program.inputGradient())], parameters: { weight, bias } };
	program.dispose();
	return result;
}
