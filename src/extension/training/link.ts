import type { Graph } from "../../network/graph";
import { type Text, text } from "../../network/text";
import type { TrainRecipe } from "../../network/train";
import type { EngineFault } from "../../protocol/engine";
import type { Frame, Want } from "../../protocol/frame";
import type { KeptRunFunctions } from "../../protocol/keptRun";
import type { RunAction, TrainingFunctions, TrainingNews, TrainRequest } from "../../protocol/training";
import type { WeightsKeep } from "../../protocol/weights";
import type { During } from "../data/ownData";
import { idle, isActive, joined, pointsFrom, type Run, type Trainable } from "./state";

/** Most questions a second: a panel that draws faster than this shows nothing that an eye would miss. */
const PANEL_MS = 80;
/** Pictures take at most one part in so many of the time until they are drawn: where that is long, the machine has other things to do. */
const DRAWING_SHARE = 5;
/** While somebody types the editor's own answers come first: there are no news for that long, but the pictures of the edit itself. */
const TYPED_MS = 400;
/** Without a visible panel, news are only for the status bar. */
const HIDDEN_MS = 1000;

type Functions = TrainingFunctions & KeptRunFunctions;

/** What the link needs of the session that it trains for. */
export interface LinkServices {
	call<K extends keyof Functions>(name: K, args: Parameters<Functions[K]>): Promise<ReturnType<Functions[K]> | EngineFault>;
	/** What the text says now. */
	readonly trainable: Trainable;
	/** The rest of a request: which weights to begin with, and how much memory there is. */
	readonly request: Pick<TrainRequest, "seed" | "memoryLimit" | "snapshotLimit">;
	/** Sees to it that the worker has the data; gives the fault where it cannot. Reading many pictures can be followed and left off. */
	prepare(recipe: TrainRecipe, graph: Graph, during: During): Promise<EngineFault | undefined>;
	/** The tiles that a visible panel wants; undefined without one. */
	readonly wants: readonly Want[] | undefined;
	/** A worker may be silent for that many more multiply-adds than usual. */
	allow(macs: number): void;
	/** The run is another now. */
	changed(run: Run): void;
	/** Pictures of the newest weights; resolves when they are on the screen. */
	frame(frame: Frame, output: ArrayBuffer | undefined): Promise<void>;
	/** Computes and shows everything anew: weights are other ones. */
	refresh(): void;
	/** The weights as they are now, in case that the worker dies. */
	keep(weights: WeightsKeep): void;
	fault(fault: EngineFault | Text): void;
	/** Resolves after that many milliseconds. */
	wait(ms: number): Promise<void>;
	/** Milliseconds, counting up. */
	now(): number;
}

/**
 * One session's training: hands its actions to the worker, and, while steps are made, asks for news as fast as the panel draws them. One
 * question is in flight; the worker never waits for an answer.
 */
export class TrainingLink {
	#run: Run = idle;
	/** The text has changed since the worker was told how to train. */
	#edited = false;
	/** When news may be asked for again. */
	#quiet = 0;
	#following = false;
	#disposed = false;
	#acting: Promise<unknown> = Promise.resolve();
	#wake: () => void = () => undefined;
	/** The data that the worker was given last. */
	#data = "";
	/** Leaves off reading the data, while they are read. */
	#reading: AbortController | undefined;

	constructor(private readonly services: LinkServices) {}

	get run(): Run {
		return this.#run;
	}

	/** Does what a button or a command says, after what was asked before. */
	act(action: RunAction): Promise<void> {
		if (action === "pause" || action === "reset") this.#reading?.abort();
		return this.#next(() => this.#act(action));
	}

	showSnapshot(step: number | undefined): Promise<void> {
		return this.#next(async () => void (await this.#ask("showSnapshot", [{ step }])));
	}

	/** Forgets what came after a snapshot, and trains on from there. */
	continueFrom(step: number): Promise<void> {
		return this.#next(async () => {
			if (await this.#ask("continueFrom", [{ step }])) await this.#act("start");
		});
	}

	/** Network, settings or both are other ones: the worker takes them over between two steps. */
	textChanged(): void {
		const { phase, notice, run } = this.#run;
		this.#edited = isActive(phase);
		// Why a text could not be trained is no longer true of another one; numbers that broke and a lost worker stay so.
		if (phase === "stopped" && run > 0 && notice && !notice.broken) this.#set({ ...this.#run, notice: undefined });
	}

	/** Somebody types, or is about to: the editor's own answers come first, for a moment. */
	standAside(): void {
		if (this.#run.phase === "running") void this.services.call("standAside", []);
		this.#quiet = this.services.now() + TYPED_MS;
	}

	/** A panel can be seen again: it need not wait for the next slow question. */
	seen(): void {
		this.#wake();
	}

	/** The worker is gone, and the run with it; weights live on elsewhere. */
	lost(notice: Run["notice"]): void {
		if (this.#run.run === 0) return;
		const { phase } = this.#run;
		// Another worker counts its runs anew: none of them is this one.
		this.#set({
			...this.#run,
			run: -1,
			phase: isActive(phase) || phase === "paused" ? "stopped" : phase,
			snapshots: [],
			shown: undefined,
			notice,
		});
	}

	dispose(): void {
		this.#disposed = true;
		this.#reading?.abort();
		this.#wake();
	}

	/** One action at a time, in the order in which they were asked for. */
	#next(work: () => Promise<void>): Promise<void> {
		const done = this.#acting.then(work);
		this.#acting = done.catch(() => undefined); // who asked hears of it
		return done;
	}

	/** Goes on from a run that was kept; afterwards it is paused there. Gives whether it is. */
	async resume(bytes: ArrayBuffer): Promise<boolean> {
		let done = false;
		await this.#next(async () => {
			const { phase } = this.#run;
			if (!(await this.#prepared())) return;
			const { revision, graph, recipe, macs } = this.services.trainable;
			if (graph && recipe) {
				this.services.allow(macs);
				const reply = await this.services.call("resumeRun", [{ ...this.services.request, revision, graph, recipe, bytes }]);
				done = this.#take(reply, undefined);
			}
			if (!done) this.#set({ ...this.#run, phase });
		});
		return done;
	}

	async #act(action: RunAction): Promise<void> {
		if (action === "pause") {
			await this.#ask("pauseTraining", []);
			return;
		}
		if (action === "reset") {
			await this.#ask("resetTraining", []);
			this.services.refresh();
			return;
		}
		const { phase } = this.#run;
		if (!(await this.#prepared())) return;
		if (!(await this.#train(action === "step" ? 1 : undefined))) return this.#set({ ...this.#run, phase });
		this.#follow().catch((error: unknown) => this.#broke(error));
	}

	/** Sees to it that the worker has all that training needs. Gives whether it has; where not, it was said why. */
	async #prepared(): Promise<boolean> {
		const { blocked, recipe, graph } = this.services.trainable;
		if (blocked || !recipe || !graph) {
			if (blocked) this.services.fault(blocked);
			return false;
		}
		const { phase } = this.#run;
		this.#set({ ...this.#run, phase: "loading", notice: undefined });
		const { missing, left } = await this.#load(recipe, graph);
		if (!missing && !left) return true;
		this.#set({
			...this.#run,
			phase,
			reading: undefined,
			notice: missing && !left ? { severity: "error", text: missing.text } : undefined,
		});
		return false;
	}

	/** Hands the data over that a recipe names. Gives the fault where they cannot be had, and whether reading them was left off. */
	async #load(recipe: TrainRecipe, graph: Graph): Promise<{ readonly missing: EngineFault | undefined; readonly left: boolean }> {
		const reading = new AbortController();
		this.#reading = reading;
		const missing = await this.services.prepare(recipe, graph, {
			signal: reading.signal,
			progress: (done, total) => this.#set({ ...this.#run, reading: { done, total } }),
		});
		this.#reading = undefined;
		const left = reading.signal.aborted;
		if (!missing && !left) this.#data = dataOf(recipe, graph);
		return { missing, left };
	}

	/** What the text says now reaches the worker; other data than before are handed over first. Where they cannot be had, the run stops and it is said why. Gives whether it goes on. */
	async #edit(): Promise<boolean> {
		this.#edited = false;
		const { recipe, graph } = this.services.trainable;
		if (recipe && graph && dataOf(recipe, graph) !== this.#data) {
			const { missing, left } = await this.#load(recipe, graph);
			this.#set({ ...this.#run, reading: undefined });
			if (left || this.#edited) return true;
			if (missing) {
				this.#take(await this.services.call("pauseTraining", []), undefined);
				this.#set({ ...this.#run, phase: "stopped", notice: { severity: "error", text: missing.text } });
				return false;
			}
		}
		if (isActive(this.#run.phase)) await this.#train(undefined);
		return true;
	}

	/** Tells the worker how to train from here. Gives whether it does. */
	async #train(steps: number | undefined): Promise<boolean> {
		const { revision, graph, recipe, macs } = this.services.trainable;
		this.#edited = false;
		if (!graph || !recipe) return true; // a text in the middle of an edit: what is known goes on
		this.services.allow(macs);
		const reply = await this.services.call("train", [{ ...this.services.request, revision, graph, recipe, steps }]);
		return this.#take(reply, undefined);
	}

	/** Asks for something that is done at once, and shows what it changed. Gives whether it was done. */
	async #ask<K extends "pauseTraining" | "resetTraining" | "showSnapshot" | "continueFrom">(
		name: K,
		args: Parameters<TrainingFunctions[K]>,
	): Promise<boolean> {
		const done = this.#take(await this.services.call(name, args), undefined);
		if (done) await this.#news();
		return done;
	}

	/** Asks for news until no more steps are made. */
	async #follow(): Promise<void> {
		if (this.#following) return;
		this.#following = true;
		try {
			while (!this.#disposed && isActive(this.#run.phase)) {
				const began = this.services.now();
				if (this.#edited && !(await this.#edit())) break;
				const drawing = began < this.#quiet ? 0 : await this.#news();
				const pause = this.services.wants ? Math.max(PANEL_MS, DRAWING_SHARE * drawing) : HIDDEN_MS;
				const woken = new Promise<void>((resolve) => {
					this.#wake = resolve;
				});
				await Promise.race([this.services.wait(Math.max(0, pause - (this.services.now() - began))), woken]);
			}
		} finally {
			this.#following = false;
		}
		if (!this.#disposed) this.services.allow(0);
	}

	/** What has happened since, and the wanted pictures of the newest weights. Resolves when they are drawn, with the milliseconds that drawing took. */
	async #news(): Promise<number> {
		const { trainable, wants = [] } = this.services;
		const asked = { run: Math.max(0, this.#run.run), from: pointsFrom(this.#run) };
		const reply = await this.services.call("trainingNews", [{ revision: trainable.revision, ...asked, wants }]);
		const began = this.services.now();
		if (this.#take(reply, asked) && reply.ok && reply.frame && !this.#disposed) await this.services.frame(reply.frame, reply.output);
		return this.services.now() - began;
	}

	/** Takes an answer in. Gives whether it is one; a fault is said, unless it only says that something newer is under way. */
	#take(reply: TrainingNews | EngineFault, asked: { readonly run: number; readonly from: number } | undefined): boolean {
		if (this.#disposed) return false;
		if (!reply.ok) {
			if (reply.code !== "stale" && reply.code !== "lost") {
				this.services.fault(reply);
				if (isActive(this.#run.phase)) this.#set({ ...this.#run, phase: "stopped", notice: { severity: "error", text: reply.text } });
			}
			return false;
		}
		const { ok: _ok, frame: _frame, output: _output, weights, ...news } = reply;
		if (weights) this.services.keep(weights);
		this.#set(joined(this.#run, news, asked));
		return true;
	}

	#set(run: Run): void {
		this.#run = run;
		this.services.changed(run);
	}

	#broke(error: unknown): void {
		const reason = error instanceof Error ? error.message : String(error);
		this.services.fault(text("The engine failed: {reason}", { reason }));
	}
}

/** Equal for recipes and networks that are trained on the same pictures. */
const dataOf = ({ data, test_split, split_seed }: TrainRecipe, { input }: Graph): string =>
	JSON.stringify([data, test_split, split_seed, input]);
