import type { Parameters } from "../op";
import type { Plan } from "../plan";
import type { Arrangement } from "./arrange";
import type { Field } from "./field";
import type { LayerMemory } from "./layerMemory";

/** What a program leaves to the one after it. */
export interface Legacy {
	readonly plan: Plan;
	readonly weights: readonly Parameters[];
	readonly fields: Map<number, Field>;
	readonly gradients: Map<number, Field>;
	/** Layers whose gradients were computed. */
	readonly reached: ReadonlySet<number>;
	readonly memories: readonly LayerMemory[];
	/** Those whose values are newer than what is derived from them. */
	readonly stale: ReadonlySet<LayerMemory | undefined>;
	readonly valid: readonly boolean[];
	readonly forms: readonly string[];
	readonly shared: boolean;
	readonly fed: boolean;
}

/** How each layer is joined with those behind it, as texts. */
export const formsOf = ({ clamps, folds }: Arrangement): string[] => clamps.map((clamp, i) => `${clamp?.low} ${clamp?.high} ${folds[i]}`);

export const sameWeights = (a: Parameters = {}, b: Parameters = {}): boolean =>
	(["weight", "bias", "running_mean", "running_var"] as const).every((name) => a[name]?.data === b[name]?.data);

/** What tells a layer's weights from another's. */
export const weightsKey = (own: Parameters): object => own.weight?.data ?? own;

/** The memory of the same weights in the program before, of each layer; a memory goes to one layer only. */
export function inherited(legacy: Legacy | undefined, weights: readonly Parameters[]): (LayerMemory | undefined)[] {
	const before = new Map(legacy?.weights.map((own, i) => [weightsKey(own), legacy.memories[i]] as const) ?? []);
	return weights.map((own) => {
		const key = weightsKey(own);
		const memory = before.get(key);
		before.delete(key);
		return memory;
	});
}

/** Whether the layer that owned the memory computes the same as layer i. */
export function sameKind(legacy: Legacy, plan: Plan, memory: LayerMemory | undefined, i: number): boolean {
	const before = memory ? legacy.plan.steps[legacy.memories.indexOf(memory)] : undefined;
	const now = plan.steps[i];
	return (
		before !== undefined &&
		before.node.type === now?.node.type &&
		JSON.stringify(before.attributes) === JSON.stringify(now.attributes) &&
		before.parameters.map(({ shape }) => shape.join()).join(" ") === now.parameters.map(({ shape }) => shape.join()).join(" ")
	);
}
