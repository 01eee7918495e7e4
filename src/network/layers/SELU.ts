import { activation } from "./activation";

/** scale·(x for x > 0, alpha·(eˣ − 1) below), scale ≈ 1.0507, alpha ≈ 1.6733. Source: torch.nn.SELU documentation. */
export const SELU = activation(
	"SELU",
	"A scaled ELU whose constants keep the mean near 0 and the variance near 1 from layer to layer.",
	{},
);
