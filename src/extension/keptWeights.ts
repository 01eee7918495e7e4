import type { RunReply } from "../protocol/engine";
import type { Origin, WeightsKeep } from "../protocol/weights";

/** The weights of one model as its worker handed them over last, in case that it dies: shared memory, which is never copied or looked into here. */
export class KeptWeights {
	private latest: WeightsKeep | undefined;
	private inWorker = false;

	/** What the next run has to take along: nothing, where the worker has its weights, or where there never were any. */
	get missing(): WeightsKeep | undefined {
		return this.inWorker ? undefined : this.latest;
	}

	/** How many layers have weights of which origin; undefined before the first run. */
	get origins(): Readonly<Record<Origin, number>> | undefined {
		if (!this.latest) return undefined;
		const count = { initialised: 0, given: 0, trained: 0 };
		for (const { origin = "initialised" } of this.latest.layers) count[origin]++;
		return count;
	}

	/** A run succeeded, in a worker that is still there where `alive`. */
	took({ weights }: Pick<RunReply, "weights">, alive: boolean): void {
		this.latest = weights ?? this.latest;
		this.inWorker = alive;
	}

	/** The worker is gone. */
	lost(): void {
		this.inWorker = false;
	}
}
