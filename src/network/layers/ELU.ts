import { real } from "../attribute";
import { activation } from "./activation";

/** x for x > 0, alpha·(eˣ − 1) below. Source: torch.nn.ELU documentation. */
export const ELU = activation("ELU", "Like ReLU for positive numbers; negative ones approach −alpha along a smooth curve.", {
	alpha: real(1, "How far below zero the curve goes."),
});
