import type { TrainingCard } from "../../weights/card";
import type { Session } from "../session";

/** How a session's weights were trained, where they were. */
export function trainingOf(session: Session): TrainingCard | undefined {
	const { recipe, step, epoch, test, elapsedMs } = session.training.shown;
	if (!recipe || step === 0) return undefined;
	const accuracies = test.flatMap(({ step: at, accuracy }) => (at > 0 && accuracy !== undefined ? [accuracy] : []));
	return { recipe, epochs: epoch, steps: step, accuracies, seconds: elapsedMs / 1000 };
}
