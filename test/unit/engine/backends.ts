import { type Backend, reference } from "../../../src/engine";

/** Every backend that what is said about running and training must hold for. */
export const backends: readonly Backend[] = [reference];
