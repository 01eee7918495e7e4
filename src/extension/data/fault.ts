import { english, type Text } from "../../network/text";

/** Why pictures of one's own cannot be trained with. `text` is for people. `elsewhere`: nothing is wrong with the data themselves. */
export class DataError extends Error {
	constructor(
		readonly text: Text,
		readonly elsewhere = false,
	) {
		super(english(text));
		this.name = "DataError";
	}
}
