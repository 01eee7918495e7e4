import { layerNumbers } from "../language/layerNumbers";
import type { Shape } from "../network/shape";
import { formatShape } from "../network/shape";
import { text } from "../network/text";
import type { InputChoice } from "../protocol/engine";
import type { PanelLayer, PanelModel } from "../protocol/panel";
import type { Analysis, Issue, Layer } from "../source/analysis";

/** What the panel showed last, kept so that a broken text dims the picture instead of blanking it. */
export interface Remembered {
	/** The last exact version of every layer, by key. */
	readonly exact: ReadonlyMap<string, PanelLayer>;
	/** The layers shown last, in order. */
	readonly layers: readonly PanelLayer[];
	readonly input: Shape | undefined;
}

export const nothingRemembered: Remembered = { exact: new Map(), layers: [], input: undefined };

export interface PanelModelOptions {
	readonly revision: number;
	readonly file: string;
	readonly inputChoice: InputChoice;
	/** Names of the classes that the network is trained for, where the text has no labels. */
	readonly classes?: readonly string[] | undefined;
	/** Pictures of one's own that can be looked at. */
	readonly own?: { readonly data: string; readonly times: number } | undefined;
	/** Line of an offset, from 0. */
	readonly lineAt: (offset: number) => number;
	/** Why the engine left off, where it did: that layer and all behind it count as stale. */
	readonly engineStop?: string | undefined;
}

/**
 * The panel's model of an analysis. Layers that are exact are shown as they are; a layer at fault, or behind one, keeps the numbers of its
 * last exact version; and where the text does not parse, layers that the parser lost stay, dimmed, until it parses again.
 */
export function panelModel(
	analysis: Analysis,
	before: Remembered,
	options: PanelModelOptions,
): { model: PanelModel; remembered: Remembered } {
	const issuesByLayer = new Map<number, Issue[]>();
	const loose: Issue[] = [];
	for (const issue of analysis.issues) {
		if (issue.layer === undefined) loose.push(issue);
		else issuesByLayer.set(issue.layer, [...(issuesByLayer.get(issue.layer) ?? []), issue]);
	}
	const exact = new Map<string, PanelLayer>();
	const blocks = blockNumbers(analysis.layers);
	const layers = analysis.layers.map((layer, i) => {
		const shown = panelLayer(layer, blocks[i] ?? 0, issuesByLayer.get(layer.index) ?? [], options.lineAt);
		if (layer.state === "ok") {
			exact.set(layer.key, shown);
			return shown;
		}
		const last = before.exact.get(layer.key);
		if (last?.type !== layer.type) return shown;
		exact.set(layer.key, last);
		return {
			...last,
			state: shown.state,
			inputs: shown.inputs.length ? shown.inputs : last.inputs,
			line: shown.line,
			block: shown.block,
			issues: shown.issues,
			numbers: shown.numbers,
			attributes: shown.attributes,
		};
	});
	if (analysis.brokenAt !== undefined) keepLost(layers, exact, before);
	const input = analysis.input?.shape ?? (analysis.brokenAt === undefined ? undefined : before.input);
	const model: PanelModel = {
		revision: options.revision,
		title: analysis.name ?? options.file,
		file: options.file,
		input,
		labels: analysis.labels ?? options.classes,
		layers,
		issues: loose.map((issue) => ({
			severity: issue.severity,
			code: issue.code,
			text: issue.text,
			line: options.lineAt(issue.range.start),
		})),
		totals: analysis.totals,
		complete: analysis.complete,
		inputChoice: options.inputChoice,
		own: options.own && { data: options.own.data, times: options.own.times },
	};
	return { model, remembered: { exact, layers, input } };
}

/** Appends what the parser lost behind the break: the tail of what was shown before, stale. */
function keepLost(layers: PanelLayer[], exact: Map<string, PanelLayer>, before: Remembered): void {
	const present = new Set(layers.map((layer) => layer.key));
	if (before.layers.length <= layers.length) return;
	const newIndex = new Map(layers.map((layer, i) => [layer.key, i]));
	const lost = before.layers.filter((layer) => !present.has(layer.key));
	for (const layer of lost) newIndex.set(layer.key, layers.length + newIndex.size - present.size);
	for (const layer of lost) {
		const inputs = layer.inputs.flatMap((i) => {
			if (i < 0) return [i];
			const at = newIndex.get(before.layers[i]?.key ?? "");
			return at === undefined ? [] : [at];
		});
		layers.push({ ...layer, inputs, state: "stale", issues: [] });
		const last = before.exact.get(layer.key);
		if (last) exact.set(layer.key, last);
	}
}

/** A block is what stands close in the picture: a convolution or linear layer with the normalisation, activation and pooling behind it. */
function blockNumbers(layers: readonly Layer[]): number[] {
	let block = -1;
	return layers.map((layer) => {
		const group = layer.kind?.group;
		if (block < 0 || group === "convolution" || group === "linear" || group === "combine" || group === undefined) block++;
		return block;
	});
}

function panelLayer(layer: Layer, block: number, issues: readonly Issue[], lineAt: (offset: number) => number): PanelLayer {
	const { kind, values, inputShapes, shape } = layer;
	const known = kind && values && inputShapes && shape;
	return {
		key: layer.key,
		type: layer.type,
		id: layer.id,
		group: kind?.group,
		doc: kind ? text(kind.doc) : undefined,
		state: layer.state === "blocked" ? "stale" : layer.state,
		inputs: layer.inputs,
		shape,
		kernel: known ? kind.kernel?.(values) : undefined,
		weight: layer.tensors.find((tensor) => tensor.name === "weight")?.shape,
		parameters: layer.parameters,
		macs: layer.macs,
		bytes: layer.bytes,
		receptiveField: layer.receptiveField,
		fullyConnected: layer.fullyConnected,
		explanation: known ? kind.explain?.(inputShapes, values, shape) : undefined,
		numbers: layerNumbers(layer),
		attributes: Object.entries(layer.written).map(
			([name, value]) => [name, Array.isArray(value) ? formatShape(value) : String(value)] as const,
		),
		line: lineAt(layer.source.range.start),
		block,
		issues: issues.map((issue) => ({ severity: issue.severity, code: issue.code, text: issue.text })),
	};
}
