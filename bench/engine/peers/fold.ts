import { type Net, type NetNode, tensorOf } from "../net";

/** A layer with what can be joined with it: normalisation folded into a convolution's weights, an activation behind it. */
export interface Folded {
	readonly type: string;
	readonly attributes: NetNode["attributes"];
	readonly shape: readonly number[];
	/** Indices of folded layers; −1 is the input. */
	readonly inputs: readonly number[];
	readonly weight: { readonly data: Float32Array; readonly shape: readonly number[] } | undefined;
	readonly bias: Float32Array | undefined;
	readonly activation: "relu" | "relu6" | undefined;
}

const ACTIVATIONS: Readonly<Record<string, "relu" | "relu6">> = { ReLU: "relu", ReLU6: "relu6" };
const HAS_ACTIVATION: ReadonlySet<string> = new Set(["Conv2d", "Linear"]);

/** y = γ(Wx + b − μ)/√(σ² + ε) + β as one convolution: W′ = Wγ/√(σ² + ε), b′ = (b − μ)γ/√(σ² + ε) + β. */
function normalised(net: Net, conv: NetNode, norm: NetNode) {
	const [weight, mean, variance] = [tensorOf(net, conv, "weight"), tensorOf(net, norm, "running_mean"), tensorOf(net, norm, "running_var")];
	if (!weight || !mean || !variance) throw new TypeError("a normalisation lacks a tensor");
	const [gamma, beta, bias] = [tensorOf(net, norm, "weight"), tensorOf(net, norm, "bias"), tensorOf(net, conv, "bias")];
	const scale = mean.map((_, i) => (gamma?.[i] ?? 1) / Math.sqrt((variance[i] ?? 0) + Number(norm.attributes.eps)));
	const taps = weight.length / mean.length;
	return {
		data: weight.map((value, i) => value * (scale[Math.floor(i / taps)] ?? 0)),
		bias: mean.map((value, i) => ((bias?.[i] ?? 0) - value) * (scale[i] ?? 0) + (beta?.[i] ?? 0)),
	};
}

/** The network for engines that do not join layers themselves. */
export function fold(net: Net): Folded[] {
	const readers = net.nodes.map((_, i) => net.nodes.flatMap(({ inputs }, reader) => inputs.filter((from) => from === i).map(() => reader)));
	const list: Folded[] = [];
	/** Which folded layer holds a node's output. */
	const holder = new Map<number, number>([[-1, -1]]);
	for (const [i, node] of net.nodes.entries()) {
		if (holder.has(i)) continue;
		const shape = node.tensors.find(({ name }) => name === "weight")?.shape ?? [];
		let [data, bias] = [tensorOf(net, node, "weight"), tensorOf(net, node, "bias")];
		let last = i;
		/** The next layer where it is the only one that reads this. */
		const next = () => {
			const [reader, ...others] = readers[last] ?? [];
			return reader === undefined || others.length > 0 ? undefined : { reader, layer: net.nodes[reader] };
		};
		const norm = next();
		if (node.type === "Conv2d" && norm?.layer?.type === "BatchNorm2d") {
			({ data, bias } = normalised(net, node, norm.layer));
			last = norm.reader;
			holder.set(last, list.length);
		}
		const behind = next();
		const activation = HAS_ACTIVATION.has(node.type) ? ACTIVATIONS[behind?.layer?.type ?? ""] : undefined;
		if (activation && behind) holder.set(behind.reader, list.length);
		holder.set(i, list.length);
		const inputs = node.inputs.map((from) => holder.get(from) ?? -1);
		list.push({ ...node, inputs, weight: data && { data, shape }, bias, activation });
	}
	return list;
}
