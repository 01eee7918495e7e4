import { INPUT } from "../network/graph";
import type { IssueCode, Severity } from "../network/issue";
import { formatShape } from "../network/shape";
import { type Text, text } from "../network/text";
import type { Analysis, Issue, Layer, Range } from "../source/analysis";
import { makerOf } from "../source/maker";
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
	const causes = new Set([issue.cause, ...(issue.code === "shapes-differ" && faulty ? othersOf(analysis, faulty, issue.cause) : [])]);
	for (const index of causes) {
		const cause = index === undefined ? undefined : analysis.layers[index];
		if (!cause) continue;
		related.push({
			range: cause.source.typeRange,
			text: cause.shape
				? text("{key} {type} makes {shape}.", { key: cause.key, type: cause.type, shape: formatShape(cause.shape) })
				: text("{key} {type} is where it comes from.", { key: cause.key, type: cause.type }),
		});
	}
	return related;
}

/** Where inputs do not go together: the layers that made those of another shape than the one that is called the cause. Of many, the first. */
function othersOf(analysis: Analysis, faulty: Layer, cause: number | undefined): readonly (number | undefined)[] {
	const makers = faulty.inputs.map((input) => makerOf(analysis.layers, input));
	const its = formatShape(faulty.inputShapes?.[makers.indexOf(cause)] ?? []);
	return makers.filter((_, i) => formatShape(faulty.inputShapes?.[i] ?? []) !== its).slice(0, 3);
}
