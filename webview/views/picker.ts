import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, query } from "lit/decorators.js";
import { t } from "../l10n";
import { columnsIn, fitTile, gridOf, gridWith, lookOf, type TileFit } from "../layout/sheet";
import { PICKER_SIDE } from "../layout/zoom";
import { layerName } from "../twin";
import { View } from "./element";
import { Seen } from "./seen";
import { styled } from "./styled";
import "./sheet";
import type { TileEvent } from "./sheet";

const GAP = 3;

/** Which lines of the grid are painted. */
interface Lines {
	readonly tile: TileFit;
	readonly columns: number;
	readonly rows: number;
	readonly first: number;
	readonly shown: number;
	readonly pitch: number;
	readonly total: number;
}

/** All output maps of a layer, however many: only the lines in view are painted. Arrow keys choose. */
@customElement("convscope-picker")
export class Picker extends View {
	@property({ attribute: false }) layer = 0;
	@property({ attribute: false }) chosen = 0;
	@query(".picker") private scroller!: HTMLElement;
	readonly #seen = new Seen(this, ".picker");
	#revealed = -1;

	/** The tiles in view: first and count. */
	get range(): readonly [from: number, count: number] {
		const lines = this.#lines();
		return lines ? [lines.first * lines.columns, Math.min(lines.total - lines.first * lines.columns, lines.shown * lines.columns)] : [0, 0];
	}

	#lines(): Lines | undefined {
		const model = this.app?.store.state.model;
		const look = lookOf(model?.layers[this.layer]?.shape);
		if (look?.kind !== "maps" || this.#seen.width === 0) return undefined;
		const tile = fitTile(look.height, look.width, PICKER_SIDE, window.devicePixelRatio);
		const { columns } = gridOf(tile, look.count, look.count, columnsIn(tile, this.#seen.width - 4, GAP), GAP);
		const pitch = tile.height + GAP;
		const rows = Math.ceil(look.count / columns);
		const first = Math.max(0, Math.min(rows - 1, Math.floor(this.#seen.top / pitch) - 1));
		const shown = Math.min(rows - first, Math.ceil(Math.max(60, this.#seen.height) / pitch) + 2);
		return { tile, columns, rows, first, shown, pitch, total: look.count };
	}

	override render(): TemplateResult {
		const lines = this.#lines();
		return html`<div class="picker" @scroll=${this.#seen.look}>${lines ? this.#sheet(lines) : nothing}</div>`;
	}

	#sheet(lines: Lines): TemplateResult | typeof nothing {
		const { app } = this;
		const model = app?.store.state.model;
		if (!model) return nothing;
		const [from, count] = this.range;
		const grid = gridWith(lines.tile, count, lines.total, lines.columns, GAP);
		const pad = styled({ height: `${lines.rows * lines.pitch - GAP}px` });
		const place = styled({ top: `${lines.first * lines.pitch}px` });
		return html`<div class="picker-content" ${pad}><convscope-sheet ${place} .app=${app} .version=${this.version} .grid=${grid} .layer=${this.layer}
			.first=${from} .chosen=${this.chosen} .focusable=${true} .label=${t("Output maps of {layer}", { layer: layerName(model, this.layer) })}
			.beyond=${(key: string, tile: number) => this.#beyond(key, tile, lines.columns, lines.total)}
			@tile-chosen=${this.#choose} @tile-opened=${this.#open} @tile-moved=${this.#choose}></convscope-sheet></div>`;
	}

	#choose(event: CustomEvent<TileEvent>): void {
		event.stopPropagation();
		this.app?.change({ channel: event.detail.tile });
	}

	/** Enter or a double click goes into one number of the map. */
	#open(event: CustomEvent<TileEvent>): void {
		event.stopPropagation();
		const key = this.app?.store.state.model?.layers[this.layer]?.key;
		if (key !== undefined) this.app?.zoomPixel(key, event.detail.tile);
	}

	/** Over the edge of what is painted: scroll on. */
	#beyond(key: string, tile: number, columns: number, total: number): boolean {
		const next =
			key === "ArrowDown" ? tile + columns : key === "ArrowUp" ? tile - columns : key === "Home" ? 0 : key === "End" ? total - 1 : -1;
		if (next < 0 || next >= total) return false;
		this.app?.change({ channel: next });
		void this.#focusScrolled(next);
		return true;
	}

	/** The first update scrolls, the second paints what has come into view. */
	async #focusScrolled(tile: number): Promise<void> {
		await this.updateComplete;
		await this.updateComplete;
		const sheet = this.querySelector("convscope-sheet");
		await sheet?.updateComplete;
		sheet?.focusTile(tile);
	}

	protected override updated(_changed: PropertyValues): void {
		const lines = this.#lines();
		if (!lines) {
			this.#seen.look();
			return;
		}
		const name = this.layer * 1e6 + this.chosen;
		if (this.#revealed === name) return;
		this.#revealed = name;
		const top = Math.floor(this.chosen / lines.columns) * lines.pitch;
		const { scrollTop, clientHeight } = this.scroller;
		if (top < scrollTop) this.scroller.scrollTop = top;
		else if (top + lines.pitch > scrollTop + clientHeight) this.scroller.scrollTop = top + lines.pitch - clientHeight;
		this.#seen.look();
	}
}

declare global {
	interface HTMLElementTagNameMap {
		"convscope-picker": Picker;
	}
}
