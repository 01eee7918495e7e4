import { LARGEST } from "./attribute";
import { formatShape, type Shape } from "./shape";
import { type Text, text } from "./text";
import type { TrainRecipe } from "./train";

export type Severity = "error" | "warning" | "info";

/** Every kind of thing that can be said against a model. Kebab-case; the code that diagnostics, the CLI and the panel show. */
export type IssueCode =
	| "syntax"
	| "not-a-model"
	| "missing-input"
	| "invalid-input"
	| "missing-layers"
	| "empty-layers"
	| "unknown-key"
	| "missing-type"
	| "unknown-layer"
	| "unknown-attribute"
	| "duplicate-attribute"
	| "missing-attribute"
	| "invalid-attribute"
	| "kernel-too-large"
	| "output-too-small"
	| "wrong-rank"
	| "needs-flatten"
	| "channels-mismatch"
	| "features-mismatch"
	| "groups-mismatch"
	| "attributes-disagree"
	| "shapes-differ"
	| "needs-several-inputs"
	| "needs-one-input"
	| "duplicate-id"
	| "reserved-id"
	| "unknown-id"
	| "cycle"
	| "unused-output"
	| "acts-on-last-axis"
	| "labels-mismatch"
	| "classes-mismatch"
	| "loss-mismatch"
	| "data-differs"
	| "needs-momentum"
	| "unused-setting"
	| "unusual-value"
	| "too-many-layers"
	| "too-large";

/** A change to the model that would clear an issue, in the model's own terms; `language/` turns it into a text edit. */
export type Fix =
	/** Set (or add) an attribute of the faulty layer. */
	| { readonly kind: "set"; readonly attribute: string; readonly value: FixValue }
	/** Remove an attribute of the faulty layer. */
	| { readonly kind: "remove"; readonly attribute: string }
	/** Rename an attribute (or a top-level key) of the faulty layer. */
	| { readonly kind: "rename"; readonly attribute: string; readonly to: string }
	/** Change what the faulty layer is. */
	| { readonly kind: "type"; readonly to: string }
	/** Put a new layer before the faulty one. */
	| { readonly kind: "insert"; readonly layer: { readonly type: string } & Readonly<Record<string, FixValue>> }
	/** Set an attribute of the layer that caused the fault (`Issue.cause`). */
	| { readonly kind: "set-cause"; readonly attribute: string; readonly value: FixValue }
	/** Put a new layer behind the last one. */
	| { readonly kind: "append"; readonly layer: { readonly type: string } & Readonly<Record<string, FixValue>> }
	/** Remove the faulty layer. */
	| { readonly kind: "remove-layer" }
	/** Train with another loss. */
	| { readonly kind: "loss"; readonly to: TrainRecipe["loss"] }
	/** Grow the model's input to the smallest square-preserving size at which this fault is gone; found by search when it is asked for. */
	| { readonly kind: "grow-input" };

export type FixValue = string | number | boolean | readonly number[] | readonly string[];

/** What a shape rule or an attribute check has against a layer. Where it stands in the text is the reader's business. */
export interface Fault {
	readonly code: IssueCode;
	readonly text: Text;
	/** The attribute to mark; without it, the layer's type. */
	readonly attribute?: string;
	/** "error" unless said otherwise. Only errors stop shapes from flowing on. */
	readonly severity?: Severity;
	/** Most useful first. Each one must clear the fault by itself. */
	readonly fixes?: readonly Fix[];
	/** Which input brought the wrong numbers (index into the layer's inputs): the cause is searched upstream from there. */
	readonly from?: number;
}

/** What a shape rule says: the output shape, or why there is none. */
export type Inference =
	| { readonly ok: true; readonly shape: Shape; readonly notes?: readonly Fault[] }
	| { readonly ok: false; readonly fault: Fault };

/** Whether a fix writes only numbers that an attribute accepts. */
function writable(fix: Fix): boolean {
	if (fix.kind !== "set" && fix.kind !== "set-cause") return true;
	return [fix.value].flat().every((value) => typeof value !== "number" || Math.abs(value) <= LARGEST);
}

/** No output, because of that fault. Fixes that came out larger than any attribute may be are left out. */
export const refused = (fault: Fault): Inference => ({
	ok: false,
	fault: fault.fixes ? { ...fault, fixes: fault.fixes.filter(writable) } : fault,
});

/** An output of that shape; refused where a side is longer than any model needs, so that every later product stays an exact number. */
export function inferred(shape: Shape, ...notes: Fault[]): Inference {
	if (shape.some((size) => !(size <= LARGEST))) {
		const sides = { shape: formatShape(shape), limit: LARGEST };
		return refused({ code: "too-large", text: text("The output would be {shape}; no side can be longer than {limit}.", sides) });
	}
	return notes.length ? { ok: true, shape, notes } : { ok: true, shape };
}
