/** Made by scripts/colour-tables.mjs at build time: 256 hexadecimal RGB triples each, from d3-scale-chromatic. */
declare module "colour-tables" {
	const tables: Readonly<Record<"RdBu" | "PuOr", string>>;
	export default tables;
}
