import * as vscode from "vscode";
import type { PanelTraining, TrainAction } from "../../protocol/training";
import { type LinkServices, TrainingLink } from "./link";
import { idle, isActive, panelTraining, type Run } from "./state";

/** What a session gives to its training; the link to the worker asks for more, see there. */
export type TrainingServices = Omit<LinkServices, "changed" | "wait" | "now">;

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** A session's training as others see it. What drives it is made when something is first trained. */
export class Training implements vscode.Disposable {
	private link: TrainingLink | undefined;
	private current: Run = idle;
	private disposed = false;
	/** When the run began that is shown. */
	began: Date | undefined;
	/** What keeps runs over a reload; it gives the file that is to be gone on from. */
	keeper: { act(action: TrainAction): Promise<Uint8Array | undefined> } | undefined;
	private kept: PanelTraining["kept"];
	private readonly changed = new vscode.EventEmitter<void>();
	/** The run is another now: every news of it, and changes of phase. */
	readonly onChanged = this.changed.event;

	constructor(private readonly services: TrainingServices) {}

	get run(): Run {
		return this.current;
	}

	/** Steps are being made, or are about to be. */
	get active(): boolean {
		return isActive(this.current.phase);
	}

	/** There is something that would be lost with the worker: a run that goes on, or weights that were trained. */
	get holds(): boolean {
		return this.active || this.current.step > 0;
	}

	/** What weights that nobody has trained are drawn from. */
	get weightsSeed(): number {
		return this.services.request.seed;
	}

	/** What the panel shows. */
	get shown() {
		const kept = this.current.step === 0 && !this.active ? this.kept : undefined;
		return { ...panelTraining(this.current, this.services.trainable), began: this.began?.toISOString(), kept };
	}

	/** Says that a run was kept which can be gone on from, or that there is none any more. */
	offer(kept: PanelTraining["kept"]): void {
		this.kept = kept;
		if (!this.disposed) this.changed.fire();
	}

	async act(action: TrainAction): Promise<void> {
		const file = await this.keeper?.act(action);
		if (action === "discard") return;
		if (action !== "resume") return this.driven().act(action);
		if (file && (await this.driven().resume(new Uint8Array(file).buffer))) return this.driven().act("start");
		if (!file) this.offer(undefined);
	}

	showSnapshot(step: number | undefined): Promise<void> {
		return this.driven().showSnapshot(step);
	}

	continueFrom(step: number): Promise<void> {
		return this.driven().continueFrom(step);
	}

	/** The text was analysed anew. */
	textChanged(): void {
		this.link?.textChanged();
	}

	/** Somebody works in an editor. */
	standAside(): void {
		this.link?.standAside();
	}

	/** A panel can be seen again. */
	seen(): void {
		this.link?.seen();
	}

	/** The worker is gone. */
	lost(notice: Run["notice"]): void {
		this.link?.lost(notice);
	}

	private driven(): TrainingLink {
		this.link ??= this.make();
		return this.link;
	}

	private make(): TrainingLink {
		const { services } = this;
		const changed = (run: Run): void => {
			if (!this.active && isActive(run.phase) && run.step === 0) this.began = new Date();
			this.current = run;
			if (!this.disposed) this.changed.fire();
		};
		// Getters of the session's services are asked each time.
		const link = new TrainingLink(Object.setPrototypeOf({ changed, wait, now: () => performance.now() }, services) as LinkServices);
		if (this.disposed) link.dispose();
		return link;
	}

	dispose(): void {
		this.disposed = true;
		this.current = idle;
		this.link?.dispose();
		this.changed.dispose();
	}
}
