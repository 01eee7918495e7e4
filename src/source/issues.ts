import type { Fix, IssueCode, Severity } from "../network/issue";
import type { Text } from "../network/text";
import type { Issue, LayerSource, Range } from "./analysis";
import type { Parsed } from "./jsonc";

/** Most issues of one analysis; more help nobody. */
export const MAX_ISSUES = 200;

/** An issue before layers have their indices. */
export interface Draft {
	readonly code: IssueCode;
	readonly text: Text;
	readonly range: Range;
	/** "error" unless said otherwise. */
	readonly severity?: Severity;
	readonly source?: LayerSource;
	readonly layer?: number;
	readonly cause?: number;
	readonly attribute?: string;
	readonly fixes?: readonly Fix[];
}

/** Collects issues: nothing but syntax is said about text behind a syntax error, nothing is said twice, and no more than {@link MAX_ISSUES}. */
export class Issues {
	readonly #parsed: Parsed;
	readonly #drafts = { error: [] as Draft[], other: [] as Draft[] };
	readonly #said = new Set<string>();

	/** The text that it is all about. */
	readonly source: string;

	constructor(source: string, parsed: Parsed) {
		this.source = source;
		this.#parsed = parsed;
	}

	/** Whether a further error would be kept. Lets a caller skip work for messages that nobody will see. */
	get room(): boolean {
		return this.#drafts.error.length < MAX_ISSUES;
	}

	/** Whether an error has been reported. */
	get anyError(): boolean {
		return this.#drafts.error.length > 0;
	}

	/** Whether the text has a syntax error, behind which anything may stand that is missing now. */
	get broken(): boolean {
		return this.#parsed.brokenAt !== undefined;
	}

	add(draft: Draft): void {
		if (draft.code !== "syntax" && !this.#parsed.exact(draft.source?.range ?? draft.range)) return;
		const list = (draft.severity ?? "error") === "error" ? this.#drafts.error : this.#drafts.other;
		if (list.length >= MAX_ISSUES) return;
		const name = `${draft.code} ${draft.range.start} ${draft.range.end} ${draft.attribute ?? ""}`;
		if (this.#said.has(name)) return;
		this.#said.add(name);
		list.push(draft);
	}

	/** All of them in the order of the text; errors stay where there are too many. */
	finish(layerOf: (source: LayerSource) => number | undefined): readonly Issue[] {
		return [...this.#drafts.error, ...this.#drafts.other]
			.slice(0, MAX_ISSUES)
			.sort((a, b) => a.range.start - b.range.start)
			.map((draft) => ({
				code: draft.code,
				severity: draft.severity ?? "error",
				range: draft.range,
				text: draft.text,
				layer: draft.layer ?? (draft.source && layerOf(draft.source)),
				source: draft.source,
				cause: draft.cause,
				attribute: draft.attribute,
				fixes: draft.fixes ?? [],
			}));
	}
}
