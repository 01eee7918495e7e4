import { english, type Text, text } from "../../network/text";

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

/** The folder is not there, or not any more. */
export class DataGone extends DataError {
	constructor(data: string) {
		super(text("{data} is not there. It is looked for beside the model.", { data }));
	}
}
