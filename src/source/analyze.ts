import type { Graph } from "../network/graph";
import { MAX_MODEL_BYTES, MAX_TEXT } from "../network/limits";
import { bytesOf, formatCount } from "../network/shape";
import { text as say } from "../network/text";
import type { Analysis, Layer, LayerSource, Totals } from "./analysis";
import { Checker } from "./check";
import { type Document, nothing, readDocument } from "./document";
import { checkLabels, checkUnused } from "./ending";
import { expand } from "./expand";
import { Inference } from "./infer";
import { Issues } from "./issues";
import { parse } from "./jsonc";
import { connect } from "./names";
import { reportSyntax } from "./syntax";
import { readTrain } from "./train";
import { checkTraining } from "./trainFit";
import { wire } from "./wire";

export interface AnalyzeOptions {
	/** Most bytes that weights and activations may take. */
	readonly memoryLimit?: number;
}

/**
 * All there is to know about a model's text, whatever the text: never throws, and takes time and memory in proportion to the text's length and
 * to MAX_LAYERS, never to the numbers written in it.
 */
export function analyze(text: string, { memoryLimit = MAX_MODEL_BYTES }: AnalyzeOptions = {}): Analysis {
	const tooLong = text.length > MAX_TEXT;
	const parsed = parse(tooLong ? "" : text);
	const issues = new Issues(text, parsed);
	reportSyntax(text, parsed, issues);
	if (tooLong) {
		issues.add({
			code: "too-large",
			range: { start: 0, end: 0 },
			text: say("The file has {length} characters; at most {most} are read.", {
				length: formatCount(text.length),
				most: formatCount(MAX_TEXT),
			}),
		});
	}
	const document = tooLong ? nothing : readDocument(parsed, issues, memoryLimit);
	const items = connect(document.sources, new Checker(issues), issues);
	const expanded = expand(items, issues);
	const { wired, output } = wire(expanded, issues);
	const inference = new Inference(parsed, issues, document.input?.shape, memoryLimit);
	for (const layer of wired) inference.add(layer);
	const { layers } = inference;
	const whole = parsed.brokenAt === undefined && !expanded.cut && !document.cut;
	if (whole) {
		checkUnused(layers, output, issues);
		checkLabels(layers, output, document, issues);
	}
	const complete = !issues.anyError && parsed.brokenAt === undefined;
	const train = readTrain(document, parsed, issues);
	if (whole && train) checkTraining(train, document, layers, output, issues);
	return { ...finish(text, document, layers, issues), train, complete, brokenAt: parsed.brokenAt };
}

function finish(
	text: string,
	document: Document,
	layers: readonly Layer[],
	issues: Issues,
): Omit<Analysis, "train" | "complete" | "brokenAt"> {
	const first = new Map<LayerSource, number>();
	for (const layer of layers) if (!first.has(layer.source)) first.set(layer.source, layer.index);
	return {
		text,
		name: document.name,
		input: document.input,
		labels: document.labels,
		keys: document.keys,
		sources: document.sources,
		trainSource: document.train,
		layers,
		issues: issues.finish((source) => first.get(source)),
		graph: graphOf(document, layers),
		totals: totalsOf(document, layers),
	};
}

/** The ok layers with their indices closed up. What feeds an ok layer is ok. */
function graphOf({ input }: Document, layers: readonly Layer[]): Graph | undefined {
	if (!input) return undefined;
	const indices = new Map<number, number>();
	const nodes: Graph["nodes"][number][] = [];
	for (const { index, key, type, inputs, written, shape, state } of layers) {
		if (state !== "ok" || !shape) continue;
		indices.set(index, nodes.length);
		nodes.push({ key, type, inputs: inputs.map((from) => indices.get(from) ?? from), attributes: written, shape });
	}
	return { input: input.shape, nodes };
}

function totalsOf({ input }: Document, layers: readonly Layer[]): Totals {
	const totals = { parameters: 0, macs: 0, activationBytes: input ? bytesOf(input.shape) : 0, parameterBytes: 0 };
	for (const layer of layers) {
		totals.parameters += layer.parameters;
		totals.macs += layer.macs;
		totals.activationBytes += layer.bytes;
		for (const tensor of layer.tensors) totals.parameterBytes += bytesOf(tensor.shape);
	}
	return totals;
}
