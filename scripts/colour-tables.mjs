// An esbuild plugin: `import tables from "colour-tables"` gives 256-entry colour tables computed from d3-scale-chromatic at build time,
// so that no colour library is shipped. Each table is a string of 256 hexadecimal RGB triples.
import * as scales from "d3-scale-chromatic";

/** Tables shipped: the two diverging scales of docs/colour.md. */
const shipped = { RdBu: scales.interpolateRdBu, PuOr: scales.interpolatePuOr };

const hex = (rgb) =>
	rgb
		.match(/\d+/g)
		.map((c) => Number(c).toString(16).padStart(2, "0"))
		.join("");
const table = (scale) => Array.from({ length: 256 }, (_, i) => hex(scale(i / 255))).join("");

export const colourTables = {
	name: "colour-tables",
	setup(build) {
		build.onResolve({ filter: /^colour-tables$/ }, () => ({ path: "colour-tables", namespace: "colour-tables" }));
		build.onLoad({ filter: /.*/, namespace: "colour-tables" }, () => ({
			contents: `export default ${JSON.stringify(Object.fromEntries(Object.entries(shipped).map(([n, s]) => [n, table(s)])))};`,
			loader: "js",
		}));
	},
};
