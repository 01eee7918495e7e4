import type { Fix } from "../network/issue";
import { formatShape } from "../network/shape";
import { text } from "../network/text";
import { type DataFacts, dataFacts } from "../network/train";
import type { Layer, Train } from "./analysis";
import type { Document } from "./document";
import { makerOf, widthFixes } from "./ending";
import type { Issues } from "./issues";
import { shorten } from "./values";

/** Whether the network is one that the recipe can train: its outputs against loss and data, its input against the data. */
export function checkTraining(
	train: Train,
	document: Document,
	layers: readonly Layer[],
	output: number | undefined,
	issues: Issues,
): void {
	const { recipe, keys } = train;
	const facts = dataFacts(recipe.data);
	if (facts && keys.data) checkInput(facts, recipe.data, keys.data.value, document, issues);
	const last = output === undefined ? undefined : layers[output];
	if (last?.state !== "ok" || !last.shape) return;
	checkSoftmax(train, last, issues);
	checkWeights(train, document, last, issues);
	checkClasses(train, facts, last, layers, issues);
}

/** Any picture is fitted to the input, so that other channels are worth a word only. */
function checkInput(
	facts: DataFacts,
	data: string,
	range: { start: number; end: number },
	{ input, keys }: Document,
	issues: Issues,
): void {
	const [channels = 1] = facts.shape;
	if (input?.shape.length !== 3 || input.shape[0] === channels || !keys.train) return;
	const args = { data, shape: formatShape(facts.shape), input: formatShape(input.shape) };
	const fixes: Fix[] = [{ kind: "set", attribute: "input", value: facts.shape }];
	issues.add({
		code: "data-differs",
		severity: "info",
		range,
		attribute: "input",
		text: text("The pictures of {data} are {shape}; they are fitted to the input, {input}.", args),
		fixes,
	});
}

function checkSoftmax({ recipe }: Train, last: Layer, issues: Issues): void {
	const about = {
		code: "loss-mismatch",
		severity: "warning",
		source: last.source,
		layer: last.index,
		range: last.source.typeRange,
	} as const;
	const { type, key } = last;
	if (recipe.loss === "CrossEntropyLoss" && (type === "Softmax" || type === "LogSoftmax")) {
		const nll: Fix[] = type === "LogSoftmax" ? [{ kind: "loss", to: "NLLLoss" }] : [];
		issues.add({
			...about,
			text:
				type === "Softmax"
					? text("CrossEntropyLoss applies log-softmax itself and takes plain scores; behind a Softmax it learns slowly.")
					: text("CrossEntropyLoss applies log-softmax itself; this LogSoftmax does nothing more."),
			fixes: [{ kind: "remove-layer" }, ...nll],
		});
	}
	if (recipe.loss === "NLLLoss" && type !== "LogSoftmax") {
		const layer: Fix = type === "Softmax" ? { kind: "type", to: "LogSoftmax" } : { kind: "append", layer: { type: "LogSoftmax", dim: 1 } };
		issues.add({
			...about,
			text: text("NLLLoss takes log-probabilities; {key} gives none, a LogSoftmax would.", { key: shorten(key) }),
			fixes: [layer, { kind: "loss", to: "CrossEntropyLoss" }],
		});
	}
}

/** One weight a score. Those that are written stay; those that are missing count as usual. */
function checkWeights({ recipe, keys }: Train, { train: source }: Document, { key, shape = [] }: Layer, issues: Issues): void {
	const { class_weights: weights, loss } = recipe;
	const [scores = 0] = shape;
	if (!weights || !keys.class_weights || loss === "MSELoss" || shape.length !== 1 || weights.length === scores) return;
	const value = Array.from({ length: scores }, (_, i) => weights[i] ?? 1);
	issues.add({
		code: "classes-mismatch",
		source,
		range: keys.class_weights.value,
		attribute: "class_weights",
		text: text("There are {weights} class_weights, but {layer} gives {features} scores.", {
			weights: weights.length,
			layer: shorten(key),
			features: scores,
		}),
		fixes: scores > MOST_WEIGHTS ? [] : [{ kind: "set", attribute: "class_weights", value }],
	});
}

/** Most weights that are written for the user. */
const MOST_WEIGHTS = 100;

/** One score a class, and as many as the data have classes. */
function checkClasses({ recipe, keys }: Train, facts: DataFacts | undefined, last: Layer, layers: readonly Layer[], issues: Issues): void {
	const shape = last.shape ?? [];
	const [scores = 0] = shape;
	const entry = keys.data;
	if (!entry) return;
	const about = { code: "classes-mismatch", range: entry.value, attribute: "data" } as const;
	const key = shorten(last.key);
	if (shape.length !== 1) {
		const { loss } = recipe;
		issues.add({
			...about,
			text: text("{loss} takes one score a class; {key} gives {shape}.", { loss, key, shape: formatShape(shape) }),
			fixes: [{ kind: "append", layer: { type: "Flatten" } }],
		});
		return;
	}
	if (!facts || scores === facts.classes) return;
	const maker = makerOf(last, layers);
	const width = widthFixes(last, maker, facts.classes);
	const append: Fix = { kind: "append", layer: { type: "Linear", out_features: facts.classes } };
	issues.add({
		...about,
		source: width.length > 0 ? maker?.source : undefined,
		layer: width.length > 0 ? maker?.index : undefined,
		text: text("{data} has {classes} classes, but {key} gives {scores} scores.", {
			data: recipe.data,
			classes: facts.classes,
			key,
			scores,
		}),
		fixes: [...width, append],
	});
}
