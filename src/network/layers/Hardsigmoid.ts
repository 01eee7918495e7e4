import { activation } from "./activation";

/** min(max(x + 3, 0), 6)/6. Source: torch.nn.Hardsigmoid documentation. */
export const Hardsigmoid = activation("Hardsigmoid", "Sigmoid drawn with straight lines: 0 below −3, 1 above 3.", {});
