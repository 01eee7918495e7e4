import * as v from "valibot";
import { EngineError } from "../engine";
import { type Text, text } from "../network/text";
import type { EngineFault } from "../protocol/engine";

/** What is thrown inside and becomes an {@link EngineFault} at the door. */
export class Refusal extends Error {
	constructor(
		readonly code: EngineFault["code"],
		readonly text: Text,
		readonly layer?: string,
	) {
		super(text.message);
	}
}

/** The request in its checked form. Throws a Refusal that names the first wrong field. */
export function checked<S extends v.GenericSchema>(schema: S, request: unknown): v.InferOutput<S> {
	const result = v.safeParse(schema, request);
	if (result.success) return result.output;
	const [issue] = result.issues;
	const field = v.getDotPath(issue) ?? "";
	throw new Refusal("invalid-request", text("The request is malformed at {field}: {reason}", { field, reason: issue.message }));
}

/** Runs what a request asks for; whatever is thrown becomes a fault of its revision. */
export function guarded<T>(request: unknown, work: () => T): T | EngineFault {
	try {
		return work();
	} catch (error) {
		const revision = typeof request === "object" && request && "revision" in request ? Number(request.revision) : 0;
		return faultOf(error, Number.isSafeInteger(revision) ? revision : 0);
	}
}

/** Whatever was thrown, as a value that can be sent. */
export function faultOf(error: unknown, revision: number): EngineFault {
	if (error instanceof Refusal || error instanceof EngineError) {
		const { code, text: said, layer } = error;
		return { ok: false, revision, code, text: said, ...(layer === undefined ? {} : { layer }) };
	}
	const reason = error instanceof Error ? error.message : String(error);
	return { ok: false, revision, code: "internal", text: text("The engine failed: {reason}", { reason }) };
}
