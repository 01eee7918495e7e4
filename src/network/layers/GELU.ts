import { choice } from "../attribute";
import { activation } from "./activation";

/** x·Φ(x) with the normal distribution's Φ, or its tanh approximation. Source: torch.nn.GELU documentation. */
export const GELU = activation(
	"GELU",
	"A smooth ReLU: multiplies each number with the probability that a normally distributed number is smaller.",
	{
		approximate: choice(["none", "tanh"], "Whether the exact curve or its faster tanh approximation is computed."),
	},
);
