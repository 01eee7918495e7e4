import { convolutions } from "./convolution";
import { moved } from "./moved";
import type { Deriver } from "./site";

/** What explains layers, kind by kind. The only place to add one. */
const derivers: readonly Deriver[] = [...convolutions, ...moved];

const byType = new Map(derivers.flatMap((deriver) => deriver.types.map((type) => [type, deriver])));

/** What explains layers of that kind. */
export const deriverOf = (type: string): Deriver | undefined => byType.get(type);
