import { readAttributes } from "../../src/network/attribute";
import { type Graph, INPUT } from "../../src/network/graph";
import { kindOf } from "../../src/network/registry";

/** Multiply-adds of one picture's forward pass, as torchvision counts them: convolutions and linear layers, bias not counted. */
export function multiplyAdds({ nodes, input }: Graph): number {
	const each = nodes.map(({ type, inputs, attributes, shape }) => {
		const kind = kindOf(type);
		if (!kind?.macs) return 0;
		const shapes = inputs.map((from) => (from === INPUT ? input : (nodes[from]?.shape ?? [])));
		return kind.macs(shapes, readAttributes(kind.attributes, attributes), shape);
	});
	return each.reduce((sum, count) => sum + count, 0);
}
