import { createRequire } from "node:module";
import path from "node:path";
import type { Net } from "../net";

/** A workload ready to run in one engine. */
export interface Runner {
	/** One forward pass, its output read, or one training step on `inputs[which]`. Gives the loss of a step. */
	pass(which: 0 | 1): number | undefined | Promise<number | undefined>;
	/** Forward: the last pass's output as PyTorch lays it out. */
	output(): Float32Array;
	/** Numbers to tell besides times. */
	facts?(): Readonly<Record<string, number>>;
	close(): void | Promise<void>;
}

/** An engine that can be measured. `open` throws where it cannot do the work. */
export interface Peer {
	open(net: Net): Runner | Promise<Runner>;
}

/** Where `npm run bench` installs the engines that this one is compared with. */
const installed = createRequire(path.join(process.cwd(), "bench/engine/package.json"));

/**
 * A package of bench/engine/package.json. Its types are the few that a peer says it uses: the packages are not there when the sources are
 * checked.
 */
export const load = <T>(name: string): T => installed(name) as T;

/** The file of such a package. */
export const fileOf = (name: string): string => installed.resolve(name);

/** A pair of numbers among attributes. Throws where there is none. */
export function pairOf(attributes: Readonly<Record<string, unknown>>, name: string): readonly [number, number] {
	const value = attributes[name];
	if (!Array.isArray(value) || value.length !== 2) throw new TypeError(`${name} is no pair: ${JSON.stringify(value)}`);
	return [Number(value[0]), Number(value[1])];
}
