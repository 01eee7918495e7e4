import { english, type Text } from "../network/text";

export type EngineErrorCode = "out-of-memory" | "unknown-layer" | "invalid-request" | "internal";

/** Something that a person can act on: what is wrong is in `text`, the layer it concerns in `layer`. Everything else that is thrown is a mistake of ours. */
export class EngineError extends Error {
	override readonly name = "EngineError";
	constructor(
		readonly code: EngineErrorCode,
		readonly text: Text,
		readonly layer?: string,
		/** Of `out-of-memory`: the bytes wanted, and how many the caller allows at most. */
		readonly memory?: { readonly wanted: number; readonly limit: number },
	) {
		super(english(text));
	}
}
