import { type Field, lanesOf } from "./field";
import type { Geometry } from "./geometry";
import type { Site, Slot } from "./site";
import { type Call, type Clamp, call, NO_CLAMP } from "./work";

/** Works of a convolution with one kernel a channel. Weights lie as [kernel row][kernel column][channel]. */
export class Depthwise {
	readonly #geometry: Geometry;
	readonly #channels: number;
	readonly #lanes: number;

	constructor(geometry: Geometry) {
		this.#geometry = geometry;
		this.#channels = geometry.wide[0] ?? 0;
		this.#lanes = lanesOf(this.#channels);
	}

	slot({ memory, weights, gradients }: Site, name = "weight", passing = false): Slot {
		const master = weights.weight;
		if (!master) throw new TypeError("the layer has no weight");
		const taps = this.#geometry.kernel[0] * this.#geometry.kernel[1];
		const count = taps * this.#lanes;
		const value = passing ? { pointer: 0, kept: false } : memory.own(name, 4 * count);
		return {
			name: "weight",
			master,
			layout: "depthwise",
			value: value.pointer,
			gradient: gradients ? memory.own("weight gradient", 4 * count).pointer : 0,
			count,
			kept: value.kept,
			pack: (from, to) => {
				for (let c = 0; c < this.#channels; c++) for (let t = 0; t < taps; t++) to[t * this.#lanes + c] = from[c * taps + t]!;
			},
			unpack: (from, to) => {
				for (let c = 0; c < this.#channels; c++) for (let t = 0; t < taps; t++) to[c * taps + t] = from[t * this.#lanes + c]!;
			},
		};
	}

	down(wide: Field, narrow: Field, weights: number, bias: number, { clamp, add }: { clamp?: Clamp; add?: boolean }): Call[] {
		const { kernel, stride, dilation, before } = this.#geometry;
		return [
			call("depthwise", {
				x: wide.pointer - before[0] * wide.row - before[1] * wide.pixel,
				xPixel: stride[1] * wide.pixel,
				xRow: stride[0] * wide.row,
				xImage: wide.image,
				y: narrow.pointer,
				yPixel: narrow.pixel,
				yRow: narrow.row,
				yImage: narrow.image,
				weights,
				bias,
				images: wide.images,
				rows: narrow.rows,
				columns: narrow.columns,
				outputs: this.#lanes,
				kernelRows: kernel[0],
				kernelStep: dilation[0] * wide.row,
				kernelColumns: kernel[1],
				columnStep: dilation[1] * wide.pixel,
				add: add ? 1 : 0,
				...(clamp ?? NO_CLAMP),
				kept: 0,
			}),
		];
	}

	get upLength(): number {
		return this.#geometry.kernel[0] * this.#geometry.kernel[1] * this.#lanes;
	}

	/** For each of `up`'s weights the place among `down`'s that it is copied from. */
	upTable(): Int32Array {
		const table = new Int32Array(this.upLength);
		const width = this.#geometry.kernel[1];
		let place = 0;
		const [down, across] = this.#geometry.phases;
		for (const rows of down) {
			for (const columns of across) {
				for (const u of rows.taps) {
					for (const v of columns.taps) for (let c = 0; c < this.#lanes; c++) table[place++] = (u * width + v) * this.#lanes + c;
				}
			}
		}
		return table;
	}

	up(narrow: Field, wide: Field, weights: number, bias: number, { clamp, add }: { clamp?: Clamp; add?: boolean }): Call[] {
		const { stride, phases } = this.#geometry;
		const calls: Call[] = [];
		let start = weights;
		for (const rows of phases[0]) {
			for (const columns of phases[1]) {
				calls.push(
					call("depthwise", {
						x: narrow.pointer + rows.start * narrow.row + columns.start * narrow.pixel,
						xPixel: narrow.pixel,
						xRow: narrow.row,
						xImage: narrow.image,
						y: wide.pointer + rows.first * wide.row + columns.first * wide.pixel,
						yPixel: stride[1] * wide.pixel,
						yRow: stride[0] * wide.row,
						yImage: wide.image,
						weights: start,
						bias,
						images: wide.images,
						rows: rows.count,
						columns: columns.count,
						outputs: this.#lanes,
						kernelRows: columns.taps.length > 0 ? rows.taps.length : 0,
						kernelStep: rows.step * narrow.row,
						kernelColumns: columns.taps.length,
						columnStep: columns.step * narrow.pixel,
						add: add ? 1 : 0,
						...(clamp ?? NO_CLAMP),
						kept: 0,
					}),
				);
				start += 4 * rows.taps.length * columns.taps.length * this.#lanes;
			}
		}
		return calls;
	}

	weights(wide: Field, narrow: Field, gradient: number): Call[] {
		const { kernel, stride, dilation, before } = this.#geometry;
		return [
			call("depthwiseWeights", {
				x: wide.pointer - before[0] * wide.row - before[1] * wide.pixel,
				xPixel: stride[1] * wide.pixel,
				xRow: stride[0] * wide.row,
				xImage: wide.image,
				g: narrow.pointer,
				gPixel: narrow.pixel,
				gRow: narrow.row,
				gImage: narrow.image,
				gw: gradient,
				images: wide.images,
				rows: narrow.rows,
				columns: narrow.columns,
				outputs: this.#lanes,
				channels: this.#channels,
				kernelRows: kernel[0],
				kernelStep: dilation[0] * wide.row,
				kernelColumns: kernel[1],
				columnStep: dilation[1] * wide.pixel,
			}),
		];
	}
}
