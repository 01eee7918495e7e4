import type { Shape } from "../network/shape";
import type { Described } from "./match";
import type { Parameters } from "./op";
import type { Tensor } from "./tensor";

/**
 * Where a layer's numbers come from: initialised (at least in part), given from outside (a file), or trained since. The names are the protocol's.
 */
export type Origin = "initialised" | "given" | "trained";

/** A layer's weights on their way from one store to another: who it is, and where its numbers lie. The names are the protocol's. */
export interface KeptLayer {
	readonly key: string;
	readonly type: string;
	readonly identity: string;
	readonly origin?: Origin | undefined;
	/** In the order of the layer's parameters; numbers begin at the buffer's start. */
	readonly tensors: readonly { readonly name: string; readonly shape: Shape; readonly buffer: ArrayBufferLike }[];
}

/** All weights of a network that is open; the names are the protocol's. */
export interface KeptWeights {
	readonly seed: number;
	readonly layers: readonly KeptLayer[];
}

/** A layer and its weights, as the store has them. */
export interface Held extends Described {
	readonly identity: string;
	readonly weights: Parameters;
	readonly origin: Origin;
}

/** A layer's tensors by name, in the order of its kind's parameters. */
export const namedTensors = (weights: Parameters): [name: string, tensor: Tensor][] =>
	Object.entries<Tensor | undefined>({ ...weights }).flatMap(([name, tensor]) => (tensor ? [[name, tensor]] : []));

export const tensorsOf = ({ weights }: Held): Tensor[] => namedTensors(weights).map(([, tensor]) => tensor);

/** Whether two networks have the very same weights for the very same layers. */
export const sameLayers = (a: readonly Held[], b: readonly Held[]): boolean =>
	a.length === b.length &&
	a.every(
		({ key, identity, weights, origin }, i) =>
			key === b[i]?.key && identity === b[i].identity && weights === b[i].weights && origin === b[i].origin,
	);

export function keptOf({ key, type, identity, weights, origin }: Held): KeptLayer {
	return {
		key,
		type,
		identity,
		origin,
		tensors: namedTensors(weights).map(([name, { shape, data }]) => ({ name, shape, buffer: data.buffer })),
	};
}

/** Type and tensor shapes in one text. */
export const signatureOf = ({
	type,
	parameters,
}: {
	readonly type: string;
	readonly parameters: readonly { readonly name: string; readonly shape: Shape }[];
}): string => `${type} ${parameters.map(({ name, shape }) => `${name}:${shape.join("×")}`).join(" ")}`;
