import { SEQUENTIAL, sequentialDoc } from "../network/sequential";
import { elements, formatBytes, formatCount, formatShape, type Pair, sameShape } from "../network/shape";
import { type Say, type Text, text } from "../network/text";
import type { Analysis, Layer, LayerSource } from "../source/analysis";
import { layersOf, outputsOf } from "./lookup";
import { code, lines, plain } from "./markdown";
import { layerName, ownName } from "./names";

/** PyTorch's page about a layer kind; the kinds that are functions there have other names. */
export function documentation(type: string): string {
	const functions: Readonly<Record<string, string>> = { Add: "torch.add", Multiply: "torch.mul", Concat: "torch.cat" };
	return `https://docs.pytorch.org/docs/stable/generated/${Object.hasOwn(functions, type) ? functions[type] : `torch.nn.${type}`}.html`;
}

/** A layer as the hover tells it, in Markdown; of repetitions the first, with what differs in the others. `explains`: also what its kind does. */
export function layerSections(
	analysis: Analysis,
	source: LayerSource,
	explains: boolean,
	say: Say,
): { sections: string[]; layer: Layer | undefined } {
	const runs = layersOf(analysis, source);
	const layer = runs.find(({ state }) => state === "fault") ?? runs[0];
	if (!layer) return { sections: [], layer: undefined };
	const { kind } = layer;
	const shape = layer.shape ? ` → ${code(formatShape(layer.shape))}` : "";
	const sections = [`**${plain(layer.type)}** ${code(layer.key)}${shape}`];
	if (kind && explains) sections.push(plain(say(text(kind.doc))));
	if (runs.length > 1) sections.push(lines(repetitions(runs).map((line) => plain(say(line)))));
	if (layer.state === "ok") {
		sections.push(lines(facts(layer, say)));
		const comparison = fullyConnected(layer);
		if (comparison) sections.push(plain(say(comparison)));
	} else {
		sections.push(plain(say(why(analysis, layer))));
	}
	if (kind) sections.push(`[${plain(say(text("{type} in PyTorch's documentation", { type: kind.type })))}](${documentation(kind.type)})`);
	return { sections, layer };
}

/** `label` in the reader's language, then formulas and numbers, which are the same in all languages. */
const fact = (say: Say, label: Text, ...values: string[]): string => `${plain(say(label))}: ${values.join(" · ")}`;

function facts(layer: Layer, say: Say): string[] {
	const { kind, values, inputShapes = [], shape = [] } = layer;
	const explained = kind && values ? kind.explain?.(inputShapes, values, shape) : undefined;
	const found = [fact(say, text("Output"), code(formatShape(shape)), ...(explained?.shape ?? []).map(code))];
	if (layer.parameters > 0) found.push(fact(say, text("Parameters"), code(explained?.parameters ?? formatCount(layer.parameters))));
	if (layer.macs > 0) found.push(fact(say, text("Multiply-adds"), code(explained?.macs ?? formatCount(layer.macs))));
	if (layer.receptiveField) found.push(fact(say, text("Receptive field"), plain(say(receptiveField(layer.receptiveField)))));
	found.push(fact(say, text("Memory"), plain(say(memory(layer)))));
	return found;
}

const size = ([height, width]: Pair): string => `${decimal(height)}×${decimal(width)}`;
const decimal = (value: number): string => String(Number(value.toFixed(3)));

function receptiveField({ size: pixels, stride, whole }: NonNullable<Layer["receptiveField"]>): Text {
	if (whole) return text("the whole input");
	const step = stride[0] === stride[1] ? decimal(stride[0]) : size(stride);
	return text("{size} input pixels, {step} from one output to the next", { size: size(pixels), step });
}

function memory(layer: Layer): Text {
	const weights = layer.tensors.reduce((sum, tensor) => sum + 4 * elements(tensor.shape), 0);
	const output = formatBytes(layer.bytes);
	return weights > 0
		? text("output {output}, weights {weights}", { output, weights: formatBytes(weights) })
		: text("output {output}", { output });
}

/** What sharing kernels saves. */
function fullyConnected({ fullyConnected: count, parameters, kind }: Layer): Text | undefined {
	if (count === undefined || parameters === 0 || kind?.group !== "convolution") return undefined;
	return text("{parameters} parameters; the fully connected layer between the same two volumes: {count}, {times} times as many.", {
		parameters: formatCount(parameters),
		count: formatCount(count),
		times: formatCount(Math.max(1, Math.round(count / parameters))),
	});
}

function repetitions(runs: readonly Layer[]): Text[] {
	const found = [
		text("Repeated {count} times: {first} to {last}.", { count: runs.length, first: runs[0]?.key ?? "", last: runs.at(-1)?.key ?? "" }),
	];
	const different = runs.find((run) => run.shape && runs[0]?.shape && !sameShape(run.shape, runs[0].shape));
	if (different?.shape) found.push(text("{key} makes {shape}.", { key: different.key, shape: formatShape(different.shape) }));
	return found;
}

/** Why nothing is known of a layer's output. */
function why(analysis: Analysis, layer: Layer): Text {
	const own = analysis.issues.find((issue) => issue.source === layer.source && issue.severity === "error");
	if (layer.state === "fault") return own?.text ?? text("This layer is at fault: its output is not known.");
	if (analysis.brokenAt !== undefined && layer.source.range.end > analysis.brokenAt) {
		return text("Its output is not known: the text is not complete before here.");
	}
	const culprit = faultAbove(analysis, layer);
	if (culprit) return text("Its output is not known: {layer} above it is at fault.", { layer: layerName(culprit) });
	return text("Its output is not known: something above is at fault.");
}

function faultAbove(analysis: Analysis, layer: Layer): Layer | undefined {
	const seen = new Set<number>();
	const front = [...layer.inputs];
	for (let index = front.pop(); index !== undefined; index = front.pop()) {
		const feeder = analysis.layers[index];
		if (!feeder || seen.has(index)) continue;
		if (feeder.state === "fault") return feeder;
		seen.add(index);
		front.push(...feeder.inputs);
	}
	return undefined;
}

/** A Sequential: what it makes, and what its layers cost together. */
export function sequenceSections(analysis: Analysis, source: LayerSource, explains: boolean, say: Say): string[] {
	const output = outputsOf(analysis, source).at(-1)?.shape;
	return [
		`**${plain(source.type ?? SEQUENTIAL)}** ${code(ownName(source))}${output ? ` → ${code(formatShape(output))}` : ""}`,
		...(explains ? [plain(say(text(sequentialDoc)))] : []),
		plain(say(sequenceCosts(analysis, source))),
	];
}

/** What the layers inside of a Sequential cost together, all repetitions counted. */
export function sequenceCosts(analysis: Analysis, source: LayerSource): Text {
	const layers = within(analysis, source);
	const sum = (count: (layer: Layer) => number) => formatCount(layers.reduce((total, layer) => total + count(layer), 0));
	const costs = { layers: formatCount(layers.length), parameters: sum((layer) => layer.parameters), macs: sum((layer) => layer.macs) };
	return text("{layers} layers, {parameters} parameters, {macs} multiply-adds.", costs);
}

/** Every layer inside a source, repetitions included. */
function within(analysis: Analysis, source: LayerSource): Layer[] {
	if (!source.children) return [...layersOf(analysis, source)];
	return source.children.flatMap((child) => within(analysis, child));
}
