/** Most layers of one model once its repeats are expanded. Beyond it the rest is left out, with an issue. */
export const MAX_LAYERS = 10_000;

/** Sequences inside sequences. */
export const MAX_DEPTH = 32;

/** Most bytes that weights and activations of one model may take, unless a setting says otherwise. */
export const MAX_MODEL_BYTES = 2 * 1024 ** 3;

/** Longest model text that is read, in characters. */
export const MAX_TEXT = 4 * 1024 * 1024;
