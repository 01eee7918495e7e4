import { real } from "../attribute";
import { activation } from "./activation";

/** ln(1 + e^(beta·x))/beta, and x where beta·x > threshold. Source: torch.nn.Softplus documentation. */
export const Softplus = activation("Softplus", "A smooth ReLU that is always positive: ln(1 + e^x).", {
	beta: real(1, "How sharply the curve bends; larger is closer to ReLU."),
	threshold: real(20, "Where beta·x is larger than this, the number is passed on as it is."),
});
