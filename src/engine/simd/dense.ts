import { type Field, lanesOf } from "./field";
import type { Geometry } from "./geometry";
import { eachWeight, type PanelOrder, panelLength, panelPlace, tapsOf, upTo } from "./panels";
import type { Phase } from "./phases";
import type { Site, Slot } from "./site";
import { type Call, type Clamp, call, NO_CLAMP } from "./work";

/** The part of a field that kernels see: maps from channel `from` on. */
type Side = Pick<Field, "pointer" | "pixel" | "row" | "image" | "images" | "lanes" | "channels">;

/** Works of a convolution that mixes channels, and of a linear layer, which is one of a single pixel. Groups are done one after the other. */
export class Dense {
	readonly #geometry: Geometry;
	readonly #outputs: number;
	readonly #inputs: number;
	/** As `down` reads them; also the order of weights that are trained. */
	readonly #order: PanelOrder;

	constructor(geometry: Geometry) {
		this.#geometry = geometry;
		const { groups, kernel, narrow, wide } = geometry;
		this.#outputs = (narrow[0] ?? 0) / groups;
		this.#inputs = (wide[0] ?? 0) / groups;
		this.#order = { outputs: this.#outputs, inputs: this.#inputs, rows: upTo(kernel[0]), columns: upTo(kernel[1]) };
	}

	/** Numbers of one group's panels. */
	get #length(): number {
		return panelLength(this.#outputs, tapsOf(this.#order));
	}

	/** Where w[o,c,u,v] of a group lies among PyTorch's. */
	#source(group: number): (o: number, c: number, u: number, v: number) => number {
		const { kernel } = this.#geometry;
		return (o, c, u, v) => (((group * this.#outputs + o) * this.#inputs + c) * kernel[0] + u) * kernel[1] + v;
	}

	/** The weights as `down` reads them. `passing`: they have no memory of their own, value is 0. */
	slot({ memory, weights, gradients }: Site, name = "weight", passing = false): Slot {
		const { groups } = this.#geometry;
		const master = weights.weight;
		if (!master) throw new TypeError("the layer has no weight");
		const count = groups * this.#length;
		const value = passing ? { pointer: 0, kept: false } : memory.own(name, 4 * count);
		const each = (visit: (packed: number, own: number) => void) => {
			for (let group = 0; group < groups; group++) {
				const source = this.#source(group);
				const start = group * this.#length;
				eachWeight(this.#order, (place, o, c, u, v) => visit(start + place, source(o, c, u, v)));
			}
		};
		return {
			name: "weight",
			master,
			layout: `panels of ${groups} × ${this.#outputs}`,
			value: value.pointer,
			gradient: gradients ? memory.own("weight gradient", 4 * count).pointer : 0,
			count,
			kept: value.kept,
			pack: (from, to) =>
				each((packed, own) => {
					to[packed] = from[own]!;
				}),
			unpack: (from, to) =>
				each((packed, own) => {
					to[own] = from[packed]!;
				}),
		};
	}

	/** narrow (+)= clamp(bias + w ∗ wide). */
	down(wide: Side, narrow: Side, weights: number, bias: number, { clamp, add }: { clamp?: Clamp; add?: boolean }): Call[] {
		const { groups, kernel, stride, dilation, before, narrow: shape } = this.#geometry;
		const whole = groups === 1 && wide.lanes === wide.channels && dilation[1] === 1;
		return upTo(groups).map((group) =>
			call("conv", {
				x: wide.pointer - before[0] * wide.row - before[1] * wide.pixel + 4 * group * this.#inputs,
				xPixel: stride[1] * wide.pixel,
				xRow: stride[0] * wide.row,
				xImage: wide.image,
				y: narrow.pointer + 4 * group * this.#outputs,
				yPixel: narrow.pixel,
				yRow: narrow.row,
				yImage: narrow.image,
				weights: weights + 4 * group * this.#length,
				bias: bias && bias + 4 * group * this.#outputs,
				images: wide.images,
				rows: shape[1] ?? 1,
				columns: shape[2] ?? 1,
				outputs: lanesOf(this.#outputs),
				kernelRows: kernel[0],
				kernelStep: dilation[0] * wide.row,
				runs: whole ? 1 : kernel[1],
				runStep: dilation[1] * wide.pixel,
				runLength: whole ? kernel[1] * this.#inputs : this.#inputs,
				add: add ? 1 : 0,
				...(clamp ?? NO_CLAMP),
				kept: 0,
				offsets: 0,
			}),
		);
	}

	/** Numbers of the weights as `up` reads them. */
	get upLength(): number {
		const { groups, kernel } = this.#geometry;
		return groups * panelLength(this.#inputs, this.#outputs * kernel[0] * kernel[1]);
	}

	/** Packs `up`'s weights from PyTorch's order, or gives the places among `down`'s panels that each of them is copied from (−1: padding). */
	#eachUp(visit: (place: number, group: number, o: number, c: number, u: number, v: number) => void): void {
		let start = 0;
		for (let group = 0; group < this.#geometry.groups; group++) {
			for (const { order } of this.#upParts()) {
				eachWeight(order, (place, c, o, u, v) => visit(start + place, group, o, c, u, v));
				start += panelLength(order.outputs, tapsOf(order));
			}
		}
	}

	/** `up`'s weights from PyTorch's order. */
	packUp(from: Float32Array, to: Float32Array): void {
		const sources = upTo(this.#geometry.groups).map((group) => this.#source(group));
		this.#eachUp((place, group, o, c, u, v) => {
			to[place] = from[sources[group]!(o, c, u, v)]!;
		});
	}

	/** For each of `up`'s weights the place among `down`'s panels that it is copied from; −1 for padding. */
	upTable(): Int32Array {
		const table = new Int32Array(this.upLength).fill(-1);
		const { kernel } = this.#geometry;
		const taps = tapsOf(this.#order);
		this.#eachUp((place, group, o, c, u, v) => {
			table[place] = group * this.#length + panelPlace(this.#outputs, taps, o, (u * kernel[1] + v) * this.#inputs + c);
		});
		return table;
	}

	#upParts(): { readonly rows: Phase; readonly columns: Phase; readonly order: PanelOrder }[] {
		const [down, across] = this.#geometry.phases;
		return down.flatMap((rows) =>
			across.map((columns) => ({
				rows,
				columns,
				order: { outputs: this.#inputs, inputs: this.#outputs, rows: rows.taps, columns: columns.taps },
			})),
		);
	}

	/** wide (+)= clamp(bias + the transposed convolution of narrow). */
	up(narrow: Side, wide: Side, weights: number, bias: number, { clamp, add }: { clamp?: Clamp; add?: boolean }): Call[] {
		const { groups, stride } = this.#geometry;
		const calls: Call[] = [];
		let start = weights;
		for (let group = 0; group < groups; group++) {
			for (const { rows, columns, order } of this.#upParts()) {
				const whole = groups === 1 && narrow.lanes === narrow.channels && columns.step === 1;
				calls.push(
					call("conv", {
						x: narrow.pointer + rows.start * narrow.row + columns.start * narrow.pixel + 4 * group * this.#outputs,
						xPixel: narrow.pixel,
						xRow: narrow.row,
						xImage: narrow.image,
						y: wide.pointer + rows.first * wide.row + columns.first * wide.pixel + 4 * group * this.#inputs,
						yPixel: stride[1] * wide.pixel,
						yRow: stride[0] * wide.row,
						yImage: wide.image,
						weights: start,
						bias: bias && bias + 4 * group * this.#inputs,
						images: wide.images,
						rows: rows.count,
						columns: columns.count,
						outputs: lanesOf(this.#inputs),
						kernelRows: columns.taps.length > 0 ? rows.taps.length : 0,
						kernelStep: rows.step * narrow.row,
						runs: whole ? 1 : columns.taps.length,
						runStep: columns.step * narrow.pixel,
						runLength: whole ? columns.taps.length * this.#outputs : this.#outputs,
						add: add ? 1 : 0,
						...(clamp ?? NO_CLAMP),
						kept: 0,
						offsets: 0,
					}),
				);
				start += 4 * panelLength(order.outputs, tapsOf(order));
			}
		}
		return calls;
	}

	/** Of each tap, how far it lies from a pixel of the wide side: `convWeights` reads them. */
	offsets({ heap, memory }: Site, wide: Side): number {
		const { kernel, dilation } = this.#geometry;
		const taps = tapsOf(this.#order);
		const offsets = memory.own("tap offsets", 4 * taps).pointer;
		const table = heap.ints(offsets, taps);
		let tap = 0;
		for (let u = 0; u < kernel[0]; u++) {
			for (let v = 0; v < kernel[1]; v++) {
				for (let c = 0; c < this.#inputs; c++) table[tap++] = u * dilation[0] * wide.row + v * dilation[1] * wide.pixel + 4 * c;
			}
		}
		return offsets;
	}

	/** The weights' gradient from the wide side's numbers and the narrow side's, {@link offsets} left out; the one is x and the other ∂loss/∂y. */
	weights(wide: Side, narrow: Side, gradient: number): Call[] {
		const { groups, stride, before, narrow: shape } = this.#geometry;
		return upTo(groups).map((group) =>
			call("convWeights", {
				x: wide.pointer - before[0] * wide.row - before[1] * wide.pixel + 4 * group * this.#inputs,
				xPixel: stride[1] * wide.pixel,
				xRow: stride[0] * wide.row,
				xImage: wide.image,
				g: narrow.pointer + 4 * group * this.#outputs,
				gPixel: narrow.pixel,
				gRow: narrow.row,
				gImage: narrow.image,
				gw: gradient + 4 * group * this.#length,
				offsets: 0,
				taps: tapsOf(this.#order),
				images: wide.images,
				rows: shape[1] ?? 1,
				columns: shape[2] ?? 1,
				outputs: lanesOf(this.#outputs),
				channels: this.#outputs,
			}),
		);
	}
}
