import type { Severity } from "../../network/issue";
import type { Shape } from "../../network/shape";
import { type Text, text } from "../../network/text";

/** Something to say about data at the line that names them. */
export interface DataIssue {
	readonly severity: Severity;
	readonly text: Text;
}

/** Most names that are told one by one. */
const MOST = 5;

/** What does not go together: the classes of a folder with the network's scores (the shape of its output), or with the labels in the text. */
export function classesIssue(
	data: string,
	classes: readonly string[],
	{ output, labels }: { readonly output: Shape | undefined; readonly labels: readonly string[] | undefined },
): DataIssue | undefined {
	const names = classes.slice(0, MOST).join(", ") + (classes.length > MOST ? ", …" : "");
	const [scores, ...more] = output ?? [];
	if (scores !== undefined && more.length === 0 && scores !== classes.length) {
		const values = { data, classes: classes.length, names, scores };
		return scores < classes.length
			? { severity: "error", text: text("{data} has {classes} classes ({names}), but the network gives only {scores} scores.", values) }
			: { severity: "warning", text: text("{data} has {classes} classes ({names}), but the network gives {scores} scores.", values) };
	}
	if (!labels || labels.length !== classes.length || labels.every((label, i) => label === classes[i])) return undefined;
	const message = text("The sub-folders of {data} are, in this order: {names}. The labels in the text are others.", { data, names });
	return { severity: "warning", text: message };
}
