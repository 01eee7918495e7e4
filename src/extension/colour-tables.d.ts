/** Made by scripts/colour-tables.mjs at build time: 256 RGB triples in hexadecimal, one string a scale. */
declare module "colour-tables" {
	const tables: Readonly<Record<"RdBu" | "PuOr" | "BrBG" | "PRGn", string>>;
	export default tables;
}
