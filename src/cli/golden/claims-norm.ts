/** Normalisations. */
import { type Kernels, tensor } from "../../engine";
import { type Claim, type Computed, dataOf, layer, named } from "./claim";
import type { Given } from "./given";
import { runLayer } from "./layer";

const momentum = (given: Given): number | null => (given.raw("momentum") === null ? null : given.number("momentum", 0.1));

/** Attributes of a normalisation that may keep running statistics: it does where the case has some. */
const tracking = (given: Given) => ({
	eps: given.number("eps", 1e-5),
	momentum: momentum(given),
	affine: given.has("w"),
	track_running_stats: given.has("rm"),
});

/** Some cases call several times (`calls`): the running statistics remember all of them; y and the gradients are the last one's. */
function runTracking(type: string, given: Given, kernels: Kernels, training: boolean): Computed {
	const parameters = { ...given.parameters(), num_batches_tracked: tensor([]) };
	const attributes = tracking(given);
	const names = given.raw("calls") === undefined ? ["x"] : given.nameList("calls");
	let computed: Computed = {};
	for (const [i, name] of names.entries()) {
		const gy = i === names.length - 1 ? given.optional("gy") : undefined;
		const inputs = [given.tensor(name)];
		const result = runLayer(kernels, { type, attributes, inputs, parameters, shape: inputs[0]?.shape ?? [], training, gy });
		computed = named(result, ["gx"]);
	}
	const statistics = [["rm", parameters.running_mean] as const, ["rv", parameters.running_var] as const];
	return { ...computed, ...dataOf(statistics) };
}

export const normClaims: Readonly<Record<string, Claim>> = {
	batchnorm: {
		tolerance: 2e-5,
		run: (given, kernels) => runTracking("BatchNorm2d", given, kernels, given.flag("training")),
	},
	groupnorm: layer("GroupNorm", 2e-5, (given) => ({
		attributes: { num_groups: given.number("groups"), eps: given.number("eps", 1e-5), affine: given.has("w") },
	})),
	instancenorm: {
		tolerance: 2e-5,
		run: (given, kernels) => runTracking("InstanceNorm2d", given, kernels, given.flag("training", !given.has("rm"))),
	},
	lrn: layer("LocalResponseNorm", 2e-5, (given) => ({
		attributes: {
			size: given.number("size"),
			alpha: given.number("alpha", 1e-4),
			beta: given.number("beta", 0.75),
			k: given.number("k", 1),
		},
	})),
};
