import { opOf } from "../ops";
import type { Backend } from "../program";
import { ReferenceProgram } from "./program";

/** Plain TypeScript, written to be read; every other backend is measured against it. */
export const reference: Backend = {
	name: "reference",
	opOf,
	prepare: (plan, weights, previous) => new ReferenceProgram(plan, weights, previous instanceof ReferenceProgram ? previous : undefined),
};
