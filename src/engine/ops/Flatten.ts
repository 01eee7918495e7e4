import { defineOp, onlyInput } from "../op";

/** The same numbers under another shape: row-major order does not change. */
export const Flatten = defineOp({
	type: "Flatten",
	forward: (step) => step.output.data.set(onlyInput(step).data),
});
