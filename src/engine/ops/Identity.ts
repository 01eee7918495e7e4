import { copy } from "./copy";

/** The same numbers. */
export const Identity = copy("Identity");
