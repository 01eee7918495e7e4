/** All kernels, in the order of `src/engine/simd/calls.ts`, and `run`, which executes a program of them. See README.md. */
import { zero } from "./memory";

/** A kernel of that number with its arguments at `call`. */
// @ts-ignore: decorator
@inline
function execute(kernel: i32, call: usize, part: i32, parts: i32): void {
	switch (kernel) {
		case 4: zero(call, part, parts); break;
		default: unreachable();
	}
}

/** How often a waiting part looks before it sleeps: some 50 µs. */
const SPINS: i32 = 2000;

/**
 * All parts meet here. `sync` holds two words: how many have arrived, and how often all have met. The last to arrive
 * wakes the others.
 */
function meet(sync: usize, parts: i32): void {
	const round = atomic.load<i32>(sync, 4);
	if (atomic.add<i32>(sync, 1) == parts - 1) {
		atomic.store<i32>(sync, 0);
		atomic.add<i32>(sync, 1, 4);
		atomic.notify(sync + 4, -1);
		return;
	}
	for (let spin = 0; spin < SPINS; spin++) if (atomic.load<i32>(sync, 4) != round) return;
	while (atomic.load<i32>(sync, 4) == round) atomic.wait<i32>(sync + 4, round, -1);
}

/** Executes `count` calls of the program: pairs of a kernel's number and its arguments' address. */
export function run(program: usize, count: i32, part: i32, parts: i32, sync: usize): void {
	for (let i = 0; i < count; i++) {
		const call = program + ((<usize>i) << 3);
		execute(load<i32>(call), load<usize>(call, 4), part, parts);
		if (parts > 1) meet(sync, parts);
	}
}

export { zero };
