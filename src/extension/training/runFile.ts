import type { TrainRecipe } from "../../network/train";
import type { TestPoint, TrainingPoint } from "../../protocol/training";
import type { Run } from "./state";

/** What there is to say about a run beside its numbers. */
export interface RunFacts {
	/** The network's name, and the name of its file. */
	readonly name: string;
	readonly file: string;
	readonly parameters: number;
	readonly recipe: TrainRecipe | undefined;
	/** What the first weights were drawn from; `recipe.seed` decides the order of the pictures. */
	readonly weightsSeed: number;
	/** ISO 8601; undefined where it is not known. */
	readonly began: string | undefined;
	readonly exported: string;
}

/** One step of the curves; what was not measured there is absent. */
interface Row {
	readonly step: number;
	/** Epochs that were complete. */
	readonly epoch: number;
	readonly train: TrainingPoint | undefined;
	readonly test: TestPoint | undefined;
}

/** Training and test points by step. */
function rowsOf({ train, test, stepsPerEpoch }: Pick<Run, "train" | "test" | "stepsPerEpoch">): readonly Row[] {
	const trained = new Map(train.map((point) => [point.step, point]));
	const tested = new Map(test.map((point) => [point.step, point]));
	const steps = [...new Set([...trained.keys(), ...tested.keys()])].sort((a, b) => a - b);
	let [epoch, at] = [0, 0];
	return steps.map((step) => {
		const now = tested.get(step);
		if (now) [epoch, at] = [now.epoch, step];
		// Batches may have had other sizes before: what a test said counts, and steps are counted from there.
		const since = stepsPerEpoch > 0 ? Math.floor((step - at) / stepsPerEpoch) : 0;
		return { step, epoch: epoch + since, train: trained.get(step), test: now };
	});
}

const number = (value: number | undefined): string => (value === undefined ? "" : Number.isFinite(value) ? `${value}` : numpy(value));

/** As numpy and pandas write and read them. */
const numpy = (value: number): string => (Number.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf");

/** The curves as comma-separated values, a line a step; accuracies are shares of 1, and a cell is empty where nothing was measured. */
export function runCsv(run: Pick<Run, "train" | "test" | "stepsPerEpoch">): string {
	const head = ["step", "epoch", "train_loss", "train_accuracy", "lr", "test_loss", "test_accuracy"];
	const lines = rowsOf(run).map(({ step, epoch, train, test }) =>
		[step, epoch, train?.loss, train?.accuracy, train?.lr, test?.loss, test?.accuracy].map(number).join(","),
	);
	return [head.join(","), ...lines, ""].join("\n");
}

/** The run as JSON: recipe, seeds, times, and the curves; a number that is not finite is null. */
export function runJson(run: Run, { recipe, weightsSeed, began, exported, ...about }: RunFacts): string {
	const { phase, step, steps, epoch, stepsPerEpoch, elapsedMs, confusion } = run;
	const whole = {
		...about,
		recipe,
		seed: recipe?.seed,
		weights_seed: weightsSeed,
		began,
		exported,
		training_seconds: elapsedMs / 1000,
		phase,
		step,
		steps,
		epoch,
		steps_per_epoch: stepsPerEpoch,
		train: run.train,
		test: run.test,
		confusion,
	};
	return `${JSON.stringify(whole, null, "\t")}\n`;
}
