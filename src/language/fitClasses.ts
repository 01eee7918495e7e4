import { text } from "../network/text";
import type { Analysis, Layer } from "../source/analysis";
import { analyze } from "../source/analyze";
import { makerOf, widthFixes } from "../source/ending";
import { applyEdits, setValue, type TextEdit } from "./edit";
import { type QuickFix, setOrAdd } from "./fixes";
import { layerName } from "./names";

/**
 * What makes a network fit data whose classes have these names: as many scores, at the layer that decides how many there are, and labels that
 * are these names where the text has labels. Each was tried: the network is computed all the way then, has the wanted number of scores, and
 * there are no more errors than before.
 */
export function fitClasses(analysis: Analysis, classes: readonly string[]): readonly QuickFix[] {
	const { labels } = analysis;
	const last = outputOf(analysis);
	const maker = last && makerOf(last, analysis.layers);
	const fixes: QuickFix[] = [];
	const offer = (title: QuickFix["title"], edits: readonly TextEdit[]): void => {
		if (edits.length > 0 && fits(analysis, edits, classes)) fixes.push({ title, edits, preferred: fixes.length === 0 });
	};
	const named = labels !== undefined && labels.join("\n") !== classes.join("\n");
	const naming = named ? labelEdits(analysis, classes) : [];
	const [width] = last ? widthFixes(last, maker, classes.length) : [];
	if (width?.kind === "set" && maker && last?.shape?.[0] !== classes.length) {
		const args = { attribute: width.attribute, layer: layerName(maker), value: classes.length };
		const edits = [...setOrAdd(analysis, maker.source, width.attribute, width.value), ...naming];
		offer(
			named
				? text("Set {attribute} of {layer} to {value}, and the labels to the classes", args)
				: text("Set {attribute} of {layer} to {value}", args),
			edits,
		);
	} else if (named) offer(text("Set the labels to the classes of the data"), naming);
	return fixes;
}

const outputOf = ({ layers, graph, complete }: Analysis): Layer | undefined => {
	const key = complete ? graph?.nodes.at(-1)?.key : undefined;
	return layers.find((layer) => layer.key === key);
};

function labelEdits({ text: written, keys }: Analysis, classes: readonly string[]): readonly TextEdit[] {
	return keys.labels ? setValue(written, keys.labels, classes) : [];
}

function fits(analysis: Analysis, edits: readonly TextEdit[], classes: readonly string[]): boolean {
	const errors = ({ issues }: Analysis): number => issues.filter(({ severity }) => severity === "error").length;
	const after = analyze(applyEdits(analysis.text, edits));
	const shape = after.complete ? after.graph?.nodes.at(-1)?.shape : undefined;
	return shape?.length === 1 && shape[0] === classes.length && errors(after) <= errors(analysis);
}
