import type { Broken } from "../../engine";
import { type Text, text } from "../../network/text";

/** What a person reads when numbers broke, and at which layer it began; `type` is that layer's. */
export function brokenText(
	{ layer: key, what }: Broken,
	type = "",
): { readonly text: Text; readonly layer: string; readonly broken: true } {
	const layer = `${type} ${key}`.trim();
	const message =
		what === "loss"
			? text("The loss is no finite number any more, so training stopped; no weight was changed by this step.")
			: what === "parameters"
				? text(
						"Weights or statistics of {layer} are no finite numbers any more, so training stopped; no weight was changed by this step.",
						{ layer },
					)
				: text("The output of {layer} is no finite number any more, so training stopped; no weight was changed by this step.", { layer });
	return { text: message, layer: key, broken: true };
}
