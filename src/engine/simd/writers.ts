import { INPUT } from "../../network/graph";
import type { Plan } from "../plan";

/**
 * For each input of each layer whether another layer has written that gradient before, going backwards; and which layers are on a path to
 * the last one.
 */
export function writers({ steps }: Plan): { readonly add: readonly (readonly boolean[])[]; readonly reached: ReadonlySet<number> } {
	const written = new Set<number>();
	const reached = new Set([steps.length - 1]);
	const add: boolean[][] = steps.map(() => []);
	for (let i = steps.length - 1; i >= 0; i--) {
		if (!reached.has(i)) continue;
		for (const from of steps[i]?.node.inputs ?? []) {
			add[i]?.push(written.has(from));
			written.add(from);
			if (from !== INPUT) reached.add(from);
		}
	}
	return { add, reached };
}
