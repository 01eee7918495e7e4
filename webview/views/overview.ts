import { html, nothing, type PropertyValues, type SVGTemplateResult, svg, type TemplateResult } from "lit";
import { customElement, query } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import type { PanelModel } from "../../src/protocol/panel";
import { say } from "../l10n";
import { type Feed, feedsOf, kernelsOf } from "../layout/feeds";
import { layoutOverview } from "../layout/overview";
import { BOX_PAD, type Box, type Edge, type Overview } from "../layout/place";
import { tileOrigin } from "../layout/sheet";
import { overviewWants } from "../wants";
import { View } from "./element";
import { headerLines, keyOfBox, placeOf } from "./layer-box";
import { Seen } from "./seen";
import { styled } from "./styled";

/** How far beyond the visible part boxes are kept ready, in CSS pixels. */
const MARGIN = 240;
/** Lines drawn at most for one map under the pointer. */
const MOST_LINES = 64;

/** All layers, in columns or rows. Only boxes in or near view exist, so that hundreds of layers stay smooth. */
@customElement("convscope-overview")
export class OverviewView extends View {
	@query(".scroller") private scroller!: HTMLElement;
	readonly #seen = new Seen(this, ".scroller");
	#layout: Overview | undefined;
	#laidOut = "";
	#model: PanelModel | undefined;
	#revealed: string | null | undefined;
	#restored = false;
	#scrolling = false;

	override connectedCallback(): void {
		super.connectedCallback();
		this.#restored = false;
		// Where it was scrolled to is kept; a layer that was chosen before there was anything to scroll is yet to be shown.
		const { selected, scroll } = this.app?.store.state.view ?? {};
		this.#revealed = scroll?.some((at) => at !== 0) ? selected : undefined;
	}

	override render(): TemplateResult {
		const model = this.app?.store.state.model;
		if (model && this.#seen.width > 0) this.#arrange(model);
		const layout = model && this.#seen.width > 0 ? this.#layout : undefined;
		return html`<div class="scroller ${layout?.flow ?? ""}" @scroll=${this.#scroll} @keydown=${this.#key} @wheel=${this.#wheel}>
			${layout && model ? this.#content(model, layout) : nothing}
		</div>`;
	}

	#content(model: PanelModel, layout: Overview): TemplateResult {
		const { app } = this;
		const state = app?.store.state;
		const selected = state?.view.selected;
		const reachable = model.layers.some((layer) => layer.key === selected) ? selected : model.layers[0]?.key;
		const spot = state?.spot?.what === "maps" ? state.spot : undefined;
		const feeds = spot && spot.layer >= 0 ? feedsOf(model, spot.layer, spot.tile) : [];
		const kernels = spot && spot.layer >= 0 ? kernelsOf(model, spot.layer, spot.tile) : [];
		const boxes = this.#inView(layout.boxes);
		return html`<div class="content" ${styled({ width: `${layout.width}px`, height: `${layout.height}px` })}>
			${this.#edges(model, layout, feeds)}
			${repeat(
				boxes,
				(box) => keyOfBox(model, box),
				(box) => {
					const key = keyOfBox(model, box);
					return html`<convscope-layer class="placed" ${placeOf(box)} .app=${app} .box=${box} .flow=${layout.flow} .version=${this.version}
						.selected=${box.index >= 0 && key === selected} .reachable=${box.index >= 0 && key === reachable}
						.lit=${feeds.find((feed) => feed.layer === box.index)} .litKernels=${spot?.layer === box.index ? kernels : []}
					></convscope-layer>`;
				},
			)}
		</div>`;
	}

	/** Lays out anew only where something that takes room has changed. */
	#arrange(model: PanelModel): void {
		const size = [this.clientWidth, this.clientHeight, window.devicePixelRatio, document.fonts.status].join(" ");
		if (this.#model === model && this.#laidOut === size) return;
		const style = getComputedStyle(this);
		const context = new OffscreenCanvas(1, 1).getContext("2d");
		const widthOf = (text: string, font: string): number => {
			if (!context) return text.length * 7;
			context.font = font;
			return Math.ceil(context.measureText(text).width);
		};
		const normal = `${style.fontSize} ${style.fontFamily}`;
		const small = `11px ${style.fontFamily}`;
		const headers = Array.from({ length: model.layers.length + 1 }, (_, i) => {
			const [type = "", id = "", shape = "", parameters = ""] = headerLines(model, i - 1);
			const badges = model.layers[i - 1]?.issues.length ? 40 : 20;
			return (
				Math.max(
					72,
					widthOf(type, `600 ${normal}`) + badges,
					...[id, parameters].map((line) => widthOf(line, small)),
					widthOf(shape, `12px ${style.fontFamily}`),
				) + 4
			);
		});
		const faultLines = (index: number, width: number): number => {
			const errors = model.layers[index]?.issues.filter((issue) => issue.severity === "error") ?? [];
			return errors.reduce(
				(lines, issue) => lines + Math.ceil((widthOf(say(issue.text), `12px ${style.fontFamily}`) * 1.15) / (width - 18)) + 1,
				0,
			);
		};
		// Scrollbars lie inside of the scroller; 12 px keep the last line clear of the horizontal one.
		const view = { width: this.clientWidth, height: this.clientHeight - 12, dpr: window.devicePixelRatio, headers, faultLines };
		// In another size a layer stands elsewhere: one that is chosen and in sight stays in sight.
		const { selected } = this.app?.store.state.view ?? {};
		const near = this.#layout && this.#model === model ? this.#inView(this.#layout.boxes, 0) : [];
		if (near.some(({ index }) => index >= 0 && model.layers[index]?.key === selected)) this.#revealed = undefined;
		this.#layout = layoutOverview(model, view);
		this.#model = model;
		this.#laidOut = size;
	}

	#inView(boxes: readonly Box[], margin = MARGIN): readonly Box[] {
		const { left, top, width, height } = this.#seen;
		return boxes.filter(
			(box) =>
				box.x < left + width + margin &&
				box.x + box.width > left - margin &&
				box.y < top + height + margin &&
				box.y + box.height > top - margin,
		);
	}

	#edges(model: PanelModel, layout: Overview, feeds: readonly Feed[]): SVGTemplateResult | TemplateResult {
		const { left, top, width, height } = this.#seen;
		const near = (edge: Edge) => {
			const xs = edge.points.map(([x]) => x);
			const ys = edge.points.map(([, y]) => y);
			return Math.min(...xs) < left + width && Math.max(...xs) > left && Math.min(...ys) < top + height && Math.max(...ys) > top;
		};
		const spot = this.app?.store.state.spot;
		const traced = feeds.length > 0;
		return html`<svg class="edges ${traced ? "tracing" : ""}" width=${layout.width} height=${layout.height} aria-hidden="true">
			${layout.edges.filter(near).map((edge) => {
				const state = model.layers[edge.to]?.state ?? "ok";
				return svg`<path class="edge ${edge.skip ? "skip" : ""} ${state}" d=${curve(edge.points, layout.flow)} />`;
			})}
			${spot && traced ? feeds.flatMap((feed) => this.#trace(layout, feed, spot.layer, spot.tile)) : nothing}
		</svg>`;
	}

	/** From each map that feeds it to the map under the pointer. */
	#trace(layout: Overview, feed: Feed, layer: number, tile: number): readonly SVGTemplateResult[] {
		const [source, target] = [layout.boxes[feed.layer + 1], layout.boxes[layer + 1]];
		if (!source || !target) return [];
		const flow = layout.flow;
		const end = pointAt(target, target.vector ? 0 : tile, "in", flow);
		const count = source.vector ? 1 : Math.min(feed.count, MOST_LINES, source.maps?.count ?? 0);
		return Array.from({ length: count }, (_, i) => {
			const start = pointAt(source, source.maps?.total === 1 ? 0 : feed.from + i, "out", flow);
			return svg`<path class="edge traced" d=${curve([start, end], flow)} />`;
		});
	}

	protected override updated(_changed: PropertyValues): void {
		const { app, scroller } = this;
		const state = app?.store.state;
		if (!app || !state?.model || !this.#layout || !scroller) {
			if (this.#seen.width === 0) this.#seen.look();
			return;
		}
		if (!this.#restored) {
			this.#restored = true;
			const [left, top] = state.view.scroll;
			scroller.scrollTo({ left, top, behavior: "instant" });
			this.#seen.look();
		}
		if (state.view.selected !== this.#revealed) {
			this.#revealed = state.view.selected;
			this.#reveal(state.view.selected);
		}
		app.want(overviewWants(state.model, this.#inView(this.#layout.boxes), state.view.scope));
	}

	/** Scrolls only as far as it takes to see a layer whole. */
	#reveal(key: string | null | undefined): void {
		const model = this.#model;
		const box = model && this.#layout?.boxes.find(({ index }) => index >= 0 && model.layers[index]?.key === key);
		if (!box) return;
		const { scrollLeft, scrollTop, clientWidth, clientHeight } = this.scroller;
		const shift = (at: number, size: number, from: number, room: number) =>
			at < from ? at - 24 : at + size > from + room ? Math.min(at - 24, at + size + 24 - room) : from;
		const left = shift(box.x, box.width, scrollLeft, clientWidth);
		const top = shift(box.y, Math.min(box.height, clientHeight - 48), scrollTop, clientHeight);
		if (left !== scrollLeft || top !== scrollTop) this.scroller.scrollTo({ left, top });
	}

	#scroll(): void {
		if (this.#scrolling) return;
		this.#scrolling = true;
		requestAnimationFrame(() => {
			this.#scrolling = false;
			this.#seen.look();
			this.app?.change({ scroll: [this.scroller.scrollLeft, this.scroller.scrollTop] });
		});
	}

	/** A wheel that only turns up and down moves columns sideways where there is nothing to see above or below. */
	#wheel(event: WheelEvent): void {
		const { scroller } = this;
		if (
			event.deltaX !== 0 ||
			event.ctrlKey ||
			scroller.scrollHeight > scroller.clientHeight ||
			scroller.scrollWidth <= scroller.clientWidth
		)
			return;
		scroller.scrollLeft += event.deltaY;
		event.preventDefault();
	}

	#key(event: KeyboardEvent): void {
		const header = event.target instanceof HTMLElement ? event.target.closest<HTMLElement>(".layer-header[data-key]") : undefined;
		const model = this.#model;
		if (!header || !model) return;
		const index = model.layers.findIndex((layer) => layer.key === header.dataset.key);
		const steps: Readonly<Record<string, number>> = {
			ArrowRight: index + 1,
			ArrowDown: index + 1,
			ArrowLeft: index - 1,
			ArrowUp: index - 1,
			Home: 0,
			End: model.layers.length - 1,
		};
		const layer = model.layers[index];
		if (event.key === "Enter" && layer) {
			event.preventDefault();
			this.app?.zoom(layer.key);
			return;
		}
		const next = model.layers[steps[event.key] ?? -1];
		if (!next) return;
		event.preventDefault();
		this.app?.select(next.key);
		void this.focusLayer(next.key);
	}

	/** Focuses a layer's header (without a layer, the one that Tab leads to), once it stands, and scrolls as far as it takes to see it. */
	async focusLayer(key: string | null | undefined): Promise<void> {
		await this.updateComplete;
		this.#reveal(key);
		this.#seen.look();
		await this.updateComplete;
		const headers = () => [...this.querySelectorAll<HTMLElement>(".layer-header[data-key]")];
		const find = () => headers().find((header) => (key ? header.dataset.key === key : header.tabIndex === 0));
		await Promise.all([...this.querySelectorAll("convscope-layer")].map((layer) => layer.updateComplete));
		find()?.focus({ preventScroll: true });
	}
}

/** Where a line leaves or enters a sheet on the height (in a narrow panel: the place) of one of its tiles. */
function pointAt(box: Box, tile: number, side: "in" | "out", flow: "columns" | "rows"): readonly [number, number] {
	const grid = box.maps;
	const left = box.x + BOX_PAD;
	const top = box.y + box.header + BOX_PAD + box.message;
	const whole = !grid || box.vector || box.scores > 0;
	const origin = whole ? { x: 0, y: 0 } : tileOrigin(grid, Math.min(tile, grid.count - 1));
	const width = whole ? box.width - 2 * BOX_PAD : grid.width;
	const height = whole ? (grid?.height ?? 0) : grid.height;
	const tileSize = whole ? { width: Math.min(width, 120), height: Math.min(height, 160) } : grid.tile;
	if (flow === "columns") return [left + (side === "out" ? width + 3 : -3), top + origin.y + tileSize.height / 2];
	return [left + origin.x + tileSize.width / 2, top + (side === "out" ? height + 3 : -3)];
}

/** A smooth line through points, leaving and arriving along the flow. */
function curve(points: readonly (readonly [number, number])[], flow: "columns" | "rows"): string {
	const [first, ...rest] = points;
	if (!first) return "";
	let [x, y] = first;
	let path = `M${x} ${y}`;
	for (const [nextX, nextY] of rest) {
		const [dx, dy] = [(nextX - x) / 2, (nextY - y) / 2];
		path +=
			flow === "columns"
				? `C${x + dx} ${y} ${nextX - dx} ${nextY} ${nextX} ${nextY}`
				: `C${x} ${y + dy} ${nextX} ${nextY - dy} ${nextX} ${nextY}`;
		[x, y] = [nextX, nextY];
	}
	return path;
}

declare global {
	interface HTMLElementTagNameMap {
		"convscope-overview": OverviewView;
	}
}
