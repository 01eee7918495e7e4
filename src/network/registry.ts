import type { LayerKind } from "./kind";
import { Conv2d } from "./layers/Conv2d";
import { Flatten } from "./layers/Flatten";
import { Linear } from "./layers/Linear";
import { MaxPool2d } from "./layers/MaxPool2d";
import { ReLU } from "./layers/ReLU";

/** Every layer kind there is, in the order that documentation and completion list them. The only place to add one. */
export const kinds: readonly LayerKind[] = [Conv2d, MaxPool2d, Linear, Flatten, ReLU];

const byType = new Map(kinds.map((kind) => [kind.type, kind]));

/** The kind of that name, spelled exactly. */
export const kindOf = (type: string): LayerKind | undefined => byType.get(type);

export const typeNames: readonly string[] = kinds.map((kind) => kind.type);
