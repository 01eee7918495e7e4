/** How deep a reply's buffers lie at most: message, reply, frame, buffer. */
const DEPTH = 4;

/** The buffers inside a message, each once: they are handed over instead of copied. */
export function transfersOf(message: unknown): ArrayBuffer[] {
	const found = new Set<ArrayBuffer>();
	const visit = (value: unknown, depth: number): void => {
		if (value instanceof ArrayBuffer) found.add(value);
		else if (depth > 0 && typeof value === "object" && value !== null && !Array.isArray(value)) {
			for (const inner of Object.values(value)) visit(inner, depth - 1);
		}
	};
	visit(message, DEPTH);
	return [...found];
}
