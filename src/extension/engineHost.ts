import { createBirpc } from "birpc";
import { text } from "../network/text";
import type { EngineFault, EngineFunctions } from "../protocol/engine";
import { buffersOfMessage } from "../protocol/exact";
import type { TrainingFunctions } from "../protocol/training";
import { reasonOf } from "./reason";

/** All that a worker answers. */
export type WorkerFunctions = EngineFunctions & TrainingFunctions;

/** A worker as its entry gives it: `worker_threads` on desktop and remote hosts, a web worker elsewhere. */
export interface WorkerLike {
	post(message: unknown, transfer: readonly ArrayBuffer[]): void;
	onMessage(listener: (message: unknown) => void): void;
	/** Called once when the worker ends by itself: it crashed, or ran out of memory. */
	onEnd(listener: (reason: string) => void): void;
	terminate(): void;
}

export type StartWorker = () => WorkerLike;

export interface EngineEvents {
	/** The worker died or hung and was ended; the next call starts a new one. `again` is false once it has died too often. */
	onLost(reason: string, again: boolean): void;
	log(line: string): void;
}

/** Calls back after so many milliseconds, unless what it gives is called before. */
export type After = (ms: number, then: () => void) => () => void;

const byTimer: After = (ms, then) => {
	const timer = setTimeout(then, ms);
	return () => clearTimeout(timer);
};

/** How often a worker may die within {@link WINDOW_MS} before it is not restarted any more. */
const MAX_DEATHS = 3;
const WINDOW_MS = 60_000;
/** What a call may take when nobody says otherwise. */
const DEADLINE_MS = 15_000;

interface Running {
	readonly worker: WorkerLike;
	readonly rpc: ReturnType<typeof createBirpc<WorkerFunctions>>;
	readonly lost: (fault: EngineFault) => void;
	readonly gone: Promise<EngineFault>;
	/** When each call that is pending must have been answered. */
	readonly deadlines: Set<{ readonly at: number }>;
}

/**
 * Supervises the worker of one model: starts it with the first call, ends it when a call outlives its deadline, and answers every pending
 * call with a fault when the worker goes. A worker that keeps dying is given up, and every call says so.
 */
export class EngineHost {
	private running: Running | undefined;
	private deaths: number[] = [];
	private disposed = false;
	/** How much longer than usual a call may wait: between two messages, a worker that trains makes a step. */
	silenceMs = 0;

	constructor(
		private readonly start: StartWorker,
		private readonly events: EngineEvents,
		private readonly after = byTimer,
	) {}

	/** Whether a worker is running now. */
	get alive(): boolean {
		return this.running !== undefined;
	}

	/**
	 * Calls a function of the worker. Resolves with a fault, never rejects, when the worker dies, hangs or cannot start. The deadline begins
	 * where those of the calls before it end: the worker does one thing at a time, and a short question waits behind a long run.
	 */
	async call<K extends keyof WorkerFunctions>(
		name: K,
		args: Parameters<WorkerFunctions[K]>,
		deadlineMs = DEADLINE_MS,
	): Promise<Awaited<ReturnType<WorkerFunctions[K]>> | EngineFault> {
		if (this.disposed) return fault("internal", text("The engine of this model was stopped."));
		if (this.givenUp())
			return fault(
				"internal",
				text("The engine stopped {count} times within a minute and was not started again. Reload the window to try again.", {
					count: MAX_DEATHS,
				}),
			);
		let running: Running;
		try {
			running = this.running ?? this.launch();
		} catch (error) {
			return fault("internal", text("The engine could not be started: {reason}", { reason: reasonOf(error) }));
		}
		const now = Date.now();
		const deadline = { at: Math.max(now, ...[...running.deadlines].map(({ at }) => at)) + deadlineMs + this.silenceMs };
		running.deadlines.add(deadline);
		const wait = deadline.at - now;
		const answered = this.after(wait, () => this.lose(running, `no answer to ${name} within ${Math.round(wait / 1000)} s`));
		try {
			const answer = running.rpc.$call(name as never, ...(args as never)) as Promise<Awaited<ReturnType<WorkerFunctions[K]>>>;
			return await Promise.race([answer, running.gone]);
		} catch (error) {
			return fault("internal", text("The engine failed: {reason}", { reason: reasonOf(error) }));
		} finally {
			running.deadlines.delete(deadline);
			answered();
		}
	}

	/** Ends the worker as a crash would; for tests and for "restart". */
	crash(reason: string): void {
		if (this.running) this.lose(this.running, reason);
	}

	dispose(): void {
		this.disposed = true;
		const running = this.running;
		this.running = undefined;
		if (!running) return;
		running.lost(fault("internal", text("The engine of this model was stopped.")));
		running.rpc.$close();
		running.worker.terminate();
	}

	private givenUp(): boolean {
		const since = Date.now() - WINDOW_MS;
		this.deaths = this.deaths.filter((time) => time > since);
		return this.deaths.length >= MAX_DEATHS;
	}

	private launch(): Running {
		const worker = this.start();
		const rpc = createBirpc<WorkerFunctions>(
			{},
			{
				post: (message) => worker.post(message, buffersOfMessage(message)),
				on: (listener) => worker.onMessage(listener),
				timeout: -1, // deadlines are kept here, because only here the worker can be ended
			},
		);
		let lost: (fault: EngineFault) => void = () => undefined;
		const gone = new Promise<EngineFault>((resolve) => {
			lost = resolve;
		});
		const running: Running = { worker, rpc, lost, gone, deadlines: new Set() };
		worker.onEnd((reason) => this.lose(running, reason));
		this.running = running;
		this.events.log("engine worker started");
		return running;
	}

	private lose(running: Running, reason: string): void {
		if (this.running !== running) return;
		this.running = undefined;
		this.deaths.push(Date.now());
		running.worker.terminate();
		running.lost(fault("lost", text("The engine stopped: {reason}", { reason })));
		running.rpc.$close();
		this.events.log(`engine worker lost: ${reason}`);
		this.events.onLost(reason, !this.givenUp());
	}
}

const fault = (code: EngineFault["code"], message: EngineFault["text"]): EngineFault => ({ ok: false, revision: 0, code, text: message });
