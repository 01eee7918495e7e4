import { Adadelta } from "./Adadelta";
import { Adagrad } from "./Adagrad";
import { Adam, AdamW } from "./Adam";
import { Adamax } from "./Adamax";
import { RAdam } from "./RAdam";
import { RMSprop } from "./RMSprop";
import { SGD } from "./SGD";

/** Every rule by PyTorch's name. The only place to add one. */
export const optimisers = { SGD, Adam, AdamW, RMSprop, Adagrad, Adadelta, Adamax, RAdam } as const;

export type OptimiserName = keyof typeof optimisers;
