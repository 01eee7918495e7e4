import type { RunOptions } from "../program";
import type { Arguments, KernelName } from "./calls";

/** A kernel to call with arguments that do not change. */
export interface Call {
	readonly name: KernelName;
	readonly args: Readonly<Record<string, number>>;
	/** Only wanted together with ∂loss/∂(the network's input). */
	readonly forInput?: boolean;
}

/** Something that JavaScript does between calls. */
export interface Step {
	readonly run: (options: RunOptions) => void;
	/** About how many milliseconds it takes; 0 unless said otherwise. */
	readonly cost?: number;
	readonly forInput?: boolean;
}

export type Work = Call | Step;

export const call = <K extends KernelName>(name: K, args: Arguments<K>): Call => ({ name, args });

export const isCall = (work: Work): work is Call => "name" in work;

/** An interval that results are brought into: what a ReLU, ReLU6 or Hardtanh right behind a layer asks of it. */
export interface Clamp {
	readonly clamp: 0 | 1;
	readonly low: number;
	readonly high: number;
}

export const NO_CLAMP: Clamp = { clamp: 0, low: 0, high: 0 };
