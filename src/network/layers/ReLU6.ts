import { activation } from "./activation";

/** min(max(0, x), 6). Source: torch.nn.ReLU6 documentation. */
export const ReLU6 = activation("ReLU6", "Like ReLU, but cuts everything above 6 as well.", {});
