import { tensor } from "../../../engine";
import { clipNorm, clipValue, Optimiser, type OptimiserName, optimisers, type Rule } from "../../../engine/train";
import type { Claim, Computed } from "../claim";
import type { Given } from "../given";
import { agree } from "./agree";

/** `weight_decay` → `weightDecay`. */
const camel = (name: string): string => name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

/** An optimiser with the settings that are given by PyTorch's names. Throws where one is not known, unless it says nothing (false, null). */
export function optimiserOf(type: OptimiserName, given: Readonly<Record<string, unknown>>): Optimiser {
	const rule: Rule = optimisers[type];
	const settings: Record<string, unknown> = {};
	for (const [name, value] of Object.entries(given)) {
		if (Object.hasOwn(rule.defaults, camel(name))) settings[camel(name)] = value;
		else if (value !== false && value !== null) throw new Error(`${type} has no setting ${name}`);
	}
	return new Optimiser(rule, settings);
}

/** Follows given gradients: p0 of n, g of T×n, and p of T×n after each step. */
function follow(type: OptimiserName, given: Given): Computed {
	const optimiser = optimiserOf(type, given.attributes);
	const master = given.tensor("p0");
	const gradients = given.tensor("g").data;
	const count = master.data.length;
	const trainable = { layer: 0, name: "weight" as const, master, value: master.data, layout: "" };
	const path = tensor([gradients.length / count, count]);
	for (let at = 0; at < gradients.length; at += count) {
		optimiser.step([{ ...trainable, gradient: gradients.subarray(at, at + count) }]);
		path.data.set(master.data, at);
	}
	return { p: path.data };
}

/** Float32 state: the suite allows 5e-6 for it. */
const optimiser = (type: OptimiserName): Claim => ({ tolerance: 5e-6, run: (given) => follow(type, given) });

/** Clips all gradients together; all go in and out by the same names. */
const clipping = (clip: (gradients: readonly { readonly gradient: Float32Array }[], given: Given) => void): Claim => ({
	tolerance: 1e-6,
	run(given) {
		const entries = given.names.map((name) => [name, given.tensor(name).data] as const);
		clip(
			entries.map(([, gradient]) => ({ gradient })),
			given,
		);
		return Object.fromEntries(entries);
	},
});

export const optimiserClaims: Readonly<Record<string, Claim>> = {
	sgd: optimiser("SGD"),
	adam: optimiser("Adam"),
	adamw: optimiser("AdamW"),
	rmsprop: optimiser("RMSprop"),
	adagrad: optimiser("Adagrad"),
	adadelta: optimiser("Adadelta"),
	adamax: optimiser("Adamax"),
	radam: optimiser("RAdam"),
	clip_grad_norm: clipping((gradients, given) => {
		const type = given.raw("norm_type") === "inf" ? Number.POSITIVE_INFINITY : given.number("norm_type", 2);
		const total = clipNorm(gradients, given.number("max_norm"), type);
		if (given.raw("total_norm") !== undefined) agree("attrs.total_norm", [total], [given.number("total_norm")], 1e-6);
	}),
	clip_grad_value: clipping((gradients, given) => clipValue(gradients, given.number("clip_value"))),
};
