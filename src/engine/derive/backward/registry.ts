import { activations } from "./curves";
import { LocalResponseNorm } from "./localResponse";
import { multiplied } from "./multiplied";
import { normalisations } from "./normalise";
import type { Sender } from "./site";
import { softmaxes } from "./softmax";
import { through } from "./through";

/** What knows what layers send back, family by family. The only place to add one. */
const senders: readonly Sender[] = [...multiplied, ...through, activations, ...normalisations, softmaxes, LocalResponseNorm];

const byType = new Map(senders.flatMap((sender) => sender.types.map((type) => [type, sender])));

/** What knows layers of that kind. */
export const senderOf = (type: string): Sender | undefined => byType.get(type);
