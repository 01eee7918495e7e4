import type * as vscode from "vscode";
import type { TrainAction } from "../../protocol/training";
import { modelCard } from "../../weights/card";
import { modelKey } from "../documents";
import { reasonOf } from "../reason";
import type { Session } from "../session";
import { trainingOf } from "../weights/trainingCard";
import { type KeptRuns, MOST_BYTES } from "./keptRuns";
import { isActive, type Run } from "./state";

/** A run that goes on is kept this often; one that takes long to write, less often: at most one part in twenty of the time. */
const EVERY_MS = 15_000;
const SHARE = 20;

/**
 * Keeps one model's run as it goes on, and whenever it pauses or ends, and offers what was kept before the window was reloaded. A run whose
 * numbers broke is not kept: what was kept before it is the last good state.
 */
export class RunKeeper implements vscode.Disposable {
	private phase: Run["phase"] = "idle";
	/** The step that was kept last. */
	private step = 0;
	private next = 0;
	private busy: Promise<void> = Promise.resolve();
	private readonly listener: vscode.Disposable;

	constructor(
		private readonly session: Session,
		private readonly runs: KeptRuns,
		private readonly log: vscode.LogOutputChannel,
	) {
		this.listener = session.training.onChanged(() => this.look());
		session.training.keeper = { act: (action) => this.act(action) };
		this.busy = this.offer();
	}

	private async offer(): Promise<void> {
		const { session } = this;
		const kept = await this.runs.find(session.uri);
		if (kept && session.training.run.step === 0) session.training.offer({ step: kept.step, when: kept.when });
	}

	/** What is done before an action of training; gives the file of the run that is to be gone on from. */
	private async act(action: TrainAction): Promise<Uint8Array | undefined> {
		const { session } = this;
		if (action === "resume") return (await this.runs.find(session.uri))?.bytes;
		if (action === "discard" || action === "reset") {
			await this.busy;
			await this.runs.discard(session.uri);
			session.training.offer(undefined);
		}
		return undefined;
	}

	private look(): void {
		const { phase, step, notice } = this.session.training.run;
		const halted = isActive(this.phase) && !isActive(phase);
		// What was kept before stays for a while: who begins another run by mistake has time to see it.
		if (!isActive(this.phase) && isActive(phase)) this.next = Date.now() + EVERY_MS;
		this.phase = phase;
		if (step === 0) this.step = 0;
		if (step === 0 || step === this.step || notice?.severity === "error") return;
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
			const reply = await session.engine.call("keepRun", [{ metadata: { ...card, model: modelKey(session.uri) } }]);
			// Nothing to keep any more is no fault: it was reset meanwhile.
			if (reply.ok && reply.bytes.byteLength <= MOST_BYTES) await this.runs.keep(session.uri, new Uint8Array(reply.bytes));
		} catch (error) {
			this.log.warn(`${session.name}: the run could not be kept: ${reasonOf(error)}`);
		}
		this.next = Date.now() + Math.max(EVERY_MS, (SHARE - 1) * (Date.now() - began));
	}

	dispose(): void {
		this.listener.dispose();
	}
}
