/** Which ops of the reference results the engine claims, and how each is run. One file a family, one spread each. */
import type { Claim } from "./claim";
import { activationClaims } from "./claims-activation";
import { normClaims } from "./claims-norm";
import { structClaims } from "./claims-struct";
import { trainClaims } from "./claims-train";
import { windowClaims } from "./claims-window";

export type { Claim } from "./claim";

export const claims: Readonly<Record<string, Claim>> = {
	...windowClaims,
	...activationClaims,
	...normClaims,
	...structClaims,
	...trainClaims,
};
