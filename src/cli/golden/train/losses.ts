import { type Criterion, itemShape, losses, type Reduction, reduced } from "../../../engine/train";
import type { Claim, Computed } from "../claim";
import type { Given } from "../given";

const floats = (given: Given, name: string): Float32Array | undefined => given.optional(name)?.data;

const classOptions = (given: Given) => ({ weight: floats(given, "w"), ignoreIndex: given.number("ignore_index", -100) });

const criteria: Readonly<Record<string, (given: Given) => Criterion>> = {
	cross_entropy: (given) => losses.CrossEntropyLoss({ ...classOptions(given), labelSmoothing: given.number("label_smoothing", 0) }),
	nll: (given) => losses.NLLLoss(classOptions(given)),
	mse: () => losses.MSELoss(),
	l1: () => losses.L1Loss(),
	smooth_l1: (given) => losses.SmoothL1Loss({ beta: given.number("beta", 1) }),
	huber: (given) => losses.HuberLoss({ delta: given.number("delta", 1) }),
	bce: (given) => losses.BCELoss({ weight: floats(given, "w") }),
	bce_logits: (given) => losses.BCEWithLogitsLoss({ weight: floats(given, "w"), posWeight: floats(given, "pos_weight") }),
	kl_div: (given) => losses.KLDivLoss({ logTarget: given.flag("log_target") }),
};

function reductionOf(given: Given): Reduction {
	const name = given.text("reduction", "mean");
	if (name !== "mean" && name !== "sum" && name !== "none" && name !== "batchmean") throw new Error(`attrs.reduction is ${name}`);
	return name;
}

function run(criterion: Criterion, given: Given): Computed {
	const x = given.tensor("x");
	const target = given.numbersOf("t");
	const reduction = reductionOf(given);
	if (reduction !== "none") {
		const { value, gradient } = reduced(criterion, x, target, reduction);
		const upstream = given.has("gy") ? (given.tensor("gy").data[0] ?? 1) : 1;
		return { y: Float32Array.of(value), gx: gradient.map((g) => g * upstream) };
	}
	const items = criterion.forward(x, target);
	const shape = itemShape(criterion, x.shape);
	if (shape.join() !== given.result("y").shape.join())
		throw new Error(`out.y is ${given.result("y").shape.join("×")}, not ${shape.join("×")}`);
	const gx = new Float32Array(x.data.length);
	const upstream = given.has("gy") ? Float64Array.from(given.tensor("gy").data) : new Float64Array(items.length).fill(1);
	criterion.backward(x, target, upstream, gx);
	return { y: Float32Array.from(items), gx };
}

export const lossClaims: Readonly<Record<string, Claim>> = Object.fromEntries(
	Object.entries(criteria).map(([op, make]) => [op, { tolerance: 1e-6, run: (given: Given) => run(make(given), given) }]),
);
