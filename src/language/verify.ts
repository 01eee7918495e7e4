import type { Text } from "../network/text";
import type { Analysis, Issue } from "../source/analysis";
import { analyze } from "../source/analyze";
import { applyEdits, movedBy, type TextEdit } from "./edit";

/** A change that may clear an issue. */
export interface Candidate {
	readonly title: Text;
	readonly edits: readonly TextEdit[];
	/** It changes another layer than the one at fault, or the input. */
	readonly elsewhere?: true;
}

const errors = (issues: readonly Issue[]): number => issues.filter(({ severity }) => severity === "error").length;

/** How often the same is said against the same place, whose layer now begins at `start` (undefined outside of layers). */
const said = (issues: readonly Issue[], { code, attribute }: Issue, start: number | undefined): number =>
	issues.filter((issue) => issue.code === code && issue.attribute === attribute && issue.source?.range.start === start).length;

/**
 * Whether the edits clear the issue where it stands and leave no more errors than there were; one analysis of the new text. The layer must not merely have
 * become one that nothing is known of, and where the change is `elsewhere`, it must be exact then.
 */
export function clears(analysis: Analysis, issue: Issue, { edits, elsewhere }: Candidate): boolean {
	if (edits.length === 0) return false;
	const after = analyze(applyEdits(analysis.text, edits));
	const start = issue.source?.range.start;
	const moved = start === undefined ? undefined : movedBy(edits, start);
	if (said(after.issues, issue, moved) >= said(analysis.issues, issue, start) || errors(after.issues) > errors(analysis.issues))
		return false;
	if (issue.layer === undefined || issue.severity !== "error") return true;
	const runs = after.layers.filter(({ source }) => source.range.start === moved);
	return runs.every(({ state }) => (elsewhere ? state === "ok" : state !== "blocked"));
}
