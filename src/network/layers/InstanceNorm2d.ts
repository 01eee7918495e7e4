import { inferred, refused } from "../issue";
import { defineLayer } from "../kind";
import { channelsFault } from "./channels";
import { affine, eps, explainNorm, momentum, normParameters, numFeatures, trackRunningStats } from "./norm";
import { isMaps, needsMaps } from "./window";

/** Mean and variance of each channel of each picture. A 1×1 map is not refused here, as PyTorch does unless it uses
 * running statistics: it has no variance, so the shift is all that comes out. Source: torch.nn.InstanceNorm2d documentation. */
export const InstanceNorm2d = defineLayer({
	type: "InstanceNorm2d",
	group: "normalization",
	doc: "Brings each channel of each picture to mean 0 and variance 1, which removes its contrast.",
	takes: "one",
	attributes: {
		num_features: numFeatures,
		eps,
		momentum,
		affine: affine(false),
		track_running_stats: trackRunningStats(false),
	},
	infer([input = []], a) {
		if (!isMaps(input)) return needsMaps("InstanceNorm2d", input);
		const mismatch = channelsFault("InstanceNorm2d", "num_features", a.num_features, input);
		return mismatch ? refused(mismatch) : inferred(input);
	},
	parameters: ([input = []], a) => normParameters(input[0] ?? 0, a),
	explain: ([input = []], a) => explainNorm(input[0] ?? 0, a),
});
