import type { Broken } from "../../engine";
import { type Text, text } from "../../network/text";

/** What a person reads when numbers broke, and at which layer it began. */
export function brokenText({ layer, what }: Broken): { readonly text: Text; readonly layer: string } {
	const message =
		what === "loss"
			? text("The loss is no finite number any more, so training stopped; no weight was changed by this step.")
			: what === "parameters"
				? text(
						"Weights or statistics of {layer} are no finite numbers any more, so training stopped; no weight was changed by this step.",
						{ layer },
					)
				: text("The output of {layer} is no finite number any more, so training stopped; no weight was changed by this step.", { layer });
	return { text: message, layer };
}
