import { text } from "../network/text";
import type { TrainRecipe } from "../network/train";
import {
	type DeriveFunctions,
	deriveGradientSchema,
	deriveLossSchema,
	deriveSchema,
	deriveWeightSchema,
	type WeightStep,
} from "../protocol/derive";
import { checked, guarded, Refusal } from "./door";
import { settingsOf } from "./training/recipe";
import type { Viewer } from "./viewer";

/**
 * Says how single numbers of what is shown came about. `catchUp` brings what is shown up to weights that training has written meanwhile, or
 * the arithmetic would not add up; `recipe` is what the text says about training.
 */
export const deriving = (viewer: Viewer, catchUp: () => void, recipe: () => TrainRecipe | undefined): DeriveFunctions => ({
	derive: (request) =>
		guarded(request, () => {
			const { revision, ...query } = checked(deriveSchema, request);
			viewer.requireRevision(revision);
			catchUp();
			const derivation = viewer.derive(query);
			if (!derivation) throw new Refusal("invalid-request", text("{layer} has no such number.", { layer: query.layer }));
			return { ok: true, revision, derivation };
		}),
	deriveGradient: (request) =>
		guarded(request, () => {
			const { revision, ...query } = checked(deriveGradientSchema, request);
			viewer.requireRevision(revision);
			catchUp();
			const derivation = viewer.deriveGradient(query);
			if (!derivation) throw new Refusal("invalid-request", text("{layer} has no such number.", { layer: query.layer }));
			return { ok: true, revision, derivation };
		}),
	deriveLoss: (request) =>
		guarded(request, () => {
			const { revision, ...query } = checked(deriveLossSchema, request);
			viewer.requireRevision(revision);
			catchUp();
			return { ok: true, revision, derivation: viewer.deriveLoss(query) };
		}),
	deriveWeight: (request) =>
		guarded(request, () => {
			const { revision, ...query } = checked(deriveWeightSchema, request);
			viewer.requireRevision(revision);
			catchUp();
			const derivation = viewer.deriveWeight(query);
			if (!derivation) throw new Refusal("invalid-request", text("{layer} has no such weight.", { layer: query.layer }));
			const said = recipe();
			return { ok: true, revision, derivation, ...(said ? { step: firstStep(said, derivation) } : {}) };
		}),
});

/** The recipe's own optimiser, on a weight alone: rules look at each number by itself. */
function firstStep(recipe: TrainRecipe, { weight, gradient }: { readonly weight: number; readonly gradient: number }): WeightStep {
	const { optimiser } = settingsOf(recipe);
	const value = Float32Array.of(weight);
	const master = { shape: [1], data: value };
	optimiser.step([{ layer: 0, name: "weight", layout: "", master, value, gradient: Float32Array.of(gradient) }]);
	return { rule: recipe.optimizer, lr: recipe.lr, change: (value[0] ?? Number.NaN) - weight };
}
