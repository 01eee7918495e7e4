import { count, inferredCount } from "../attribute";
import { inferred, refused } from "../issue";
import { defineLayer } from "../kind";
import { text } from "../text";
import { channelsFault, nearestDivisor } from "./channels";
import { affine, eps, explainNorm, normParameters } from "./norm";

/** Mean and variance of each group of channels of each picture. Source: torch.nn.GroupNorm documentation. */
export const GroupNorm = defineLayer({
	type: "GroupNorm",
	group: "normalization",
	doc: "Brings each group of channels to mean 0 and variance 1, picture by picture, so the batch does not matter.",
	takes: "one",
	attributes: {
		num_groups: count("How many groups the channels are split into; must divide them.", { usual: [1, 2, 4, 8, 32] }),
		num_channels: inferredCount("How many channels come in. Inferred from the layer above, and checked where it is written."),
		eps,
		affine: affine(true),
	},
	infer([input = []], a) {
		const channels = input[0] ?? 1;
		const mismatch = channelsFault("GroupNorm", "num_channels", a.num_channels, input);
		if (mismatch) return refused(mismatch);
		if (channels % a.num_groups === 0) return inferred(input);
		return refused({
			code: "groups-mismatch",
			attribute: "num_groups",
			text: text("GroupNorm has {groups} groups, which must divide the {channels} channels that come in.", {
				groups: a.num_groups,
				channels,
			}),
			fixes: [{ kind: "set", attribute: "num_groups", value: nearestDivisor(a.num_groups, channels) }],
			from: 0,
		});
	},
	parameters: ([input = []], a) => normParameters(input[0] ?? 0, a),
	explain: ([input = []], a) => explainNorm(input[0] ?? 0, a),
});
