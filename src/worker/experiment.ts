import { text } from "../network/text";
import { type ExperimentFunctions, experimentSchema } from "../protocol/experiment";
import { checked, guarded, Refusal } from "./door";
import type { Viewer } from "./viewer";

/** Tries things with the network that is shown. `catchUp` brings it up to weights that training has written meanwhile. */
export const experimenting = (viewer: Viewer, catchUp: () => void): ExperimentFunctions => ({
	experiment: (request) =>
		guarded(request, () => {
			const { revision, ...query } = checked(experimentSchema, request);
			viewer.requireRevision(revision);
			catchUp();
			const result = viewer.experiment(query);
			if (!result) throw new Refusal("invalid-request", text("This cannot be tried with {layer}.", { layer: query.layer }));
			return { ok: true, revision, result };
		}),
});
