import { elementwise } from "./elementwise";

/** |x − t|; slope sign(x − t), which is 0 at 0. Source: torch.nn.L1Loss documentation. */
export const l1Loss = () => elementwise({ type: "L1Loss", loss: (x, t) => Math.abs(x - t), slope: (x, t) => Math.sign(x - t) });
