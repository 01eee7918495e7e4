/** The suites loss, optim and train: what learns, beside the layers. */
import type { Claim } from "./claim";
import { lossClaims } from "./train/losses";
import { optimiserClaims } from "./train/optimisers";
import { runClaims } from "./train/runs";
import { scheduleClaims } from "./train/schedules";

export const trainClaims: Readonly<Record<string, Claim>> = { ...lossClaims, ...optimiserClaims, ...scheduleClaims, ...runClaims };
