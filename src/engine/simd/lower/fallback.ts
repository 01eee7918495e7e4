import { elements, type Shape } from "../../../network/shape";
import type { ParameterGradients, Parameters } from "../../op";
import { type RunOptions, stepSeed } from "../../program";
import { RunningCopies } from "../../running";
import { type Tensor, tensor } from "../../tensor";
import { type Field, fromPlanar, toPlanar } from "../field";
import type { Lowered, Site, Slot } from "../site";

/** A parameter as it is, in PyTorch's order. */
function plainSlot({ memory, gradients }: Site, name: "weight" | "bias", master: Tensor): Slot {
	const count = master.data.length;
	const value = memory.own(name, 4 * count);
	return {
		name,
		master,
		layout: "row-major",
		value: value.pointer,
		gradient: gradients ? memory.own(`${name} gradient`, 4 * count).pointer : 0,
		count,
		kept: value.kept,
		pack: (from, to) => to.set(from),
		unpack: (from, to) => to.set(from),
	};
}

const shapeOf = ({ images, channels, rows, columns }: Field, shape: Shape): Shape =>
	shape.length > 0 ? shape : [images, channels, rows, columns];

/** Numbers that a reference kernel and the copies around it take in a millisecond. */
const NUMBERS = 50_000;

/**
 * A layer on the reference's kernels: its maps are brought into N×C×H×W order and back. `layer` is its index, from which its seed is made.
 * Everything that the fast kernels do not know runs this way, so that no network is refused.
 */
export function fallback(site: Site, layer: number, inputShapes: readonly Shape[]): Lowered {
	const { heap, memory, step, weights, gradients } = site;
	const slots = (["weight", "bias"] as const).flatMap((name) => {
		const master = weights[name];
		return master ? [plainSlot(site, name, master)] : [];
	});
	/** A planar tensor in memory of its own, as large as a field. */
	const planar = (name: string, field: Field, shape: Shape): { readonly pointer: number; readonly tensor: Tensor } => {
		const whole = shapeOf(field, shape);
		const { pointer } = memory.own(name, 4 * elements(whole));
		return { pointer, tensor: tensor(whole, heap.floats(pointer, elements(whole))) };
	};
	const inputs = site.x.map((field, i) => planar(`planar input ${i}`, field, inputShapes[i] ?? []));
	const output = planar("planar output", site.y, step.shape);
	const own = (which: "value" | "gradient"): Record<string, Tensor> =>
		Object.fromEntries(slots.map((slot) => [slot.name, tensor(slot.master.shape, heap.floats(slot[which], slot.count))]));
	const parameters: Parameters = { ...weights, ...own("value") };
	const stepOf = ({ training, seed }: RunOptions) => ({
		attributes: step.attributes,
		inputs: inputs.map((input) => input.tensor),
		output: output.tensor,
		parameters,
		training,
		seed: stepSeed(seed, layer),
	});
	const copies = new RunningCopies(weights);
	const cost = [output, ...inputs].reduce((sum, { tensor: { data } }) => sum + data.length, 0) / NUMBERS;
	/** Whether the inputs are in planar memory: not where the output stayed valid through an edit, and only its gradients are computed. */
	let brought = false;
	const bring = () => {
		for (const [i, field] of site.x.entries()) toPlanar(heap, field, inputs[i]?.pointer ?? 0);
		brought = true;
	};
	const forward = [
		{
			run(options: RunOptions) {
				bring();
				const all = stepOf(options);
				step.op.forward(options.training ? { ...all, parameters: copies.begin(parameters) } : all);
				fromPlanar(heap, output.pointer, site.y, false);
			},
			cost,
		},
	];
	if (!gradients) return { forward: () => forward, slots, copies };
	const g = planar("planar gradient", gradients.g, step.shape);
	const gx = gradients.inputs.map(({ field }, i) => planar(`planar gradient of input ${i}`, field, inputShapes[i] ?? []));
	const parameterGradients: ParameterGradients = own("gradient");
	const backward = [
		{
			run(options: RunOptions) {
				if (!brought) bring();
				toPlanar(heap, gradients.g, g.pointer);
				for (const one of gx) one.tensor.data.fill(0);
				for (const one of Object.values(parameterGradients)) one?.data.fill(0);
				step.op.backward(stepOf(options), { output: g.tensor, inputs: gx.map((one) => one.tensor), parameters: parameterGradients });
				for (const [i, { field, add }] of gradients.inputs.entries()) fromPlanar(heap, gx[i]?.pointer ?? 0, field, add);
			},
			cost: 2 * cost,
		},
	];
	return { forward: () => forward, backward: () => backward, slots, copies, planarGradients: parameterGradients };
}
