import { onlyInput } from "../../op";
import { before, behind, type Response } from "../../ops/LocalResponseNorm";
import { dimensions } from "../../tensor";
import { placeOf } from "../grid";
import { span } from "../window";
import { arrivingAt, defineSender, sameOutput } from "./site";

/** See `localResponseNormBackward`: a number moves its own output, and through the sums of squares those of its neighbours. */
export const LocalResponseNorm = defineSender<Response>({
	types: ["LocalResponseNorm"],
	back(site) {
		const { size, alpha, beta, k } = site.attributes;
		const input = onlyInput(site.layer);
		const x = input.data;
		const [, channels, height, width] = dimensions(input);
		const pixels = height * width;
		const pixel = site.index % pixels;
		const at = (c: number) => c * pixels + pixel;
		const baseOf = (c: number): number => {
			const reached = span(Math.max(0, c - before(size)), Math.min(channels, c + behind(size) + 1));
			return k + (alpha * reached.reduce((squares, j) => squares + x[at(j)]! ** 2, 0)) / size;
		};
		const own = Math.floor(site.index / pixels);
		const grid = arrivingAt(site);
		const terms = span(Math.max(0, own - behind(size)), Math.min(channels, own + before(size) + 1)).map((c) => ({
			output: placeOf(grid, at(c)),
			gradient: grid.data[at(c)]!,
			value: x[at(c)]!,
			base: baseOf(c),
		}));
		const shared = terms.reduce((sum, { gradient, value, base }) => sum + (gradient * value) / base ** (beta + 1), 0);
		const { output, gradient } = sameOutput(site);
		const base = baseOf(own);
		const sum = gradient / base ** beta - ((2 * alpha * beta) / size) * x[site.index]! * shared;
		return { form: "localResponse", output, gradient, base, alpha, beta, size, terms, shared, sum };
	},
});
