/** Programs of calls, on one thread or on several over one memory. */
import { execute } from "./index";

/** How often a waiting part looks before it sleeps: some 50 µs. */
const SPINS: i32 = 2000;

/** A sleeping part looks up after a second, and gives up after half a minute: then a thread has died. */
const NAP: i64 = 1_000_000_000;
const NAPS: i32 = 30;

/**
 * All parts meet here. `sync` holds two words: how many have arrived, and how often all have met. The last to arrive wakes the others.
 * False when somebody did not come.
 */
function meet(sync: usize, parts: i32): bool {
	const round = atomic.load<i32>(sync, 4);
	if (atomic.add<i32>(sync, 1) == parts - 1) {
		atomic.store<i32>(sync, 0);
		atomic.add<i32>(sync, 1, 4);
		atomic.notify(sync + 4, -1);
		return true;
	}
	for (let spin = 0; spin < SPINS; spin++) if (atomic.load<i32>(sync, 4) != round) return true;
	for (let nap = 0; nap < NAPS; nap++) {
		if (atomic.load<i32>(sync, 4) != round) return true;
		atomic.wait<i32>(sync + 4, round, NAP);
	}
	return atomic.load<i32>(sync, 4) != round;
}

/** Executes `count` calls of a program: pairs of a kernel's number and its arguments' address. False when the parts could not meet. */
export function run(program: usize, count: i32, part: i32, parts: i32, sync: usize): bool {
	for (let i = 0; i < count; i++) {
		const call = program + (<usize>i << 3);
		execute(load<i32>(call), load<usize>(call, 4), part, parts);
		if (parts > 1 && !meet(sync, parts)) return false;
	}
	return true;
}

/**
 * What a thread does until it is told to end: it waits for the next program and runs its part. `control` holds seven words: the
 * program's number (it counts up), its address, its count of calls, two for the meeting of the parts, whether to end, and how many
 * threads have come.
 */
export function serve(control: usize, part: i32, parts: i32): void {
	let seen = 0;
	atomic.add<i32>(control, 1, 24);
	atomic.notify(control + 24, -1);
	while (true) {
		for (let spin = 0; spin < SPINS; spin++) if (atomic.load<i32>(control) != seen) break;
		while (atomic.load<i32>(control) == seen) atomic.wait<i32>(control, seen, -1);
		seen = atomic.load<i32>(control);
		if (atomic.load<i32>(control, 20) != 0) return;
		if (!run(<usize>atomic.load<i32>(control, 4), atomic.load<i32>(control, 8), part, parts, control + 12)) return;
	}
}

/** Runs a program on all threads; the caller is part 0. */
export function runTogether(control: usize, program: usize, count: i32, parts: i32): bool {
	atomic.store<i32>(control, <i32>program, 4);
	atomic.store<i32>(control, count, 8);
	atomic.add<i32>(control, 1);
	atomic.notify(control, -1);
	return run(program, count, 0, parts, control + 12);
}
