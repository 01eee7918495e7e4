import { combinations } from "./combine";
import { convolutions } from "./convolution";
import { curves } from "./curves";
import { Linear } from "./linear";
import { LocalResponseNorm } from "./localResponse";
import { moved } from "./moved";
import { normalisations } from "./normalise";
import { pools } from "./pools";
import type { Deriver } from "./site";
import { softmaxes } from "./softmax";
import { Upsample } from "./upsample";

/** What explains layers, family by family. The only place to add one. */
const derivers: readonly Deriver[] = [
	...convolutions,
	...pools,
	Linear,
	...curves,
	softmaxes,
	...normalisations,
	LocalResponseNorm,
	Upsample,
	...moved,
	...combinations,
];

const byType = new Map(derivers.flatMap((deriver) => deriver.types.map((type) => [type, deriver])));

/** What explains layers of that kind. */
export const deriverOf = (type: string): Deriver | undefined => byType.get(type);
