import { english, type Text } from "../network/text";

/** Why a file of weights cannot be read. `text` is for people. */
export class WeightsError extends Error {
	constructor(readonly text: Text) {
		super(english(text));
		this.name = "WeightsError";
	}
}
