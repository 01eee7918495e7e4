import type { Form, Source } from "../../network/derivation";
import { steps } from "../ops/broadcast";
import { gridOf } from "./grid";
import { defineDeriver, inputOf, type Site, sourceAt } from "./site";

/** The number of each input that is spread to this place of the output: see `combineAll`. */
function spread(site: Pick<Site, "layer" | "index">): readonly Source[] {
	const { inputs, output } = site.layer;
	return inputs.map((_, k) => {
		const input = inputOf(site, k);
		const distances = steps(input, output.shape);
		let index = 0;
		for (let axis = output.shape.length - 1, left = site.index; axis >= 0; axis--) {
			const size = output.shape[axis] ?? 1;
			index += (left % size) * (distances[axis] ?? 0);
			left = Math.floor(left / size);
		}
		return sourceAt(gridOf(input), index, k);
	});
}

const Add = defineDeriver({ types: ["Add"], derive: (site): Form => ({ form: "combine", operator: "+", terms: spread(site) }) });
const Multiply = defineDeriver({ types: ["Multiply"], derive: (site): Form => ({ form: "combine", operator: "×", terms: spread(site) }) });

export const combinations = [Add, Multiply];
