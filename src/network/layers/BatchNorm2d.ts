import { inferred, refused } from "../issue";
import { defineLayer } from "../kind";
import { channelsFault } from "./channels";
import { affine, batchCount, eps, explainNorm, momentum, normParameters, numFeatures, trackRunningStats } from "./norm";
import { isMaps, needsMaps } from "./window";

/** Mean and variance of each channel over the batch and all its pixels. Source: torch.nn.BatchNorm2d documentation. */
export const BatchNorm2d = defineLayer({
	type: "BatchNorm2d",
	group: "normalization",
	doc: "Brings each channel to mean 0 and variance 1 over the batch, which makes training faster and steadier.",
	takes: "one",
	attributes: {
		num_features: numFeatures,
		eps,
		momentum,
		affine: affine(true),
		track_running_stats: trackRunningStats(true),
	},
	infer([input = []], a) {
		if (!isMaps(input)) return needsMaps("BatchNorm2d", input);
		const mismatch = channelsFault("BatchNorm2d", "num_features", a.num_features, input);
		return mismatch ? refused(mismatch) : inferred(input);
	},
	parameters: ([input = []], a) => [
		...normParameters(input[0] ?? 0, a),
		...(a.track_running_stats && a.momentum === null ? [batchCount] : []),
	],
	explain: ([input = []], a) => explainNorm(input[0] ?? 0, a),
});
