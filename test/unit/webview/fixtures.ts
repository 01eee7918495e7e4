import { nothingRemembered, panelModel } from "../../../src/extension/panelModel";
import { type Frame, STATS, type What } from "../../../src/protocol/frame";
import type { PanelModel } from "../../../src/protocol/panel";
import { analyze } from "../../../src/source/analyze";

/** The panel's model of a text, as the extension makes it. */
export function modelOf(layers: readonly unknown[], input: readonly number[] = [1, 28, 28], revision = 1): PanelModel {
	const text = JSON.stringify({ input, layers });
	const options = { revision, file: "a.cnn.json", inputChoice: { kind: "sample", dataset: "mnist", index: 0 } as const, lineAt: () => 0 };
	return panelModel(analyze(text), nothingRemembered, options).model;
}

/** A frame with one set: `tiles` of equal size, given as codes, and [min, max, mean, zeros, bad] each. */
export function frameOf(
	layer: string,
	revision: number,
	tiles: readonly { readonly codes: readonly number[]; readonly stats: readonly number[] }[],
	options: {
		readonly what?: What;
		readonly from?: number;
		readonly width?: number;
		readonly total?: number;
		readonly step?: number;
		readonly output?: number;
	} = {},
): Frame {
	const size = tiles[0]?.codes.length ?? 0;
	const width = options.width ?? size;
	const bytes = new Uint8Array(tiles.length * size + 3 + tiles.length * STATS * 4 + 4);
	for (const [i, tile] of tiles.entries()) bytes.set(tile.codes, i * size);
	const stats = Math.ceil((tiles.length * size) / 4) * 4;
	const buffer = bytes.buffer.slice(0, stats + tiles.length * STATS * 4);
	for (const [i, tile] of tiles.entries()) new Float32Array(buffer, stats + i * STATS * 4, STATS).set(tile.stats);
	const step = options.step ?? 1;
	const set = {
		layer,
		what: options.what ?? "maps",
		output: options.output,
		from: options.from ?? 0,
		count: tiles.length,
		total: options.total ?? tiles.length,
		width,
		height: size / width,
		fullWidth: width * step,
		fullHeight: (size / width) * step,
		step,
		codes: 0,
		stats,
	};
	return { revision, sets: [set], buffer };
}
