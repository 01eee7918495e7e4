import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, query, state } from "lit/decorators.js";
import { live } from "lit/directives/live.js";
import { type Drawn, PAD, type Stroke } from "../../../src/protocol/drawing";
import { Latest } from "../../draw/latest";
import { drawn, paintDrawing } from "../../draw/paint";
import { begun, drawnTo, type Place, padSize } from "../../draw/strokes";
import { formatShare } from "../../format";
import { t } from "../../l10n";
import { prediction, scoresOf } from "../../scores";
import { padStyles } from "../../styles/pad";
import { adopt } from "../adopt";
import { View } from "../element";
import { styled } from "../styled";

/** The longest side of the pad on the screen, in CSS pixels. */
const SIDE = 224;
/** As thick as MNIST's strokes: a good two of 28 pixels. */
const USUAL = 90;

/**
 * A pad in the size of the network's input: what is drawn goes through the network while it is being drawn. By mouse, pen or finger; by
 * keyboard, arrow keys move a cursor and Space puts the pen down.
 */
@customElement("convscope-pad")
export class Pad extends View {
	@state() private thickness = USUAL;
	/** Where the keyboard's pen is, in pixels of the input; none while it is not used. */
	@state() private cursor: Place | undefined;
	@state() private down = false;
	@query("canvas") private canvas!: HTMLCanvasElement;
	#pointer: number | undefined;
	#painted: readonly unknown[] = [];
	readonly #sent = new Latest<Drawn>(async (picture) => this.app?.draw(picture));

	override connectedCallback(): void {
		super.connectedCallback();
		adopt(this, padStyles);
		this.setAttribute("role", "group");
		this.setAttribute("aria-label", t("Drawing pad"));
	}

	override firstUpdated(): void {
		this.canvas.focus();
	}

	get #strokes(): readonly Stroke[] {
		return this.app?.store.state.view.drawing ?? [];
	}

	get #size(): readonly [width: number, height: number] {
		return padSize(this.app?.store.state.model?.input ?? [1, 28, 28]);
	}

	override render(): TemplateResult {
		const [width, height] = this.#size;
		const scale = SIDE / Math.max(width, height);
		const box = styled({ width: `${width * scale}px`, height: `${height * scale}px` });
		const empty = this.#strokes.length === 0;
		return html`<div class="pad"><canvas width=${width} height=${height} tabindex="0" role="application" aria-label=${t("Draw here, white on black")} aria-describedby="pad-help" ${box}
				@pointerdown=${this.#begin} @pointermove=${this.#move} @pointerup=${this.#end} @pointercancel=${this.#end}
				@keydown=${this.#key} @blur=${() => {
					this.cursor = undefined;
					this.down = false;
				}}></canvas>${this.#cursor(scale)}</div>
			<p class="pad-words" role="status">${this.#words()}</p>
			<div class="pad-tools">
				<label class="slider"><span>${t("Brush")}</span><input type="range" min="20" max="250" step="5" .value=${live(String(this.thickness))}
					aria-valuetext=${t("{count} pixels", { count: this.#pixels })} @input=${(event: Event) => {
						this.thickness = Number((event.target as HTMLInputElement).value);
					}} /></label>
				<button type="button" class="tool" ?disabled=${empty} @click=${() => this.#draw(this.#strokes.slice(0, -1))}>${t("Undo")}</button>
				<button type="button" class="tool" ?disabled=${empty} @click=${() => this.#draw([])}>${t("Clear")}</button>
			</div>
			<span id="pad-help" class="sr-only">${t("Arrow keys move the pen, Space puts it down and lifts it, Backspace takes the last stroke back, Delete clears.")}</span>`;
	}

	/** The brush's thickness in pixels of the input. */
	get #pixels(): string {
		return ((this.thickness / PAD) * Math.min(...this.#size)).toFixed(1);
	}

	#cursor(scale: number): TemplateResult | typeof nothing {
		if (!this.cursor) return nothing;
		const [x, y] = this.cursor;
		return html`<span class="pad-cursor ${this.down ? "down" : ""}" aria-hidden="true" ${styled({ left: `${(x + 0.5) * scale}px`, top: `${(y + 0.5) * scale}px` })}></span>`;
	}

	/** What the network reads in the drawing; while the keyboard draws, where the pen is. */
	#words(): string {
		if (this.cursor) {
			const [x, y] = this.cursor;
			return this.down ? t("pen down at {x}, {y}", { x, y }) : t("pen up at {x}, {y}", { x, y });
		}
		const { model, status } = this.app?.store.state ?? {};
		if (this.#strokes.length === 0 || model?.inputChoice.kind !== "image") return t("Draw here, white on black");
		const winner = prediction(scoresOf(model, status));
		return winner ? t("reads {label} — {share}", { label: winner.label, share: formatShare(winner.probability) }) : "";
	}

	/** Paints what was drawn; of an input of another size, it goes through the network anew. */
	protected override updated(_changed: PropertyValues): void {
		const [width, height] = this.#size;
		const [strokes, sized] = [this.#strokes, `${width} ${height}`];
		const [paintedStrokes, paintedSize] = this.#painted;
		if (strokes === paintedStrokes && sized === paintedSize) return;
		this.#painted = [strokes, sized];
		const context = this.canvas.getContext("2d");
		if (context) paintDrawing(context, width, height, strokes);
		if (paintedSize !== undefined && sized !== paintedSize && strokes.length > 0) this.#send(strokes);
	}

	#draw(strokes: readonly Stroke[]): void {
		if (strokes === this.#strokes) return;
		this.app?.change({ drawing: [...strokes] });
		this.#send(strokes);
	}

	#send(strokes: readonly Stroke[]): void {
		const [width, height] = this.#size;
		this.#sent.push(drawn(width, height, strokes));
	}

	#place({ clientX, clientY }: PointerEvent): Place {
		const { left, top, width, height } = this.canvas.getBoundingClientRect();
		return [((clientX - left) / width) * PAD, ((clientY - top) / height) * PAD];
	}

	#begin(event: PointerEvent): void {
		if (this.#pointer !== undefined || event.button !== 0) return;
		event.preventDefault();
		this.canvas.focus({ preventScroll: true });
		this.cursor = undefined;
		this.down = false;
		this.#pointer = event.pointerId;
		this.canvas.setPointerCapture(event.pointerId);
		this.#draw(begun(this.#strokes, this.#place(event), this.thickness));
	}

	#move(event: PointerEvent): void {
		if (event.pointerId !== this.#pointer) return;
		const events = event.getCoalescedEvents();
		const places = (events.length > 0 ? events : [event]).map((each) => this.#place(each));
		this.#draw(places.reduce(drawnTo, this.#strokes));
	}

	#end(event: PointerEvent): void {
		if (event.pointerId === this.#pointer) this.#pointer = undefined;
	}

	#key(event: KeyboardEvent): void {
		const by = event.shiftKey ? 4 : 1;
		const step = { ArrowRight: [by, 0], ArrowLeft: [-by, 0], ArrowDown: [0, by], ArrowUp: [0, -by] }[event.key];
		const [width, height] = this.#size;
		const [x, y] = this.cursor ?? [Math.floor(width / 2), Math.floor(height / 2)];
		if (step) {
			const [dx = 0, dy = 0] = step;
			this.cursor = this.cursor ? [Math.max(0, Math.min(width - 1, x + dx)), Math.max(0, Math.min(height - 1, y + dy))] : [x, y];
			if (this.down) this.#draw(drawnTo(this.#strokes, this.#middle(this.cursor)));
		} else if (event.key === " ") {
			this.cursor = [x, y];
			this.down = !this.down;
			if (this.down) this.#draw(begun(this.#strokes, this.#middle(this.cursor), this.thickness));
		} else if (event.key === "Backspace" || (event.key === "z" && (event.ctrlKey || event.metaKey))) this.#draw(this.#strokes.slice(0, -1));
		else if (event.key === "Delete") this.#draw([]);
		else return;
		event.preventDefault();
		event.stopPropagation();
	}

	/** The middle of a pixel. */
	#middle([x, y]: Place): Place {
		const [width, height] = this.#size;
		return [((x + 0.5) / width) * PAD, ((y + 0.5) / height) * PAD];
	}
}

declare global {
	interface HTMLElementTagNameMap {
		"convscope-pad": Pad;
	}
}
