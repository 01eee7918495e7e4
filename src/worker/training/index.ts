import type { Backend } from "../../engine";
import { text } from "../../network/text";
import type { TrainRecipe } from "../../network/train";
import type { EngineFault } from "../../protocol/engine";
import type { Want } from "../../protocol/frame";
import { type KeptRunFunctions, resumeSchema } from "../../protocol/keptRun";
import {
	forkSchema,
	type NewsRequest,
	newsSchema,
	snapshotSchema,
	type TestedRequest,
	type TestedSheet,
	type TrainingFunctions,
	type TrainingNews,
	type TrainingPhase,
	type TrainRequest,
	testedSchema,
	trainSchema,
} from "../../protocol/training";
import { saveWeightsSchema } from "../../protocol/weightFile";
import type { WeightsKeep } from "../../protocol/weights";
import { checked, faultOf, guarded, Refusal } from "../door";
import type { Pictures } from "../pictures";
import type { Viewer } from "../viewer";
import { brokenText } from "./brokenText";
import { readRun, writeRun } from "./keeping";
import { Looks } from "./looks";
import { TrainedNetwork } from "./network";
import { newsOf } from "./news";
import { Pace } from "./pace";
import { lossOf } from "./recipe";
import { type Outcome, Run } from "./run";
import { type Snapshot, writeWeights } from "./snapshots";
import type { Surroundings } from "./surroundings";
import { testedSheet } from "./tested";
import { Turns } from "./turns";

/** How long is trained before others get a turn. */
const SLICE_MS = 15;
/** About how long the pieces of a step take: it is looked at the clock between two. */
const PIECE_MS = 5;
/** Weights reach whoever shares their memory at least that often: more than that is not lost with this thread. */
const SYNC_MS = 1000;

/** Training behind its protocol: a run in slices between other requests, over the weights that the viewer shows. */
export class Training implements TrainingFunctions, KeptRunFunctions {
	readonly #viewer: Viewer;
	readonly #around: Surroundings;
	readonly #network: TrainedNetwork;
	readonly #turns: Turns;
	readonly #pace = new Pace();
	readonly #looks: Looks;
	#run: Run | undefined;
	#runs = 0;
	#phase: TrainingPhase = "idle";
	#notice: TrainingNews["notice"];
	#shown: Snapshot | undefined;
	/** Whether there are newer weights than those that the viewer shows. */
	#unseen = false;
	#elapsed = 0;
	#synced = 0;
	/** The network that is shown ends before a fault of the text. */
	#partial = false;

	constructor(backend: Backend, viewer: Viewer, pictures: Pictures, around: Surroundings) {
		this.#viewer = viewer;
		this.#looks = new Looks(viewer);
		this.#around = around;
		this.#network = new TrainedNetwork(backend, viewer, pictures);
		this.#turns = new Turns(around, () => {
			if (this.#phase === "running") this.#slice();
		});
	}

	/** The recipe that is trained by. */
	get recipe(): TrainRecipe | undefined {
		return this.#run?.recipe;
	}

	train(request: TrainRequest): TrainingNews | EngineFault {
		return guarded(request, () => {
			const { revision, graph, seed, recipe, memoryLimit, snapshotLimit, steps } = checked(trainSchema, request);
			this.#present();
			this.compile({ graph, seed, memoryLimit });
			this.#viewer.setLoss(lossOf(recipe));
			if (this.#viewer.hasInput) this.#viewer.compute(revision);
			try {
				this.#begin(recipe, snapshotLimit, steps);
			} catch (error) {
				if (!this.#run) throw error;
				this.#stop(error);
			}
			return { ...this.#news(0), weights: this.#viewer.weights.keep() };
		});
	}

	pauseTraining(): TrainingNews | EngineFault {
		return guarded(undefined, () => {
			if (this.#phase === "running") this.#halt("paused");
			return this.#news(0, false); // measuring gradients takes its time: that is for the next question
		});
	}

	standAside(): { readonly ok: true } {
		this.#turns.standAside();
		return { ok: true };
	}

	resetTraining(): TrainingNews | EngineFault {
		return guarded(undefined, () => {
			this.settle();
			this.#forget(undefined);
			this.#viewer.reinitialise();
			return { ...this.#news(0), weights: this.#viewer.weights.keep() };
		});
	}

	trainingNews(request: NewsRequest): TrainingNews | EngineFault {
		return guarded(request, () => {
			const { revision, run, from, wants } = checked(newsSchema, request);
			const { now } = this.#around;
			const began = now();
			const allowed = this.#phase !== "running" || this.#looks.mayBegin(began);
			const seen = allowed ? this.#look(revision, wants) : {};
			const news = this.#news(run === this.#runs ? from : 0, allowed);
			if (allowed) this.#looks.took(began, now());
			return { ...news, ...seen, weights: this.#viewer.weights.keep() };
		});
	}

	showSnapshot(request: { readonly step: number | undefined }): TrainingNews | EngineFault {
		return guarded(request, () => {
			const { step } = checked(snapshotSchema, request);
			if (this.#phase === "running") this.#halt("paused");
			this.settle();
			if (step === undefined) this.#present();
			else {
				const snapshot = this.#snapshotAt(step);
				this.#viewer.show((model) => writeWeights(model, snapshot));
				this.#shown = snapshot;
			}
			return this.#news(0);
		});
	}

	continueFrom(request: { readonly step: number }): TrainingNews | EngineFault {
		return guarded(request, () => {
			const { step } = checked(forkSchema, request);
			const snapshot = this.#snapshotAt(step);
			if (this.#phase === "running") this.#halt("paused");
			if (this.#waits) throw new Refusal("invalid-request", text("The network has to fit before it can be trained."));
			this.settle();
			if (this.#run) {
				if (this.#network.adopt(this.#run.recipe)) this.#run.networkChanged();
				this.#run.goBack(snapshot);
			}
			this.#runs++;
			this.#phase = "paused";
			this.#notice = undefined;
			this.#shown = undefined;
			this.#viewer.weightsWritten();
			this.#viewer.show(undefined);
			return this.#news(0);
		});
	}

	keepRun(request: Parameters<KeptRunFunctions["keepRun"]>[0]): ReturnType<KeptRunFunctions["keepRun"]> {
		return guarded(request, () => {
			const { metadata } = checked(saveWeightsSchema, request);
			this.#finishUpdate();
			if (!this.#run || this.#run.step === 0 || this.#run.broken) throw new Refusal("invalid-request", text("There is no run to be kept."));
			const { step } = this.#run;
			return { ok: true, bytes: writeRun(this.#run.state(this.#elapsed), metadata).buffer, step };
		});
	}

	resumeRun({ bytes, ...request }: Parameters<KeptRunFunctions["resumeRun"]>[0]): TrainingNews | EngineFault {
		return guarded(request, () => {
			const state = readRun(new Uint8Array(checked(resumeSchema, { ...request, bytes }).bytes));
			this.#finishUpdate();
			if (this.#run) this.#forget(undefined);
			const begun = this.train({ ...request, steps: undefined });
			if (!begun.ok || !this.#run) return begun;
			this.#run.resume(state);
			this.#elapsed = state.elapsedMs;
			this.#unseen = true;
			this.#halt("paused");
			this.catchUp();
			return { ...this.#news(0), weights: this.#viewer.weights.keep() };
		});
	}

	tested(request: TestedRequest): TestedSheet | EngineFault {
		const shown = this.#viewer.showsPast ? this.#shown : undefined;
		return guarded(request, () => testedSheet((shown ?? this.#run)?.tested, checked(testedSchema, request)));
	}

	/**
	 * Prepares a network for looking at it, with all that training has done to its weights; a run takes it over before its next step, or, where it
	 * is but a part of the text's, waits for the whole: its last layer so far would be trained to give the scores. Another seed than before ends
	 * the run: its weights are gone.
	 */
	compile(wanted: Pick<TrainRequest, "graph" | "seed" | "memoryLimit">, partial = false): ReturnType<Viewer["compile"]> {
		this.settle();
		this.#partial = partial;
		const before = this.#viewer.compiled?.seed ?? wanted.seed;
		const carried = this.#viewer.compile(wanted);
		if (!this.#network.current) this.#run?.drop(); // its step would be one of the network before
		if (before !== wanted.seed && this.#run) {
			this.#forget({ severity: "info", text: text("All weights were initialised anew, so training starts over.") });
		}
		if (this.#phase === "running") this.#turns.next(); // it may have waited
		return carried;
	}

	/** Goes on from the weights of a worker before this one. */
	restore(keep: WeightsKeep): void {
		this.settle();
		this.#forget(undefined);
		this.#viewer.restore(keep);
	}

	#begin(recipe: TrainRecipe, snapshotLimit: number, steps: number | undefined): void {
		if (this.#run) {
			if (this.#network.adopt(recipe)) this.#run.networkChanged();
			this.#run.change(recipe, this.#network.data(recipe));
			this.#run.snapshots.limit = snapshotLimit;
		} else {
			this.#network.renew();
			this.#network.adopt(recipe);
			this.#run = new Run(this.#network.model, recipe, this.#network.data(recipe), { snapshotLimit, most: this.#around.piece ?? PIECE_MS });
			this.#runs++;
			this.#elapsed = 0;
		}
		const run = this.#run;
		run.target = steps === undefined ? Number.POSITIVE_INFINITY : run.step + steps;
		this.#notice = undefined;
		if (run.steps === run.step && this.#phase === "done") {
			const message = text("All epochs are done. Raise their number to go on, or reset to begin anew.");
			this.#notice = { severity: "info", text: message };
			return;
		}
		if (this.#phase !== "running") this.#pace.begin(this.#around.now());
		this.#phase = "running";
		this.#turns.next();
	}

	#slice(): void {
		const { now } = this.#around;
		const run = this.#run;
		if (!run || this.#waits) return;
		const began = now();
		try {
			if (!this.#network.current) {
				if (this.#network.adopt(run.recipe)) run.networkChanged();
				run.change(run.recipe, this.#network.data(run.recipe));
			}
			for (let at = began; this.#phase === "running" && at - began < SLICE_MS; ) {
				const last = at;
				const measured = this.#unit(run) === "norms" || run.measuring;
				at = now();
				if (measured) this.#looks.spent(at - last, at);
			}
			if (now() - this.#synced >= SYNC_MS && !run.updating) {
				this.#network.model.sync();
				this.#synced = now();
			}
		} catch (error) {
			this.#stop(error);
		}
		this.#elapsed += now() - began;
		if (this.#phase === "running") this.#turns.next();
	}

	/** There is no network to train at the moment. */
	get #waits(): boolean {
		return this.#partial && !this.#network.current;
	}

	#unit(run: Run): Outcome["kind"] {
		const outcome = run.unit();
		if (outcome.kind === "step") {
			this.#unseen = true;
			this.#pace.count(outcome.pictures, this.#around.now());
		} else if (outcome.kind === "broken") {
			this.#halt("stopped");
			this.#unseen = true;
			const { type } = this.#viewer.compiled?.graph.nodes.find(({ key }) => key === outcome.broken.layer) ?? {};
			this.#notice = { severity: "error", ...brokenText(outcome.broken, type) };
		} else if (outcome.kind === "paused" || outcome.kind === "done") this.#halt(outcome.kind);
		return outcome.kind;
	}

	/** A step whose weights are being written is made whole; one that has not come so far stays as it is, and is as if it had not begun. */
	#finishUpdate(): void {
		const run = this.#run;
		while (run?.updating) this.#unit(run);
	}

	#stop(error: unknown): void {
		const { text: said, layer } = faultOf(error, 0);
		this.#notice = { severity: "error", text: said, ...(layer === undefined ? {} : { layer }) };
		this.#halt("stopped");
	}

	/** No step is made any more; what was made can be seen, by curve and weights. */
	#halt(phase: "paused" | "done" | "stopped"): void {
		this.#finishUpdate();
		this.#phase = phase;
		this.#run?.curve.close();
		if (this.#network.current) this.#network.model.sync();
	}

	/** Brings the master tensors up to date with training, and lets the viewer know. */
	settle(): void {
		this.#finishUpdate();
		if (!this.#unseen) return;
		this.#network.model.sync();
		this.#viewer.weightsWritten();
		this.#unseen = false;
	}

	/** What is shown becomes that of the newest weights, where training has written newer ones. */
	catchUp(): void {
		const { revision } = this.#viewer;
		if (!this.#unseen || revision === undefined) return;
		this.settle();
		this.#viewer.compute(revision);
	}

	/** Shows the network as it is now, where it is shown as it was. */
	#present(): void {
		if (!this.#shown) return;
		this.#shown = undefined;
		this.#viewer.show(undefined);
	}

	#forget(notice: TrainingNews["notice"]): void {
		this.#present();
		this.#run = undefined;
		this.#runs++;
		this.#phase = "idle";
		this.#unseen = false;
		this.#notice = notice;
	}

	#snapshotAt(step: number): Snapshot {
		const snapshot = this.#run?.snapshots.at(step);
		if (!snapshot) throw new Refusal("invalid-request", text("No state of the run was kept to go back to."));
		return snapshot;
	}

	/** Pictures with the newest weights, unless they are those that were given last. */
	#look(revision: number, wants: readonly Want[]): Pick<TrainingNews, "frame" | "output"> {
		if (revision !== this.#viewer.revision || wants.length === 0) return { frame: undefined };
		this.catchUp();
		return this.#looks.look(wants);
	}

	/** What has become of the run. `norms`: whether there is time to measure gradients anew. */
	#news(from: number, norms = true): TrainingNews {
		// While it trains they are measured between two steps, piece by piece.
		const running = this.#phase === "running";
		if (norms && running) this.#run?.askNorms();
		return {
			ok: true,
			...newsOf(this.#run, from, { norms: norms && !running, shown: this.#viewer.showsPast ? this.#shown : undefined }),
			run: this.#runs,
			phase: this.#phase,
			samplesPerSecond: this.#phase === "running" ? this.#pace.at(this.#around.now()) : 0,
			elapsedMs: this.#elapsed,
			notice: this.#notice,
			frame: undefined,
		};
	}
}
