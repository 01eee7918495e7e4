import { mixed } from "./mixed";
import { moved } from "./moved";
import type { Reacher } from "./site";
import { windows } from "./windows";

/** What knows on what layers depend, family by family. The only place to add one. */
const reachers: readonly Reacher[] = [...windows, ...mixed, ...moved];

const byType = new Map(reachers.flatMap((reacher) => reacher.types.map((type) => [type, reacher])));

/** What knows layers of that kind. */
export const reacherOf = (type: string): Reacher | undefined => byType.get(type);
