/** How single numbers came about, between host and worker and between host and panel: the values of network/derivation.ts. */
import * as v from "valibot";
import type { Derivation, DerivationQuery, WeightDerivation, WeightQuery } from "../network/derivation";
import type { GradientDerivation, GradientQuery } from "../network/gradient";
import type { LossDerivation, LossQuery } from "../network/lossDerivation";
import type { EngineFault } from "./engine";

export interface DeriveRequest extends DerivationQuery {
	readonly revision: number;
}

export interface DeriveReply {
	readonly ok: true;
	readonly revision: number;
	readonly derivation: Derivation;
}

export interface DeriveWeightRequest extends WeightQuery {
	readonly revision: number;
}

/** What the recipe's optimiser would add to the weight for this picture's gradient, if it were its first step: at the recipe's rate, unclipped. */
export interface WeightStep {
	/** Name of the rule, as in the recipe: `SGD`. */
	readonly rule: string;
	readonly lr: number;
	readonly change: number;
}

export interface DeriveWeightReply {
	readonly ok: true;
	readonly revision: number;
	readonly derivation: WeightDerivation;
	/** Absent where the text says nothing about training. */
	readonly step?: WeightStep;
}

export interface DeriveGradientRequest extends GradientQuery {
	readonly revision: number;
}

export interface DeriveGradientReply {
	readonly ok: true;
	readonly revision: number;
	readonly derivation: GradientDerivation;
}

export interface DeriveLossRequest extends LossQuery {
	readonly revision: number;
}

export interface DeriveLossReply {
	readonly ok: true;
	readonly revision: number;
	readonly derivation: LossDerivation;
}

export interface DeriveFunctions {
	derive(request: DeriveRequest): DeriveReply | EngineFault;
	/** A fault (`no-input`) where there are no gradients of the picture that is shown. */
	deriveGradient(request: DeriveGradientRequest): DeriveGradientReply | EngineFault;
	/** The loss of the text, or else cross entropy. A fault (`no-input`) where the picture has no label, or it does not fit the loss. */
	deriveLoss(request: DeriveLossRequest): DeriveLossReply | EngineFault;
	/** A fault (`no-input`) where there are no gradients of the picture that is shown. */
	deriveWeight(request: DeriveWeightRequest): DeriveWeightReply | EngineFault;
}

/** Most parts or terms of one answer. */
export const MAX_PARTS = 256;

const nat = (max: number) => v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(max));

const number = {
	revision: nat(Number.MAX_SAFE_INTEGER),
	tile: nat(1e9),
	y: nat(1e9),
	x: nat(1e9),
	count: nat(MAX_PARTS),
};
const place = { ...number, layer: v.pipe(v.string(), v.maxLength(512)) };

export const deriveSchema = v.object({
	...place,
	from: nat(1e9),
	order: v.picklist(["channel", "contribution"]),
	gradient: v.boolean(),
});

export const deriveWeightSchema = v.object(place);
export const deriveGradientSchema = v.object(place);
export const deriveLossSchema = v.object(number);
