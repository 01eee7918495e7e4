import { type Frame, statsAt, stepFor, type TileSet, type TileStats, type Want, type What } from "../src/protocol/frame";

/** Tiles of one layer and kind at one size. */
export interface Picture {
	readonly revision: number;
	readonly total: number;
	readonly width: number;
	readonly height: number;
	readonly fullWidth: number;
	readonly fullHeight: number;
	readonly step: number;
	/** Codes by tile number: width × height bytes, row by row. */
	readonly codes: Map<number, Uint8Array>;
	/** Counts every change, so that a view knows when to paint again. */
	version: number;
}

/** The numbers of all tiles of one layer and kind that were ever seen at one revision. */
export interface Summary {
	readonly revision: number;
	readonly total: number;
	readonly stats: Map<number, TileStats>;
	/** The largest size of a finite number seen so far. */
	extent: number;
	/** For partial maps: what their sum lacks to the output map, exactly; undefined where the layer has no bias. */
	bias: number | undefined;
}

/** Pictures kept at once; the longest unused go first. */
const KEPT = 400;

/** The last bytes of every layer and kind, copied out of the frames that brought them. */
export class Tiles {
	readonly #pictures = new Map<string, Picture>();
	readonly #summaries = new Map<string, Summary>();
	/** Counts every frame that changed something. */
	version = 0;

	picture(layer: string, what: What, step: number, output?: number): Picture | undefined {
		return this.#pictures.get(`${base(layer, what, output)} ${step}`);
	}

	/** The least thinned picture that holds a tile. */
	finest(layer: string, what: What, tile: number, output?: number): Picture | undefined {
		const holding = this.#sizesOf({ layer, what, output }).filter((picture) => picture.codes.has(tile));
		return holding.sort((a, b) => a.step - b.step)[0];
	}

	summary(layer: string, what: What, output?: number): Summary | undefined {
		return this.#summaries.get(base(layer, what, output));
	}

	stats(layer: string, what: What, tile: number, output?: number): TileStats | undefined {
		return this.summary(layer, what, output)?.stats.get(tile);
	}

	/**
	 * Takes what is new in a frame. `oldest` says from which revision on a layer's numbers are welcome (its attributes changed there), or
	 * undefined for a layer that is not shown. A layer never goes back to an earlier revision than it has.
	 */
	take(frame: Frame, oldest: (layer: string) => number | undefined): void {
		for (const set of frame.sets) {
			const since = oldest(set.layer);
			const known = this.summary(set.layer, set.what, set.output)?.revision ?? Number.NEGATIVE_INFINITY;
			if (since === undefined || frame.revision < since || frame.revision < known) continue;
			if (frame.revision > known) this.#restart(set, frame.revision);
			this.#add(set, frame);
		}
		this.version++;
	}

	/** Wanted tiles that are missing, or older than `revision`. */
	missing(wants: readonly Want[], revision: number): readonly Want[] {
		return wants.filter((want) => {
			const summary = this.summary(want.layer, want.what, want.output);
			if (!summary || summary.revision < revision) return true;
			const last = Math.min(want.from + want.count, summary.total);
			const pictures = this.#sizesOf(want);
			for (let tile = want.from; tile < last; tile++) {
				if (!(want.maxSide === 1 ? summary.stats.has(tile) : pictures.some((picture) => fits(picture, want) && picture.codes.has(tile))))
					return true;
			}
			return false;
		});
	}

	/** Forgets layers that are no longer there. */
	keepOnly(layers: ReadonlySet<string>): void {
		for (const map of [this.#pictures, this.#summaries]) {
			for (const key of map.keys()) if (!layers.has(key.slice(0, key.indexOf("\n")))) map.delete(key);
		}
	}

	#sizesOf({ layer, what, output }: Pick<Want, "layer" | "what" | "output">): Picture[] {
		const prefix = `${base(layer, what, output)} `;
		return [...this.#pictures].filter(([key]) => key.startsWith(prefix)).map(([, picture]) => picture);
	}

	/** The first set of a newer revision: what older ones brought is no longer true. */
	#restart(set: TileSet, revision: number): void {
		const key = base(set.layer, set.what, set.output);
		for (const other of this.#pictures.keys()) if (other.startsWith(`${key} `)) this.#pictures.delete(other);
		if (set.what === "partials") this.#forgetOtherOutputs(set);
		this.#summaries.set(key, { revision, total: set.total, stats: new Map(), extent: 0, bias: set.bias });
	}

	/** Partial maps exist for one output channel at a time. */
	#forgetOtherOutputs(set: TileSet): void {
		const prefix = `${set.layer}\npartials`;
		for (const map of [this.#pictures, this.#summaries]) for (const key of map.keys()) if (key.startsWith(prefix)) map.delete(key);
	}

	#add(set: TileSet, frame: Frame): void {
		const key = `${base(set.layer, set.what, set.output)} ${set.step}`;
		const before = this.#pictures.get(key);
		const picture: Picture = before ?? {
			revision: frame.revision,
			total: set.total,
			width: set.width,
			height: set.height,
			fullWidth: set.fullWidth,
			fullHeight: set.fullHeight,
			step: set.step,
			codes: new Map(),
			version: 0,
		};
		const size = set.width * set.height;
		const summary = this.summary(set.layer, set.what, set.output);
		if (summary) summary.bias = set.bias;
		for (let i = 0; i < set.count; i++) {
			picture.codes.set(set.from + i, new Uint8Array(frame.buffer.slice(set.codes + i * size, set.codes + (i + 1) * size)));
			if (!summary) continue;
			summary.stats.set(set.from + i, statsAt(frame.buffer, set, i));
		}
		// Of one revision there are newer numbers while it trains, and they may be smaller.
		if (summary) summary.extent = Math.max(0, ...[...summary.stats.values()].map(extentOf));
		picture.version = ++this.version;
		this.#pictures.delete(key);
		this.#pictures.set(key, picture);
		for (const oldest of this.#pictures.keys()) {
			if (this.#pictures.size <= KEPT) break;
			this.#pictures.delete(oldest);
		}
	}
}

/** The larger size of a tile's two ends; 0 where nothing in it is finite. */
export function extentOf(stats: Pick<TileStats, "min" | "max"> | undefined): number {
	const extent = stats ? Math.max(Math.abs(stats.min), Math.abs(stats.max)) : 0;
	return Number.isFinite(extent) ? extent : 0;
}

const base = (layer: string, what: What, output?: number): string => `${layer}\n${what}${output === undefined ? "" : `\n${output}`}`;

const fits = (picture: Picture, want: Want): boolean => picture.step === stepFor(picture.fullHeight, picture.fullWidth, want.maxSide);
