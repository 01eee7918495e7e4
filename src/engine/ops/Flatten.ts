import { copy } from "./copy";

/** The same numbers under another shape: row-major order does not change. */
export const Flatten = copy("Flatten");
