import { elementwise } from "./elementwise";

/** (x − t)²; slope 2(x − t). Source: torch.nn.MSELoss documentation. */
export const mseLoss = () => elementwise({ type: "MSELoss", loss: (x, t) => (x - t) ** 2, slope: (x, t) => 2 * (x - t) });
