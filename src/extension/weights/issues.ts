import type { Severity } from "../../network/issue";
import { formatShape } from "../../network/shape";
import { type Text, text } from "../../network/text";
import type { Analysis, Range } from "../../source/analysis";
import { matchWeights } from "../../weights/match";
import { wrapperOf } from "../../weights/naming";
import type { WeightsRead, WeightsState } from "./state";

export type WeightsCode =
	| "weights-not-found"
	| "weights-outside"
	| "weights-unreadable"
	| "weights-missing-tensors"
	| "weights-unexpected-tensors"
	| "weights-wrong-shape"
	| "weights-not-finite";

/** Something to say about the file that `weights` names; it stands on that line. */
export interface WeightsIssue {
	readonly code: WeightsCode;
	readonly severity: Severity;
	readonly text: Text;
	/** Layers that it is about. */
	readonly related: readonly { readonly range: Range; readonly text: Text }[];
}

/** Misfits that are told one by one. */
const MOST = 5;

/** What there is to say: about the file, and about every tensor that the file and the network do not have alike. */
export function weightsIssues(file: string, state: WeightsState, analysis: Analysis): readonly WeightsIssue[] {
	const said = (code: WeightsCode, severity: Severity, message: Text): WeightsIssue => ({ code, severity, text: message, related: [] });
	switch (state.kind) {
		case "none":
			return [];
		case "missing":
			return [said("weights-not-found", "error", text("{file} is not there. It is looked for beside the model.", { file }))];
		case "outside":
			return [
				said(
					"weights-outside",
					"error",
					text("{file} leads out of the model's folder; only files below it, or in the workspace, are read.", { file }),
				),
			];
		case "unreadable":
			return [said("weights-unreadable", "error", text("{file} cannot be read: {reason}.", { file, reason: state.reason }))];
		case "read":
			return [...fitIssues(file, state.header.tensors, analysis), ...brokenIssues(file, state, analysis)];
	}
}

function fitIssues(file: string, tensors: Parameters<typeof matchWeights>[1], analysis: Analysis): readonly WeightsIssue[] {
	const layers = analysis.layers.filter(({ shape }) => shape !== undefined);
	const byKey = new Map(layers.map((layer) => [layer.key, layer]));
	const { missing, misfits, unexpected } = matchWeights(layers, tensors);
	const issues: WeightsIssue[] = [];
	const place = (key: string, message: Text) => {
		const layer = byKey.get(key);
		return layer ? [{ range: layer.source.typeRange, text: message }] : [];
	};
	for (const { layer, entry, shape } of misfits.slice(0, MOST)) {
		const values = { file, name: entry.name, found: sizeOf(entry.shape), wanted: sizeOf(shape), type: entry.dtype };
		const other = formatShape(entry.shape) !== formatShape(shape);
		const message = other
			? text("{name} is {found} in {file}, but {wanted} in the network. Layer {layer} keeps what it has.", { ...values, layer })
			: text("{name} is of type {type} in {file}, which holds no weights. Layer {layer} keeps what it has.", { ...values, layer });
		const related = place(layer, text("{layer} needs {wanted}.", { layer, wanted: sizeOf(shape) }));
		issues.push({ code: "weights-wrong-shape", severity: "warning", text: message, related });
	}
	if (misfits.length > MOST) {
		const values = { file, count: misfits.length - MOST };
		const message = text("{count} more tensors of {file} have other shapes than in the network.", values);
		issues.push({ code: "weights-wrong-shape", severity: "warning", text: message, related: [] });
	}
	if (missing.length > 0) {
		const total = layers.reduce((sum, layer) => sum + layer.tensors.length, 0);
		const values = { file, count: missing.length, total, names: listOf(missing.map(({ name }) => name)) };
		const message = text("{file} lacks {count} of the network's {total} tensors: {names}.", values);
		issues.push({ code: "weights-missing-tensors", severity: "warning", text: message, related: [] });
	}
	if (unexpected.length > 0 && analysis.complete) {
		const names = listOf(unexpected.map(({ name }) => name));
		const prefix = wrapperOf(missing, unexpected);
		const values = { file, count: unexpected.length, total: tensors.size, names };
		const message = prefix
			? text("The names in {file} have {prefix} in front, from a wrapper around the model: save model.{prefix}state_dict() instead.", {
					file,
					prefix,
				})
			: text("{count} of the {total} tensors in {file} are not in the network: {names}.", values);
		issues.push({ code: "weights-unexpected-tensors", severity: "info", text: message, related: [] });
	}
	return issues;
}

/** Numbers that are none make everything none that is computed from them: where that begins. */
function brokenIssues(file: string, { header, broken }: WeightsRead, { layers }: Analysis): readonly WeightsIssue[] {
	const { fitting } = matchWeights(
		layers.filter(({ shape }) => shape !== undefined),
		header.tensors,
	);
	const names = fitting.map(({ entry }) => entry.name).filter((name) => broken.includes(name));
	if (names.length === 0) return [];
	const message = text("{file} holds numbers that are not finite (NaN or infinite): {names}. What comes of them is striped in the panel.", {
		file,
		names: listOf(names),
	});
	return [{ code: "weights-not-finite", severity: "warning", text: message, related: [] }];
}

const sizeOf = (shape: readonly number[]): string => formatShape(shape) || "1";

/** The first names of several. */
export function listOf(all: readonly string[]): string {
	const names = all.slice(0, MOST).map((name) => (name.length > 60 ? `${name.slice(0, 59)}…` : name));
	return names.join(", ") + (all.length > MOST ? ", …" : "");
}
