import { defineOp, needed, onlyInput } from "../op";
import { dimensions, type Tensor } from "../tensor";

/** y = x for x > 0, w·x else; w has one number for all or one a channel. x and y N×C×…. Source: torch.nn.PReLU documentation. */
export function prelu(x: Tensor, w: Tensor, y: Tensor): void {
	const [batch, channels, height, width] = dimensions(x);
	const size = height * width;
	for (let map = 0; map < batch * channels; map++) {
		const slope = w.data[w.data.length === 1 ? 0 : map % channels]!;
		for (let i = map * size; i < (map + 1) * size; i++) y.data[i] = x.data[i]! > 0 ? x.data[i]! : slope * x.data[i]!;
	}
}

export const PReLU = defineOp({
	type: "PReLU",
	forward: (step) => prelu(onlyInput(step), needed(step.parameters.weight, "weight"), step.output),
});
