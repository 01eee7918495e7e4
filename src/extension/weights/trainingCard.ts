import type { TestPoint } from "../../protocol/training";
import type { TrainingCard } from "../../weights/card";
import type { Session } from "../session";

/** How a session's weights were trained, where they were. */
export function trainingOf(session: Session): TrainingCard | undefined {
	const { recipe, step, epoch, test, elapsedMs } = session.training.shown;
	if (!recipe || step === 0) return undefined;
	return { recipe, epochs: epoch, steps: step, accuracies: accuraciesOf(test), seconds: elapsedMs / 1000 };
}

/** Those that were trained for. How pictures of other data were done, before the run changed over, says nothing of the ones it has now. */
export const accuraciesOf = (test: readonly TestPoint[]): number[] =>
	test.flatMap(({ step, accuracy, data }) => (step > 0 && accuracy !== undefined && data === test.at(-1)?.data ? [accuracy] : []));
