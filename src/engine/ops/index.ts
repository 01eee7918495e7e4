import type { Backend, Op } from "../op";
import { Conv2d } from "./Conv2d";
import { Flatten } from "./Flatten";
import { Linear } from "./Linear";
import { MaxPool2d } from "./MaxPool2d";
import { ReLU } from "./ReLU";

/** Every op of the reference backend, in the order of the network's registry. The only place to add one. */
export const ops: readonly Op[] = [Conv2d, MaxPool2d, Linear, Flatten, ReLU];

const byType = new Map(ops.map((op) => [op.type, op]));

/** Plain TypeScript, written to be read; every other backend is measured against it. */
export const reference: Backend = { name: "reference", opOf: (type) => byType.get(type) };
