import { addBehind, applyEdits, type TextEdit } from "../../language/edit";
import { entriesOf } from "../../language/lookup";
import { analyze } from "../../source";
import type { Analysis } from "../../source/analysis";
import { matchWeights } from "../../weights/match";
import { namesFromFile } from "../../weights/naming";
import type { TensorEntry } from "../../weights/read";

/**
 * Gives layers without an id the names that a file of weights has for them, so that they find their weights there: the edits, each behind a
 * layer's `type`, and the names. Undefined where it is not clear which is which, where names would have to be changed that others may
 * refer to, or where the file would not fit afterwards.
 */
export function namingEdits(
	analysis: Analysis,
	tensors: ReadonlyMap<string, TensorEntry>,
): { readonly edits: readonly TextEdit[]; readonly names: readonly string[] } | undefined {
	if (!analysis.complete) return undefined;
	const { missing, unexpected } = matchWeights(analysis.layers, tensors);
	const lacking = new Set(missing.map(({ layer }) => layer));
	const layers = analysis.layers.filter(({ key }) => lacking.has(key));
	if (layers.some(({ key, source }) => key.includes(".") || source.keys.id || !source.keys.type)) return undefined;
	const names = namesFromFile(layers, unexpected);
	if (!names || names.size === 0) return undefined;
	const edits = layers.flatMap(({ key, source }) => {
		const id = `"id": ${JSON.stringify(names.get(key))}`;
		return addBehind(analysis.text, source.range.start, entriesOf(source), source.keys.type, [id]);
	});
	const after = analyze(applyEdits(analysis.text, edits));
	if (after.issues.length > analysis.issues.length || !after.complete) return undefined;
	const fit = matchWeights(after.layers, tensors);
	return fit.missing.length === 0 && fit.misfits.length === 0 ? { edits, names: [...names.values()] } : undefined;
}
