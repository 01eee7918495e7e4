import type { Shape } from "../../network/shape";
import { text } from "../../network/text";
import type { TrainRecipe } from "../../network/train";
import { Refusal } from "../door";
import type { Pictures } from "../pictures";
import { Examples } from "./examples";
import type { RunData } from "./run";

/** A recipe's pictures, fitted to an input of that shape; those that are `held` already stay. Throws a Refusal where they are not there. */
export function runData(pictures: Pictures, { data }: TrainRecipe, shape: Shape, held: RunData | undefined): RunData {
	const train = pictures.part(data, "train");
	if (!train || train.count === 0) throw new Refusal("no-input", text("The pictures of {data} to train with are not loaded.", { data }));
	const test = pictures.part(data, "test");
	const again = (examples: Examples | undefined, wanted: typeof train) =>
		examples?.are(wanted, shape) ? examples : new Examples(wanted, shape);
	return { train: again(held?.train, train), test: test && test.count > 0 ? again(held?.test, test) : undefined };
}
