import { before, behind, type Response } from "../ops/LocalResponseNorm";
import { dimensions } from "../tensor";
import { gridOf } from "./grid";
import { defineDeriver, inputOf, sameSource, sourceAt } from "./site";
import { span } from "./window";

/** See `localResponseNorm`: the sum is over channels at the same pixel. */
export const LocalResponseNorm = defineDeriver<Response>({
	types: ["LocalResponseNorm"],
	derive(site) {
		const { size, alpha, beta, k } = site.attributes;
		const input = inputOf(site);
		const grid = gridOf(input);
		const [, channels, height, width] = dimensions(input);
		const pixels = height * width;
		const channel = Math.floor(site.index / pixels);
		const reached = span(Math.max(0, channel - before(size)), Math.min(channels, channel + behind(size) + 1));
		const neighbours = reached.map((c) => sourceAt(grid, c * pixels + (site.index % pixels)));
		return { form: "localResponse", from: sameSource(site), neighbours, size, alpha, beta, k };
	},
});
