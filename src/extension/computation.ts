import type { EngineFault, InputChoice, RunReply } from "../protocol/engine";
import type { ExperimentReply, ExperimentRequest } from "../protocol/experiment";
import type { Frame, Want } from "../protocol/frame";
import type { WeightsKeep } from "../protocol/weights";
import type { Analysis } from "../source/analysis";
import { memoryLimit } from "./documents";
import type { EngineHost } from "./engineHost";
import { KeptWeights } from "./keptWeights";
import type { SessionView } from "./sessionView";
import { Turns } from "./turns";

/** What computing needs of the session: how things are now, and who hears of it. */
export interface ComputationLink {
	readonly engine: EngineHost;
	readonly view: SessionView | undefined;
	readonly revision: number;
	readonly analysis: Analysis;
	/** Of the weights that layers begin with. */
	readonly seed: number;
	readonly choice: InputChoice;
	/** Sees to it that the worker has the input and the weights that the text names. Gives the fault where there is no input. */
	prepare(): Promise<EngineFault | undefined>;
	/** A run of the newest revision has succeeded. */
	succeeded(revision: number): void;
	failed(fault: EngineFault): void;
	/** The text cannot be computed: nothing was. */
	skipped(): void;
	log(severity: "info" | "warn", line: string): void;
}

/** A worker may take this long, plus a nanosecond for each ten multiply-adds, before it counts as hung. */
const PATIENCE_MS = 20_000;
/** How long a pass of so many multiply-adds may take, ms. */
export const patience = (macs: number): number => PATIENCE_MS + macs / 1e5;

/** The passes of one model through its worker: one run is in flight, the latest wins, and nothing stale is shown. */
export class Computation {
	private readonly turns = new Turns(
		() => this.run(),
		() => this.lookNow(),
	);
	private readonly weights = new KeptWeights();
	private lastReply: RunReply | undefined;
	private engineNamed = false;

	constructor(private readonly link: ComputationLink) {}

	/** What the newest revision came to, where that is computed. */
	get current(): RunReply | undefined {
		return this.lastReply?.revision === this.link.revision ? this.lastReply : undefined;
	}

	/** How many layers have weights of which origin; undefined before the first run. */
	get origins(): KeptWeights["origins"] {
		return this.weights.origins;
	}

	/** Computes what is newest, as soon as the run before it is on the screen; without `start`, with the next question that starts. */
	ask(start: boolean): void {
		this.turns.askRun(start);
	}

	/** Sends the pictures that the panel wants now, of what was computed last, as soon as what was sent before is on the screen. Gives whether there is anything to send pictures of. */
	look(): boolean {
		const { engine, view } = this.link;
		if (!this.lastReply || !engine.alive) return false;
		if (view?.ready) this.turns.askLook();
		return true;
	}

	/** Resolves when what was asked for is on the screen, or cannot be. */
	get idle(): Promise<void> {
		return this.turns.idle;
	}

	/** The newest revision is computed, if need be. Whether it could be. */
	async isComputed(): Promise<boolean> {
		if (this.turns.behind || !this.current || !this.link.engine.alive) this.ask(true);
		await this.turns.idle;
		return this.current !== undefined;
	}

	/** Pictures of the newest revision, computed first if need be. Undefined where there is nothing to show. */
	async pictures(wants: readonly Want[]): Promise<Frame | undefined> {
		if (!(await this.isComputed())) return undefined;
		const { engine, revision } = this.link;
		const reply = await engine.call("look", [{ revision, wants }]);
		return reply.ok ? reply.frame : undefined;
	}

	/** Tries something with a copy of the network; a few passes through it. */
	experiment(request: ExperimentRequest): Promise<ExperimentReply | EngineFault> {
		return this.link.engine.call("experiment", [request], 4 * patience(this.link.analysis.totals.macs));
	}

	/** The worker has handed over what it trained. */
	took(weights: WeightsKeep): void {
		this.weights.took({ weights }, this.link.engine.alive);
	}

	/** Scores that go with weights that were trained a moment ago. Gives whether they are of the newest revision. */
	scored(output: ArrayBuffer): boolean {
		const { current } = this;
		if (current) this.lastReply = { ...current, output };
		return current !== undefined;
	}

	/** The worker is gone, and what it held with it. */
	lost(): void {
		this.engineNamed = false;
		this.weights.lost();
		this.lastReply = undefined;
	}

	private async run(): Promise<void> {
		const { link } = this;
		const { graph, complete } = link.analysis;
		if (!graph) return link.skipped();
		const { revision } = link;
		const missing = await link.prepare();
		if (missing) return link.failed(missing);
		const wants = link.view?.ready ? link.view.wants : [];
		const reply = await link.engine.call(
			"run",
			[
				{
					revision,
					graph,
					partial: !complete,
					seed: link.seed,
					input: link.choice,
					wants,
					memoryLimit: memoryLimit(),
					recipe: link.analysis.train?.recipe,
					restore: this.weights.missing,
				},
			],
			patience(link.analysis.totals.macs),
		);
		if (!reply.ok) return link.failed(reply);
		this.weights.took(reply, link.engine.alive);
		for (const line of reply.notRestored) link.log("warn", `weights not restored: ${line}`);
		this.lastReply = reply;
		if (!this.engineNamed) void this.nameEngine();
		if (revision !== link.revision) return; // something newer waits
		link.succeeded(revision);
		await link.view?.frame(reply.frame);
	}

	private async lookNow(): Promise<void> {
		const { lastReply } = this;
		const { view, engine } = this.link;
		if (!lastReply || !view?.ready || view.wants.length === 0) return;
		const reply = await engine.call("look", [{ revision: lastReply.revision, wants: view.wants }]);
		if (reply.ok) await view.frame(reply.frame);
		else if (reply.code === "stale") this.ask(this.link.view?.ready === true);
		else this.link.failed(reply);
	}

	/** Says in the log, once a worker, what computes. */
	private async nameEngine(): Promise<void> {
		this.engineNamed = true;
		const about = await this.link.engine.call("about", []);
		if (!about.ok) return;
		const { backend, threads, reason, wide, whyNotWide } = about;
		const why = reason ? `; the fast kernels are not used: ${reason}` : "";
		const notWide = whyNotWide ? `; the wide kernels are not used: ${whyNotWide}` : "";
		const kernels = `${wide ? "wide " : ""}${backend} kernels`;
		this.link.log("info", `computed by the ${kernels}, on ${threads === 1 ? "one thread" : `up to ${threads} threads`}${why}${notWide}`);
	}
}
