import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import type { What } from "../../src/protocol/frame";
import { type Grid, neighbour, tileAt, tileOrigin } from "../layout/sheet";
import { MARGIN, paintingKey, paintSheet, type SheetSource } from "../paint/sheet";
import { describeTile } from "../twin";
import { View } from "./element";
import { styled } from "./styled";

/** A tile was activated: by a click or a double click, whichever opens it, or by Enter. */
export interface TileEvent {
	readonly tile: number;
}

/** Arrow keys may leave the grid for what lies beyond it (a virtual list scrolls on). */
export type Beyond = (key: string, tile: number) => boolean;

/**
 * A contact sheet: tiles of one layer in one canvas. One tab stop; arrows move inside, Enter and a click (or a double click) go into the tile. It is a
 * listbox of which only the active option exists, since hundreds of elements per layer would make the panel slow.
 */
@customElement("convscope-sheet")
export class Sheet extends View {
	@property({ attribute: false }) grid: Grid | undefined;
	@property({ attribute: false }) layer = -1;
	@property({ attribute: false }) what: What = "maps";
	@property({ attribute: false }) output: number | undefined;
	/** The tile at the grid's first place. */
	@property({ attribute: false }) first = 0;
	/** Tiles in another order than first, first + 1, … */
	@property({ attribute: false }) tileList: readonly number[] | undefined;
	@property({ attribute: false }) vector = false;
	@property({ attribute: false }) label = "";
	/** The tile marked as chosen. */
	@property({ attribute: false }) chosen: number | undefined;
	/** Tiles that feed what the pointer is on. */
	@property({ attribute: false }) lit: { readonly from: number; readonly count: number } | undefined;
	@property({ attribute: false }) focusable = false;
	/** A click goes into the tile; otherwise it chooses it, and a double click goes in. */
	@property({ attribute: false }) opens = false;
	@property({ attribute: false }) beyond: Beyond | undefined;
	@state() private active = 0;
	@state() private focused = false;
	@query("canvas") private canvas!: HTMLCanvasElement;
	#painted = "";
	#paintedOn: HTMLCanvasElement | undefined;

	#tileOf = (place: number): number => this.tileList?.[place] ?? this.first + place;

	#placeOf(tile: number): number | undefined {
		const place = this.tileList ? this.tileList.indexOf(tile) : tile - this.first;
		return this.grid && place >= 0 && place < this.grid.count ? place : undefined;
	}

	get source(): SheetSource | undefined {
		const { app, grid } = this;
		const state = app?.store.state;
		if (!state?.model || !grid) return undefined;
		const { model, view, theme } = state;
		const { layer, what, output, vector } = this;
		return { model, layer, what, output, grid, tileOf: this.#tileOf, vector, view, theme, dpr: window.devicePixelRatio };
	}

	/** What has been painted, and where. */
	get picture(): { readonly canvas: HTMLCanvasElement; readonly source: SheetSource } | undefined {
		const { source } = this;
		return source && this.#paintedOn && { canvas: this.#paintedOn, source };
	}

	/** Moves the keyboard's place to a tile and focuses the sheet. */
	focusTile(tile: number): void {
		this.active = this.#placeOf(tile) ?? 0;
		this.querySelector<HTMLElement>(".sheet")?.focus();
		this.#point(this.active, undefined);
	}

	override render(): TemplateResult | typeof nothing {
		const { grid } = this;
		if (!grid) return nothing;
		const size = styled({ width: `${grid.width}px`, height: `${grid.height}px` });
		const hair = MARGIN / window.devicePixelRatio;
		const canvasSize = styled({
			left: `${-hair}px`,
			top: `${-hair}px`,
			width: `${grid.width + 2 * hair}px`,
			height: `${grid.height + 2 * hair}px`,
		});
		const canvas = html`<canvas aria-hidden="true" ${canvasSize}></canvas>`;
		const marks = html`${this.#mark(this.#pointed(), "pointed")}${this.#mark(this.chosen, "chosen")}${this.#litMarks(grid)}`;
		const pointing = { move: (event: PointerEvent) => this.#move(event), leave: () => this.app?.point(undefined) };
		const kind = this.opens ? "sheet opens" : "sheet";
		if (!this.focusable)
			return html`<div class=${kind} ${size} role="img" aria-label=${this.label} @pointermove=${pointing.move} @pointerleave=${pointing.leave} @click=${this.#click} @dblclick=${this.#open}>${canvas}${marks}</div>`;
		const active = Math.min(this.active, grid.count - 1);
		return html`<div
			class=${kind} ${size} role="listbox" tabindex="0" aria-label=${this.label} aria-activedescendant=${this.#optionId}
			@pointermove=${pointing.move} @pointerleave=${pointing.leave} @dblclick=${this.#open} @click=${this.#click} @keydown=${this.#key}
			@focus=${() => this.#focus(true)} @blur=${() => this.#focus(false)}
		>${canvas}${marks}<div
			role="option" id=${this.#optionId} class=${this.focused ? "tile-mark active" : "tile-mark"} aria-selected="true"
			aria-posinset=${this.#tileOf(active) + 1} aria-setsize=${grid.total}
			aria-label=${this.#describe(active)} ${styled(this.#place(active))}
		></div></div>`;
	}

	get #optionId(): string {
		return `tile-${this.layer}-${this.what}-${this.output ?? ""}`;
	}

	#describe(place: number): string {
		const { app } = this;
		const model = app?.store.state.model;
		if (!app || !model) return "";
		return describeTile(model, app.tiles, { layer: this.layer, what: this.what, output: this.output, ...this.#spotAt(place, undefined) });
	}

	#place(place: number): Record<string, string> {
		const { grid } = this;
		if (!grid) return {};
		const { x, y } = tileOrigin(grid, place);
		return { left: `${x}px`, top: `${y}px`, width: `${grid.tile.width}px`, height: `${grid.tile.height}px` };
	}

	#mark(tile: number | undefined, kind: string): TemplateResult | typeof nothing {
		const place = tile === undefined ? undefined : this.#placeOf(tile);
		return place === undefined ? nothing : html`<div class="tile-mark ${kind}" ${styled(this.#place(place))}></div>`;
	}

	/** The tile under the pointer, if it is one of this sheet. */
	#pointed(): number | undefined {
		const spot = this.app?.store.state.spot;
		if (this.focused || spot?.layer !== this.layer || spot.what !== this.what || spot.output !== this.output) return undefined;
		return this.vector ? spot.pixel?.[1] : spot.tile;
	}

	#litMarks(grid: Grid): unknown {
		const { lit } = this;
		if (!lit) return nothing;
		if (lit.count >= grid.total && grid.count > 1) {
			return html`<div class="tile-mark lit" ${styled({ left: "0", top: "0", width: `${grid.width}px`, height: `${grid.height}px` })}></div>`;
		}
		return Array.from({ length: Math.min(lit.count, grid.total) }, (_, i) => this.#mark(lit.from + i, "lit"));
	}

	protected override willUpdate(changed: PropertyValues<this>): void {
		// The keyboard starts at the chosen tile.
		if ((changed.has("chosen") || changed.has("first")) && this.chosen !== undefined)
			this.active = this.#placeOf(this.chosen) ?? this.active;
	}

	protected override updated(_changed: PropertyValues): void {
		const { app, source, canvas } = this;
		if (!app || !source || !canvas) return;
		const key = paintingKey(source, app.tiles);
		// Another template (a sheet becomes focusable) brings another canvas, which is empty.
		if (key === this.#painted && canvas === this.#paintedOn) return;
		this.#painted = key;
		this.#paintedOn = canvas;
		const width = Math.max(1, Math.round(source.grid.width * source.dpr) + 2 * MARGIN);
		const height = Math.max(1, Math.round(source.grid.height * source.dpr) + 2 * MARGIN);
		const image = new ImageData(width, height);
		const ink = source.theme === "light" || source.theme === "hc-light" ? 0xff808080 : 0xff909090;
		paintSheet(source, app.tiles, { pixels: new Uint32Array(image.data.buffer), width, height }, ink);
		if (canvas.width !== width) canvas.width = width;
		if (canvas.height !== height) canvas.height = height;
		canvas.getContext("2d")?.putImageData(image, 0, 0);
	}

	#spotAt(place: number, pixel: readonly [number, number] | undefined) {
		const tile = this.#tileOf(place);
		// A vector's cell is a column of its only tile.
		return this.vector ? { tile: 0, pixel: [0, tile] as const } : { tile, pixel };
	}

	#point(place: number, pixel: readonly [number, number] | undefined): void {
		this.app?.point({ layer: this.layer, what: this.what, output: this.output, ...this.#spotAt(place, pixel) });
	}

	#move(event: MouseEvent): void {
		const place = this.#placeAt(event);
		const { grid } = this;
		if (place === undefined || !grid) {
			this.app?.point(undefined);
			return;
		}
		const bounds = this.#bounds();
		const origin = tileOrigin(grid, place);
		const cell = grid.tile.width / grid.tile.dataWidth;
		const at = (offset: number, size: number) => Math.max(0, Math.min(size - 1, Math.floor(offset / cell))) * grid.tile.step;
		const y = at(event.clientY - bounds.top - origin.y, grid.tile.dataHeight);
		this.#point(place, [y, at(event.clientX - bounds.left - origin.x, grid.tile.dataWidth)]);
	}

	/** Where the tiles are, without the hairline around them. */
	#bounds(): DOMRect {
		return (this.canvas.parentElement ?? this.canvas).getBoundingClientRect();
	}

	#placeAt(event: MouseEvent): number | undefined {
		const bounds = this.#bounds();
		return this.grid && tileAt(this.grid, event.clientX - bounds.left, event.clientY - bounds.top);
	}

	#click(event: MouseEvent): void {
		// A press takes the focus from another sheet, which then points at nothing: the click points again, for whoever hears it next.
		this.#move(event);
		const place = this.#placeAt(event);
		if (place === undefined) return;
		this.active = place;
		this.#tell(this.opens ? "tile-opened" : "tile-chosen", place);
	}

	#open(event: MouseEvent): void {
		const place = this.#placeAt(event);
		if (place === undefined) return;
		event.stopPropagation();
		this.#tell("tile-opened", place);
	}

	#tell(name: "tile-chosen" | "tile-opened" | "tile-moved", place: number): void {
		this.dispatchEvent(new CustomEvent<TileEvent>(name, { detail: { tile: this.vector ? 0 : this.#tileOf(place) }, bubbles: true }));
	}

	#focus(focused: boolean): void {
		this.focused = focused;
		if (focused) this.#point(this.active, undefined);
		else this.app?.point(undefined);
	}

	#key(event: KeyboardEvent): void {
		const { grid } = this;
		if (!grid) return;
		if (event.key === "Enter" || event.key === " ") {
			event.preventDefault();
			event.stopPropagation();
			this.#tell(event.key === "Enter" ? "tile-opened" : "tile-chosen", this.active);
			return;
		}
		// The ends of a virtual list lie outside of this sheet.
		const toEnd = this.beyond !== undefined && (event.key === "Home" || event.key === "End");
		const next = toEnd ? undefined : neighbour(grid, this.active, event.key);
		if (next === undefined) {
			if (this.beyond?.(event.key, this.#tileOf(this.active))) event.preventDefault();
			return;
		}
		event.preventDefault();
		event.stopPropagation();
		this.active = next;
		this.#point(next, undefined);
		this.#tell("tile-moved", next);
	}
}

declare global {
	interface HTMLElementTagNameMap {
		"convscope-sheet": Sheet;
	}
}
