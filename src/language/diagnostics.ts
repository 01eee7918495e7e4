import { INPUT } from "../network/graph";
import type { IssueCode, Severity } from "../network/issue";
import { formatShape } from "../network/shape";
import { type Text, text } from "../network/text";
import type { Analysis, Issue, Range } from "../source/analysis";
import { layersOf } from "./lookup";

export interface Diagnostic {
	readonly range: Range;
	readonly severity: Severity;
	readonly code: IssueCode;
	readonly text: Text;
	/** Where the fault comes from, in the same file. */
	readonly related: readonly { readonly range: Range; readonly text: Text }[];
	/** What `fixesFor` takes. */
	readonly issue: Issue;
}

/** What there is to say about the text, in the order of the analysis. */
export const diagnostics = (analysis: Analysis): readonly Diagnostic[] =>
	analysis.issues.map((issue) => ({
		range: issue.range,
		severity: issue.severity,
		code: issue.code,
		text: issue.text,
		related: relatedTo(analysis, issue),
		issue,
	}));

/** The issues that a range touches: those whose fixes are offered there. */
export const issuesIn = (analysis: Analysis, range: Range): readonly Issue[] =>
	analysis.issues.filter((issue) => issue.range.start <= range.end && issue.range.end >= range.start);

function relatedTo(analysis: Analysis, issue: Issue): Diagnostic["related"] {
	const related: { range: Range; text: Text }[] = [];
	const faulty = issue.layer === undefined ? undefined : analysis.layers[issue.layer];
	if (faulty) {
		const runs = layersOf(analysis, faulty.source);
		if (runs.length > 1) {
			related.push({
				range: faulty.source.typeRange,
				text: text("Of its {count} repetitions, {key} is the first at fault.", { count: runs.length, key: faulty.key }),
			});
		}
	}
	if (issue.cause === INPUT && analysis.input) {
		related.push({ range: analysis.input.range, text: text("The input is {shape}.", { shape: formatShape(analysis.input.shape) }) });
	}
	const cause = issue.cause === undefined ? undefined : analysis.layers[issue.cause];
	if (cause) {
		related.push({
			range: cause.source.typeRange,
			text: cause.shape
				? text("{key} {type} makes {shape}.", { key: cause.key, type: cause.type, shape: formatShape(cause.shape) })
				: text("{key} {type} is where it comes from.", { key: cause.key, type: cause.type }),
		});
	}
	return related;
}
