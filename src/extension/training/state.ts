import type { Graph } from "../../network/graph";
import { formatShape } from "../../network/shape";
import { type Text, text } from "../../network/text";
import { dataFacts, type TrainRecipe } from "../../network/train";
import { isBuiltIn, type PanelTraining, type TrainingNews, type TrainingPhase } from "../../protocol/training";
import type { Analysis } from "../../source/analysis";

/** A run as it stands; the pictures that come with it go their own way. */
export type Run = Omit<TrainingNews, "ok" | "frame" | "output" | "weights"> & Pick<PanelTraining, "reading">;

/** No run yet. */
export const idle: Run = {
	run: 0,
	phase: "idle",
	step: 0,
	stepsPerEpoch: 0,
	steps: 0,
	epoch: 0,
	samplesPerSecond: 0,
	elapsedMs: 0,
	train: [],
	test: [],
	norms: [],
	confusion: undefined,
	snapshots: [],
	shown: undefined,
	notice: undefined,
};

/** The share of test pictures that the trained network gets right, as it was when they were looked at last; undefined before its first epoch is complete. */
export const testAccuracy = ({ test }: Pick<Run, "test">): number | undefined => test.findLast(({ step }) => step > 0)?.accuracy;

/** Whether steps are being made, or are about to be. */
export const isActive = (phase: TrainingPhase): boolean => phase === "loading" || phase === "running";

/** What a text says about training, and whether it can be trained. */
export interface Trainable {
	readonly revision: number;
	readonly graph: Graph | undefined;
	readonly recipe: TrainRecipe | undefined;
	readonly blocked: Text | undefined;
	/** The text says nothing of training yet, and could. */
	readonly addable: boolean;
	/** Multiply-adds of one step, forward and backward; decides for how long a worker may be silent. */
	readonly macs: number;
}

/** A network is trained as a whole or not at all: while anything is at fault, it waits. */
export function trainable(analysis: Analysis, revision: number): Trainable {
	const { graph, complete, totals } = analysis;
	const recipe = analysis.train?.recipe;
	return {
		revision,
		graph: complete ? graph : undefined,
		recipe,
		blocked: blockedBy(analysis, recipe),
		addable: complete && totals.parameters > 0 && !analysis.trainSource && givesScores(analysis),
		macs: 3 * totals.macs * (recipe?.batch_size ?? 1),
	};
}

/** Losses compare one score a class with the class that is right. */
const givesScores = ({ graph }: Analysis): boolean => graph?.nodes.at(-1)?.shape.length === 1;

function blockedBy(analysis: Analysis, recipe: TrainRecipe | undefined): Text | undefined {
	const { graph, complete, trainSource, totals } = analysis;
	if (!graph || !complete) return text("The network has to fit before it can be trained.");
	if (totals.parameters === 0) return text("There is nothing to train: no layer has weights.");
	if (!trainSource && !givesScores(analysis))
		return text("Training needs a score for each class, but the last layer gives {shape}.", {
			shape: formatShape(graph.nodes.at(-1)?.shape ?? []),
		});
	if (!trainSource) return text("The file does not say how to train: it needs a “train” section.");
	if (!recipe) return text("The “train” section has to be mended first.");
	if (isBuiltIn(recipe.data) && dataFacts(recipe.data)?.train === undefined)
		return text("{data} comes with pictures to look at, but not yet to train with.", { data: recipe.data });
	return undefined;
}

/** What the panel shows of a run. */
export const panelTraining = (
	run: Run,
	{ recipe, blocked, addable }: Pick<Trainable, "recipe" | "blocked" | "addable">,
): PanelTraining => ({
	...run,
	recipe,
	blocked,
	addable,
});

/**
 * What is known of a run after news of it. `asked`: what was asked with; a run that was not asked about, or asked about from its beginning,
 * brings all its points, any other those behind the last one known.
 */
export function joined(known: Run, news: Run, asked: { readonly run: number; readonly from: number } | undefined): Run {
	const whole = news.run !== known.run || asked?.from === 0;
	const joint = <P extends { readonly step: number }>(before: readonly P[], more: readonly P[]): readonly P[] => {
		const kept = whole ? [] : before.filter(({ step }) => step <= news.step);
		const last = kept.at(-1)?.step ?? Number.NEGATIVE_INFINITY;
		return [...kept, ...more.filter(({ step }) => step > last)];
	};
	return { ...news, train: joint(known.train, news.train), test: joint(known.test, news.test) };
}

/** Points kept before all are asked for anew: the worker has joined neighbours meanwhile. */
const MOST_POINTS = 800;

/** From which step on points are wanted. */
export const pointsFrom = ({ train }: Run): number => (train.length > MOST_POINTS ? 0 : (train.at(-1)?.step ?? 0));
