/** Made by scripts/colour-tables.mjs: 256 hexadecimal RGB triples each, from d3-scale-chromatic. */
declare module "colour-tables" {
	const tables: Readonly<Record<"RdBu" | "PuOr" | "BrBG" | "PRGn", string>>;
	export default tables;
}
