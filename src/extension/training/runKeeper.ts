import type * as vscode from "vscode";
import type { TrainAction } from "../../protocol/training";
import { modelCard } from "../../weights/card";
import { reasonOf } from "../reason";
import type { Session } from "../session";
import { trainingOf } from "../weights/trainingCard";
import type { KeptRuns } from "./keptRuns";
import { isActive, type Run } from "./state";

/** A run is kept for the first time this soon, where nothing else is kept that it would replace. */
const FIRST_MS = 1000;
/** A run that goes on is kept this often; one that takes long to write, less often: at most one part in twenty of the time. */
const EVERY_MS = 15_000;
const SHARE = 20;
/** When to look for what was kept, ms after a model is opened: a window that was reloaded is back before the one before has written everything. */
const LOOKS_MS = [0, 500, 1000, 2000, 4000, 8000];

/**
 * Keeps one model's run as it goes on, whenever it pauses or ends, and when its window closes; and offers what was kept before the window was
 * reloaded. A run whose numbers broke is not kept, as its worker sees to: what was kept before it is the last good state.
 */
export class RunKeeper implements vscode.Disposable {
	private phase: Run["phase"] = "idle";
	/** The step that was kept last. */
	private step = 0;
	private next = 0;
	/** Something is kept that is not of the run that goes on. */
	private other = false;
	private busy: Promise<void>;
	private readonly listener: vscode.Disposable;
	private later: NodeJS.Timeout | undefined;
	private ended = false;

	/** `after`: what the model's session before this one still has to write. */
	constructor(
		private readonly session: Session,
		private readonly runs: KeptRuns,
		private readonly log: vscode.LogOutputChannel,
		after: Promise<void> = Promise.resolve(),
	) {
		this.listener = session.training.onChanged(() => this.look());
		session.training.keeper = { act: (action) => this.act(action) };
		this.busy = after.then(() => this.offer());
	}

	/** Keeps the run as it is now, where that was not done yet: nobody will ask again. Resolves, also where that fails, when the engine is no longer needed. */
	last(): Promise<void> | undefined {
		const { step } = this.session.training.run;
		if (step === 0) return undefined;
		if (step === this.step) return this.busy;
		this.step = step;
		return Promise.all([this.busy, this.keep()]).then(() => undefined);
	}

	/** Offers what was kept. Where nothing was and nothing is trained, it is looked for again, a few times. */
	private async offer(looks = LOOKS_MS): Promise<void> {
		const { session } = this;
		const kept = await this.runs.find(session.uri);
		const fresh = session.training.run.step === 0 && !isActive(session.training.run.phase);
		if (this.step === 0) this.other = kept !== undefined;
		if (!fresh || this.ended) return;
		if (kept) return session.training.offer({ step: kept.step, when: kept.when });
		const [now, next, ...others] = looks;
		if (now === undefined || next === undefined) return;
		this.later = setTimeout(() => void this.offer([next, ...others]), next - now);
	}

	/** What is done before an action of training; gives the file of the run that is to be gone on from. */
	private async act(action: TrainAction): Promise<Uint8Array | undefined> {
		const { session } = this;
		clearTimeout(this.later);
		if (action === "resume") {
			this.other = false;
			return (await this.runs.find(session.uri))?.bytes;
		}
		if (action === "discard" || action === "reset") {
			await this.busy;
			await this.runs.discard(session.uri);
			this.other = false;
			session.training.offer(undefined);
		}
		return undefined;
	}

	private look(): void {
		const { phase, step } = this.session.training.run;
		const halted = isActive(this.phase) && !isActive(phase);
		// What was kept before stays for a while: who begins another run by mistake has time to see it.
		if (!isActive(this.phase) && isActive(phase)) this.next = Date.now() + (this.other ? EVERY_MS : FIRST_MS);
		this.phase = phase;
		if (step === 0) this.step = 0;
		if (step === 0 || step === this.step) return;
		const due = phase === "running" && Date.now() >= this.next;
		if (!halted && !due) return;
		this.step = step;
		this.next = Number.POSITIVE_INFINITY;
		this.busy = this.busy.then(() => this.keep());
	}

	private async keep(): Promise<void> {
		const { session } = this;
		const began = Date.now();
		try {
			const card = modelCard(session.analysis.name ?? session.name, new Date().toISOString(), trainingOf(session));
			const reply = await session.engine.call("keepRun", [{ metadata: card }]);
			// Nothing to keep is no fault: it was reset meanwhile, or its numbers broke.
			if (reply.ok) await this.runs.keep(session.uri, new Uint8Array(reply.bytes));
			this.other = this.other && !reply.ok;
		} catch (error) {
			this.step = 0; // whoever asks next tries again
			this.log.warn(`${session.name}: the run could not be kept: ${reasonOf(error)}`);
		}
		this.next = Date.now() + Math.max(EVERY_MS, (SHARE - 1) * (Date.now() - began));
	}

	dispose(): void {
		this.ended = true;
		clearTimeout(this.later);
		this.listener.dispose();
	}
}
