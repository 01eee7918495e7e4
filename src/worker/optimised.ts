import { setFlagsFromString } from "node:v8";
import { compileKernels, type KernelModule } from "../engine";

/** V8's versions whose flag for joining is known to work here. Others might say on standard error that they do not know it. */
const [FIRST, LAST] = [13.06, 14.99];

/** Optimised at once and as a whole, instead of function by function once it was often called. */
const WHOLE = ["liftoff", "wasm-lazy-compilation"];
const JOIN = "experimental-wasm-revectorize";

/** Why this machine's V8 does not join two operations of 128 bits into one of 256; undefined where it does. */
export function whyNotJoined({ versions, arch }: Pick<NodeJS.Process, "versions" | "arch"> = process): string | undefined {
	const [major = 0, minor = 0] = versions.v8.split(".").map(Number);
	const version = major + minor / 100;
	if (!(version >= FIRST && version <= LAST)) return `V8 ${major}.${minor} is not one that is known to join operations (13.6 to 14)`;
	return arch === "x64" ? undefined : `V8 joins operations on x64, not on ${arch}`;
}

/**
 * Compiles kernels with V8's best compiler before it returns; `join` with the experimental flag that makes one operation of 256 bits of two.
 * Flags are the whole process's: they are set for these milliseconds alone, and nothing of the module is compiled later.
 * V8 gives a module that it compiled before, if the bytes are the same, as it was: wide kernels are compiled nowhere else.
 */
export function compileOptimised(bytes: Uint8Array, join: boolean): KernelModule | undefined {
	for (const flag of WHOLE) setFlagsFromString(`--no-${flag}`);
	if (join) setFlagsFromString(`--${JOIN}`);
	try {
		return compileKernels(bytes);
	} finally {
		if (join) setFlagsFromString(`--no-${JOIN}`);
		for (const flag of WHOLE) setFlagsFromString(`--${flag}`);
	}
}
