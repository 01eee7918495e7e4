import { html, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, query } from "lit/decorators.js";
import type { Planes } from "../../../src/network/experiment";
import { colourOf } from "../../../src/protocol/colour";
import { numbersOf } from "../../experiments/numbers";
import { fitTile } from "../../layout/sheet";
import { badPixel } from "../../paint/atlas";
import { paletteFor, pictureRange } from "../../paint/colour";
import { View } from "../element";
import { styled } from "../styled";

/** Longest side, in CSS pixels. */
const SIDE = 160;

/** A map as a picture in activations' colours up to `range`; without a range it is an input picture, in greys or RGB, as it is. */
@customElement("convscope-plane")
export class PlanePicture extends View {
	@property({ attribute: false }) planes: Planes | undefined;
	@property({ attribute: false }) range: number | undefined;
	@property({ attribute: false }) label = "";
	@query("canvas") private canvas!: HTMLCanvasElement | null;

	override render(): TemplateResult {
		const { height = 1, width = 1 } = this.planes ?? {};
		const fit = fitTile(height, width, SIDE, window.devicePixelRatio);
		const size = styled({ width: `${fit.width}px`, height: `${fit.height}px` });
		return html`<canvas class="plane" role="img" aria-label=${this.label} width=${fit.dataWidth * fit.scale} height=${fit.dataHeight * fit.scale} ${size}></canvas>`;
	}

	protected override updated(_changed: PropertyValues): void {
		const { canvas, planes } = this;
		const context = canvas?.getContext("2d");
		const state = this.app?.store.state;
		if (!context || !canvas || !planes || !state) return;
		const { step, dataWidth, dataHeight, scale } = fitTile(planes.height, planes.width, SIDE, window.devicePixelRatio);
		const colour = this.#colours(planes);
		const image = context.createImageData(canvas.width, canvas.height);
		const pixels = new Uint32Array(image.data.buffer);
		for (let y = 0; y < dataHeight * scale; y++) {
			for (let x = 0; x < dataWidth * scale; x++) {
				const at = Math.floor(y / scale) * step * planes.width + Math.floor(x / scale) * step;
				pixels[y * canvas.width + x] = colour(at) ?? badPixel(x, y);
			}
		}
		context.putImageData(image, 0, 0);
	}

	/** The colour of each number of a plane; undefined for what is no number. */
	#colours({ channels, height, width, values }: Planes): (at: number) => number | undefined {
		const numbers = numbersOf(values);
		const { view, theme } = this.app?.store.state ?? {};
		const { range } = this;
		if (range !== undefined && view && theme) {
			const palette = paletteFor(view.colours, theme);
			return (at) => (Number.isFinite(numbers[at]) ? colourOf(palette, numbers[at] ?? 0, range) : undefined);
		}
		const [black, white] = pictureRange(Math.min(...ends(numbers)), Math.max(...ends(numbers)));
		const level = (at: number) => Math.max(0, Math.min(255, Math.round((((numbers[at] ?? 0) - black) / (white - black)) * 255)));
		return (at) => {
			const [red, green, blue] = [0, 1, 2].map((c) => level(at + (channels === 3 ? c : 0) * height * width));
			return ((255 << 24) | ((blue ?? 0) << 16) | ((green ?? 0) << 8) | (red ?? 0)) >>> 0;
		};
	}
}

/** The smallest and the largest of some numbers. */
function ends(numbers: Float32Array): readonly [number, number] {
	let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
	for (const value of numbers) {
		if (value < low) low = value;
		if (value > high) high = value;
	}
	return [low, high];
}

declare global {
	interface HTMLElementTagNameMap {
		"convscope-plane": PlanePicture;
	}
}
