/** How deep buffers lie at most in an argument or an answer: request or reply, frame, buffer. */
const DEPTH = 3;

/**
 * The buffers in a call's arguments or in an answer, each once: they are handed over instead of copied. Throws a TypeError for a view (a typed
 * array, a Buffer), because a channel ships all of the memory behind a view: three numbers of a 16 MiB buffer take 16 MiB along. Arrays inside
 * are not looked into: what the contracts have in arrays is free of buffers, but for shared weights, which nobody can hand over.
 */
export function exactBuffers(values: readonly unknown[]): ArrayBuffer[] {
	const found = new Set<ArrayBuffer>();
	const visit = (value: unknown, depth: number, path: string): void => {
		if (value instanceof ArrayBuffer) found.add(value);
		else if (ArrayBuffer.isView(value))
			throw new TypeError(`${path} is a view of ${value.buffer.byteLength} bytes; only whole buffers are posted`);
		else if (depth > 0 && typeof value === "object" && value !== null && !Array.isArray(value)) {
			for (const [name, inner] of Object.entries(value)) visit(inner, depth - 1, `${path}.${name}`);
		}
	};
	for (const [i, value] of values.entries()) visit(value, DEPTH, `${i}`);
	return [...found];
}

/** The buffers of one message of birpc, which carries arguments in `a` and an answer in `r`. */
export function buffersOfMessage(message: unknown): ArrayBuffer[] {
	if (typeof message !== "object" || message === null) return exactBuffers([message]);
	const values = "a" in message && Array.isArray(message.a) ? message.a : [];
	return exactBuffers("r" in message ? [...values, message.r] : values);
}
