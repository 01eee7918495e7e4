import { overTiles, type Plan, reachBack, uses } from "../engine";
import { text } from "../network/text";
import { type ReachFunctions, type ReachRequest, reachSchema } from "../protocol/reach";
import { checked, guarded, Refusal } from "./door";
import type { Viewer } from "./viewer";

/** Says which numbers of the network that is shown depend on which. Weights do not matter: a training may go on meanwhile. */
export const reaching = (viewer: Viewer): ReachFunctions => ({
	reach: (request) =>
		guarded(request, () => {
			const query = checked(reachSchema, request);
			const { revision, layer } = query;
			viewer.requireRevision(revision);
			const found = viewer.plan && tileOf(viewer.plan, query);
			if (!found) throw new Refusal("invalid-request", text("{layer} has no such number.", { layer }));
			const { height, width, mask } = found;
			return { ok: true, revision, reach: { height, width, mask: mask.buffer } };
		}),
});

function tileOf(plan: Plan, query: ReachRequest) {
	const { layer, tile, y, x } = query;
	const place = { tile, y, x };
	if (query.of === "input") {
		const mask = reachBack(plan, layer, place);
		return mask && overTiles(mask, plan.graph.input);
	}
	const mask = uses(plan, layer, query.input, place);
	const shape = plan.graph.nodes.find(({ key }) => key === layer)?.shape;
	return mask && shape && overTiles(mask, shape, query.output);
}
