import type { TrainingNews } from "../../protocol/training";
import type { Run } from "./run";
import type { Snapshot } from "./snapshots";

/** What can be said of a run by itself: with points behind step `from`, and with gradients measured anew where there is time for it. */
export function newsOf(
	run: Run | undefined,
	from: number,
	{ norms, shown }: { readonly norms: boolean; readonly shown: Snapshot | undefined },
): Pick<TrainingNews, "step" | "stepsPerEpoch" | "steps" | "epoch" | "train" | "test" | "norms" | "confusion" | "snapshots" | "shown"> {
	return {
		step: run?.step ?? 0,
		stepsPerEpoch: run?.stepsPerEpoch ?? 0,
		steps: run?.steps ?? 0,
		epoch: run?.epoch ?? 0,
		train: run?.curve.after(from) ?? [],
		test: run?.tests.after(from) ?? [],
		norms: run ? (norms ? run.norms : run.lastNorms) : [],
		confusion: (shown ?? run)?.tested?.confusion,
		snapshots: run?.snapshots.marks ?? [],
		shown: shown?.step,
	};
}
