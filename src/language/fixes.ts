import type { Fix, FixValue } from "../network/issue";
import { formatShape } from "../network/shape";
import { type Text, text } from "../network/text";
import type { Analysis, AttributeSource, Issue, Layer, LayerSource } from "../source/analysis";
import {
	addAttribute,
	addTopLevel,
	formatValue,
	insertBefore,
	insertBehind,
	moveBehind,
	removeEntry,
	removeLayer,
	renameKey,
	setNumbers,
	setType,
	setValue,
	type TextEdit,
} from "./edit";
import { largerInputs } from "./grow";
import { entriesOf, siblingsOf, topLevelEntries } from "./lookup";
import { layerName } from "./names";
import { type UpstreamChange, upstreamChanges } from "./search";
import { setTrain } from "./train";
import { type Candidate, clears } from "./verify";

/** A quick fix. Its edits make one undo step. */
export interface QuickFix {
	readonly title: Text;
	readonly edits: readonly TextEdit[];
	/** At most one of an issue: what its rule says first. */
	readonly preferred: boolean;
}

/** Most fixes offered for one issue. */
export const MOST_FIXES = 5;

/**
 * What would clear an issue, best first: what its rule proposes, then what a search upstream finds. Every one was tried: with its edits the issue is gone
 * and there are no more errors than before. Costs one analysis a fix, so it is computed when it is asked for.
 */
export function fixesFor(analysis: Analysis, issue: Issue): readonly QuickFix[] {
	const fixes: QuickFix[] = [];
	const texts = new Set<string>();
	const offer = (candidate: Candidate | undefined, preferred: boolean): boolean => {
		if (!candidate || fixes.length === MOST_FIXES) return false;
		const identity = JSON.stringify(candidate.edits);
		if (texts.has(identity) || !clears(analysis, issue, candidate)) return false;
		texts.add(identity);
		fixes.push({ title: candidate.title, edits: candidate.edits, preferred });
		return true;
	};
	for (const [rank, fix] of issue.fixes.entries()) candidatesOf(analysis, issue, fix).some((candidate) => offer(candidate, rank === 0));
	let searched = 0;
	for (const change of upstreamChanges(analysis, issue)) {
		if (fixes.length === MOST_FIXES || searched === MOST_SEARCHED) break;
		if (offer(changeCandidate(analysis, change), false)) searched++;
	}
	return fixes;
}

/** Most fixes that the search upstream adds. */
const MOST_SEARCHED = 3;

function changeCandidate(analysis: Analysis, change: UpstreamChange): Candidate | undefined {
	if (change.kind === "input") return growCandidate(analysis, change.shape);
	if (change.kind === "without") {
		const { layer, siblings } = change;
		const edits = removeLayer(analysis.text, siblings, layer.source);
		return { title: text("Remove {layer}", { layer: layerName(layer) }), edits, elsewhere: true };
	}
	if (change.kind === "move") {
		const { layer, siblings, behind } = change;
		const edits = moveBehind(analysis.text, siblings, layer.source, behind);
		return { title: text("Move {layer} behind {other}", { layer: layerName(layer), other: behind.type ?? "?" }), edits, elsewhere: true };
	}
	const { layer, attribute, value, shape, keeps } = change;
	const args = { attribute, layer: layerName(layer), value: formatValue(value), shape: formatShape(shape) };
	return {
		title: keeps
			? text("Set {attribute} of {layer} to {value} (keeps {shape})", args)
			: text("Set {attribute} of {layer} to {value} (makes {shape})", args),
		edits: setOrAdd(analysis, layer.source, attribute, value),
		elsewhere: true,
	};
}

/** Ways to do what is proposed, of which the first that clears the issue is wanted. */
function candidatesOf(analysis: Analysis, issue: Issue, fix: Fix): readonly (Candidate | undefined)[] {
	if (fix.kind === "grow-input") return largerInputs(analysis, issue).map((shape) => growCandidate(analysis, shape));
	return [candidateOf(analysis, issue, fix)];
}

/** A proposed fix in the terms of the text; undefined where there is nothing to edit. */
function candidateOf(analysis: Analysis, issue: Issue, fix: Exclude<Fix, { kind: "grow-input" }>): Candidate | undefined {
	const { source } = issue;
	const entries = source ? [...entriesOf(source), ...(source.repeated ?? [])] : topLevelEntries(analysis);
	switch (fix.kind) {
		case "set": {
			const { attribute, value } = fix;
			const entry = entryOf(entries, attribute, issue);
			const args = { attribute, value: formatValue(value) };
			if (entry) return { title: text("Set {attribute} to {value}", args), edits: setValue(analysis.text, entry, value) };
			const edits = source ? addAttribute(analysis.text, source, attribute, value) : addTopLevel(analysis.text, entries, attribute, value);
			return { title: text("Add {attribute}: {value}", args), edits };
		}
		case "remove": {
			const entry = entryOf(entries, fix.attribute, issue);
			if (!entry) return undefined;
			return { title: text("Remove {attribute}", { attribute: fix.attribute }), edits: removeEntry(analysis.text, entries, entry) };
		}
		case "rename": {
			const entry = entryOf(entries, fix.attribute, issue);
			return (
				entry && { title: text("Rename {attribute} to {to}", { attribute: fix.attribute, to: fix.to }), edits: renameKey(entry, fix.to) }
			);
		}
		case "type":
			return source && { title: text("Change the type to {to}", { to: fix.to }), edits: setType(source, fix.to) };
		case "insert":
			return source && insertCandidate(analysis, source, fix.layer);
		case "append": {
			const last = analysis.sources.at(-1);
			return (
				last && {
					title: text("Put {inserted} behind the last layer", { inserted: inserted(fix.layer) }),
					edits: insertBehind(analysis.text, last, fix.layer),
				}
			);
		}
		case "remove-layer":
			if (!source) return undefined;
			return {
				title: text("Remove {layer}", { layer: source.type ?? "?" }),
				edits: removeLayer(analysis.text, siblingsOf(analysis, source), source),
			};
		case "loss": {
			const args = { attribute: "loss", value: formatValue(fix.to) };
			return { title: text("Set {attribute} to {value}", args), edits: setTrain(analysis, "loss", fix.to) };
		}
		case "set-cause": {
			const cause = issue.cause === undefined ? undefined : analysis.layers[issue.cause];
			if (!cause?.kind || !Object.hasOwn(cause.kind.attributes, fix.attribute)) return undefined;
			return {
				title: text("Set {attribute} of {layer} to {value}", {
					attribute: fix.attribute,
					layer: layerName(cause),
					value: formatValue(fix.value),
				}),
				edits: setOrAdd(analysis, cause.source, fix.attribute, fix.value),
				elsewhere: true,
			};
		}
	}
}

function insertCandidate(
	analysis: Analysis,
	source: LayerSource,
	layer: { readonly type: string } & Readonly<Record<string, FixValue>>,
): Candidate {
	return {
		title: text("Insert {inserted} before {type}", { inserted: inserted(layer), type: source.type ?? "?" }),
		edits: insertBefore(analysis.text, source, layer),
	};
}

/** `Flatten`, `Linear (out_features 10)` */
function inserted({ type, ...settings }: { readonly type: string } & Readonly<Record<string, FixValue>>): string {
	const written = Object.entries(settings).map(([name, value]) => `${name} ${formatValue(value)}`);
	return written.length > 0 ? `${type} (${written.join(", ")})` : type;
}

function growCandidate(analysis: Analysis, shape: readonly number[]): Candidate | undefined {
	if (!analysis.input) return undefined;
	return {
		title: text("Grow the input to {shape}", { shape: formatShape(shape) }),
		edits: setNumbers(analysis.text, analysis.input.range, shape),
		elsewhere: true,
	};
}

/** The edits that give an attribute of a layer this value, written or not. */
export function setOrAdd(analysis: Analysis, source: Layer["source"], attribute: string, value: FixValue): TextEdit[] {
	const entry = source.attributes.findLast(({ name }) => name === attribute);
	return entry ? setValue(analysis.text, entry, value) : addAttribute(analysis.text, source, attribute, value);
}

/** The key that an issue is about: the one that it marks where the same stands twice, else the last, which is the one that counts. */
function entryOf(entries: readonly AttributeSource[], name: string, issue: Issue): AttributeSource | undefined {
	const named = entries.filter((entry) => entry.name === name);
	return named.find(({ key, value }) => issue.range.start >= key.start && issue.range.end <= Math.max(key.end, value.end)) ?? named.at(-1);
}
