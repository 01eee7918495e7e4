import { activation } from "./activation";

/** x·min(max(x + 3, 0), 6)/6. Source: torch.nn.Hardswish documentation. */
export const Hardswish = activation("Hardswish", "SiLU drawn with straight pieces: 0 below −3, unchanged above 3.", {});
