import "@vscode-elements/elements/dist/vscode-button/index.js";
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import type { PanelTraining, TrainAction } from "../../../src/protocol/training";
import { formatCount, formatDate, formatShare, formatValue } from "../../format";
import { say, t } from "../../l10n";
import { View } from "../element";
import { type IconName, icon } from "../icons";
import { styled } from "../styled";

/** A screen reader hears of progress this often at most; of a change of phase or epoch at once. */
const SAY_MS = 15_000;

/** The buttons of training and how it stands, on one line that is always there. */
@customElement("convscope-train-bar")
export class TrainBar extends View {
	@state() private said = "";
	#saidAt = Number.NEGATIVE_INFINITY;
	#saidOf = "";
	/** The number of epochs that was written into the file, to be trained on to as soon as the file is read. */
	#wanted: number | undefined;
	/** What had the focus before the bar changed. */
	#held: Element | null = null;

	override render(): TemplateResult | typeof nothing {
		const state = this.app?.store.state;
		const training = state?.training;
		if (!this.app || !training) return nothing;
		const { phase, blocked, step, reading, notice, kept } = training;
		const open = state.view.training === true;
		const active = phase === "running" || phase === "loading";
		const cannot = blocked !== undefined;
		const complete = !cannot && isComplete(training);
		return html`<div class="train-buttons" role="group" aria-label=${t("Training")}>
				${
					active
						? reading
							? this.#button("pause", "pause", t("Cancel"), false)
							: this.#button("pause", "pause", t("Pause"), phase === "loading")
						: complete
							? this.#more(training)
							: this.#button("start", "play", step > 0 ? t("Continue") : t("Train"), cannot)
				}
				${this.#button("step", "step", t("Step"), cannot || active || complete, complete ? t("All epochs are done.") : t("Step"))}
				${this.#button("reset", "reset", t("Reset"), step === 0 && !active)}
			</div>
			${kept && !notice ? nothing : this.#progress(training)}
			<div class="train-facts">${this.#facts(training)}</div>
			<button type="button" class="tool" aria-expanded=${open ? "true" : "false"} aria-controls="train-area"
				title=${t("Curves, settings, gradients")} @click=${() => this.app?.change({ training: !open })}>${icon("chart")}<span>${t("Curves")}</span></button>
			<span class="sr-only" role="status" aria-live="polite">${this.said}</span>`;
	}

	/** After the last epoch there is nothing to train, unless the file asks for more. */
	#more({ recipe }: PanelTraining): TemplateResult {
		const epochs = 2 * (recipe?.epochs ?? 1);
		const title = t("All epochs are done. To train on, “epochs”: {epochs} is written into the file.", { epochs });
		const raise = () => {
			this.#wanted = epochs;
			this.app?.host.setTrain("epochs", epochs);
		};
		return html`<button type="button" class="tool train-more" title=${title} @click=${raise}>${icon("play")}<span>${t("More epochs")}</span></button>`;
	}

	#button(action: TrainAction, name: IconName, label: string, disabled: boolean, title = label): TemplateResult {
		return html`<button type="button" class="tool train-${action}" aria-disabled=${disabled ? "true" : "false"} title=${title}
			@click=${() => !disabled && this.app?.train(action)}>${icon(name)}<span>${label}</span></button>`;
	}

	#progress({ step, steps, epoch, stepsPerEpoch, recipe, phase, reading }: PanelTraining): TemplateResult {
		// The text's number: a batch size that changed during the run makes steps no measure of epochs.
		const epochs = recipe?.epochs ?? (stepsPerEpoch > 0 ? Math.round(steps / stepsPerEpoch) : 0);
		const share = reading ? reading.done / Math.max(1, reading.total) : steps > 0 ? Math.min(1, step / steps) : 0;
		const words = reading
			? t("reading data: {done} of {total}", { done: formatCount(reading.done), total: formatCount(reading.total) })
			: step === 0
				? phase === "loading"
					? t("loading the data")
					: (this.app?.store.state.status?.weights?.given ?? 0) > 0
						? t("not started")
						: t("not trained")
				: t("epoch {epoch} of {epochs}", { epoch: Math.min(epoch + 1, Math.max(1, epochs)), epochs });
		const label = t("Progress of the training");
		return html`<div class="train-progress"><div class="train-words"><span>${words}</span><span class="dim">${step > 0 ? t("step {step} of {steps}", { step: formatCount(step), steps: formatCount(steps) }) : ""}</span></div>
			<div class="train-track" role="progressbar" aria-label=${label} aria-valuemin="0" aria-valuemax="100" aria-valuenow=${Math.floor(share * 100)} aria-valuetext=${words}><span ${styled({ width: `${share * 100}%` })}></span></div></div>`;
	}

	#facts({ blocked, addable, notice, train, test, samplesPerSecond, phase, step, kept, snapshots }: PanelTraining): TemplateResult {
		const weights = this.app?.store.state.status?.weights;
		if (notice) {
			const good = notice.broken && !blocked ? snapshots.findLast((mark) => mark.step < step) : undefined;
			return html`<span class="train-notice ${notice.severity}">${icon(notice.severity)}<span>${say(notice.text)}</span></span>${good ? this.#back(good.step) : nothing}`;
		}
		if (blocked) {
			const then = kept
				? t("A run that was kept can then be continued from step {step}.", { step: formatCount(kept.step) })
				: phase === "running"
					? t("Then the run goes on by itself.")
					: "";
			return html`<span class="train-notice dim">${then ? `${say(blocked)} ${then}` : say(blocked)}</span>${addable ? this.#add() : nothing}`;
		}
		if (kept) return this.#kept(kept);
		if (phase === "idle" && step === 0 && (weights?.given ?? 0) > 0) return this.#trainedAlready(weights?.file ?? "");
		const last = train.at(-1);
		const tested = test.at(-1);
		const fact = (name: string, value: string, kind: string) =>
			html`<span class="train-fact ${kind}"><span class="dim">${name}</span> <b>${value}</b></span>`;
		return html`${fact(t("loss"), last ? formatValue(last.loss) : "–", "loss")}
			${fact(t("accuracy"), last?.accuracy === undefined ? "–" : formatShare(last.accuracy), "accuracy")}
			${fact(t("test"), tested?.accuracy === undefined ? (tested ? formatValue(tested.loss) : "–") : formatShare(tested.accuracy), "test")}
			${fact(t("pictures/s"), phase === "running" && samplesPerSecond > 0 ? formatCount(Math.round(samplesPerSecond)) : "–", "speed")}`;
	}

	/** Whoever has written a network need not know how a training is written down. */
	#add(): TemplateResult {
		return html`<vscode-button secondary class="train-add" title=${t("Write a “train” section into the file")} @click=${() => this.app?.host.addTrain()}>${t("Add it")}</vscode-button>`;
	}

	/** The weights as they are lead to numbers that are none, also with a smaller rate. */
	#back(step: number): TemplateResult {
		return html`<button type="button" class="tool train-back" title=${t("Forgets what came after this step and trains on from here")}
			@click=${() => this.app?.host.continueFrom(step)}>${t("Continue from step {step}", { step: formatCount(step) })}</button>`;
	}

	/** Who starts from trained weights sees nothing being learnt: the loss is low already. */
	#trainedAlready(file: string): TemplateResult {
		return html`<span class="train-notice dim">${t("Training would go on from the trained weights of {file}.", { file })}</span>
			<button type="button" class="tool train-anew" title=${t("New random weights, to see it learn from the start")} @click=${() => this.app?.host.reinitialise()}>${t("Re-initialise weights")}</button>`;
	}

	/** A run that was kept before the window was reloaded can be gone on from. */
	#kept({ step, when }: NonNullable<PanelTraining["kept"]>): TemplateResult {
		const words = when === undefined ? t("A run was kept.") : t("A run was kept on {when}.", { when: formatDate(when) });
		const button = (action: TrainAction, label: string) =>
			html`<button type="button" class="tool train-${action}" @click=${() => this.app?.train(action)}>${label}</button>`;
		return html`<span class="train-notice dim">${words}</span>${button("resume", t("Continue from step {step}", { step: formatCount(step) }))}${button("discard", t("Discard it"))}`;
	}

	protected override willUpdate(): void {
		const root = this.getRootNode();
		const focus = root instanceof ShadowRoot && document.hasFocus() ? root.activeElement : null;
		this.#held = this.contains(focus) ? focus : null;
	}

	protected override updated(_changed: PropertyValues): void {
		// A button that was pressed, or waited at, may be gone with what it was for: the keyboard stays in the bar.
		if (this.#held?.isConnected === false) this.querySelector<HTMLElement>(".train-buttons .tool")?.focus();
		const training = this.app?.store.state.training;
		if (training && this.#wanted !== undefined && training.recipe?.epochs === this.#wanted) {
			this.#wanted = undefined;
			if (training.phase === "done") this.app?.train("start");
		}
		if (!training || (training.phase === "idle" && !training.notice && this.#saidOf === "")) return;
		const of = `${training.run} ${training.phase} ${training.epoch} ${training.notice ? say(training.notice.text) : ""}`;
		const now = performance.now();
		if (of === this.#saidOf && (training.phase !== "running" || now - this.#saidAt < SAY_MS)) return;
		this.#saidOf = of;
		this.#saidAt = now;
		this.said = spoken(training);
	}
}

/** Whether a run has come to the end of all epochs that the text asks for. */
const isComplete = ({ phase, epoch, recipe }: PanelTraining): boolean => phase === "done" && recipe !== undefined && epoch >= recipe.epochs;

/** How training stands, in a sentence. */
function spoken({ phase, epoch, step, train, notice }: PanelTraining): string {
	const words = {
		idle: t("Not trained."),
		loading: t("Training starts."),
		running: t("Training."),
		paused: t("Training is paused."),
		done: t("Training is done."),
		stopped: t("Training has stopped."),
	}[phase];
	const last = train.at(-1);
	const numbers = last
		? t("{epochs} epochs, {steps} steps, loss {loss}, accuracy {accuracy}.", {
				epochs: epoch,
				steps: formatCount(step),
				loss: formatValue(last.loss),
				accuracy: last.accuracy === undefined ? "–" : formatShare(last.accuracy),
			})
		: "";
	return [words, numbers, notice ? say(notice.text) : ""].filter((part) => part !== "").join(" ");
}

declare global {
	interface HTMLElementTagNameMap {
		"convscope-train-bar": TrainBar;
	}
}
