import * as vscode from "vscode";
import type { TrainAction } from "../../protocol/training";
import type { LinkServices, TrainingLink } from "./link";
import { idle, isActive, panelTraining, type Run } from "./state";

/** What a session gives to its training; the link to the worker asks for more, see there. */
export type TrainingServices = Omit<LinkServices, "changed" | "wait" | "now">;

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** A session's training as others see it. What drives it is loaded when something is first trained. */
export class Training implements vscode.Disposable {
	private link: Promise<TrainingLink> | undefined;
	private current: Run = idle;
	private disposed = false;
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

	/** What the panel shows. */
	get shown() {
		return panelTraining(this.current, this.services.trainable);
	}

	async act(action: TrainAction): Promise<void> {
		await (await this.load()).act(action);
	}

	async showSnapshot(step: number | undefined): Promise<void> {
		await (await this.load()).showSnapshot(step);
	}

	async continueFrom(step: number): Promise<void> {
		await (await this.load()).continueFrom(step);
	}

	/** The text was analysed anew. */
	textChanged(): void {
		void this.link?.then((link) => link.textChanged());
	}

	/** A panel can be seen again. */
	seen(): void {
		void this.link?.then((link) => link.seen());
	}

	/** The worker is gone. */
	lost(notice: Run["notice"]): void {
		void this.link?.then((link) => link.lost(notice));
	}

	private load(): Promise<TrainingLink> {
		this.link ??= this.make();
		return this.link;
	}

	private async make(): Promise<TrainingLink> {
		const { TrainingLink } = await import("../later");
		const { services } = this;
		const changed = (run: Run): void => {
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
		void this.link?.then((link) => link.dispose());
		this.changed.dispose();
	}
}
