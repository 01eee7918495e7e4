import { real } from "../attribute";
import { activation } from "./activation";

/** x for x ≥ 0, negative_slope·x below. Source: torch.nn.LeakyReLU documentation. */
export const LeakyReLU = activation("LeakyReLU", "Like ReLU, but lets a little of the negative numbers through, so that no unit can die.", {
	negative_slope: real(0.01, "What negative numbers are multiplied with."),
});
