import type { PanelTraining, SnapshotMark } from "./training";

/**
 * What the panel is told of a run as it goes on. Curves and snapshots may be long and change little from one message to the next: of each list
 * only what stands behind its first `known` entries, which the panel has. Without `known` it is all there.
 */
export interface TrainingUpdate extends PanelTraining {
	readonly known?: { readonly train: number; readonly test: number; readonly snapshots: number } | undefined;
}

/** What a panel has to be told that was told `sent` last. Points are compared as objects: they never change. */
export function updateOf(sent: PanelTraining | undefined, now: PanelTraining): TrainingUpdate {
	if (!sent) return now;
	const { train, test, snapshots } = now;
	const point = (a: unknown, b: unknown): boolean => a === b;
	const mark = (a: SnapshotMark, b: SnapshotMark): boolean => a.step === b.step && a.bytes === b.bytes;
	const known = {
		train: alike(sent.train, train, point),
		test: alike(sent.test, test, point),
		snapshots: alike(sent.snapshots, snapshots, mark),
	};
	return {
		...now,
		known,
		train: train.slice(known.train),
		test: test.slice(known.test),
		snapshots: snapshots.slice(known.snapshots),
	};
}

/** What a panel knows after an update. A list that has nothing new stays the same object. */
export function updated(before: PanelTraining | undefined, { known, ...update }: TrainingUpdate): PanelTraining {
	if (!known || !before) return update;
	return {
		...update,
		train: joined(before.train, known.train, update.train),
		test: joined(before.test, known.test, update.test),
		snapshots: joined(before.snapshots, known.snapshots, update.snapshots),
	};
}

/** How many entries at the front are the same. */
function alike<T>(before: readonly T[], now: readonly T[], same: (a: T, b: T) => boolean): number {
	let count = 0;
	while (count < before.length && count < now.length && same(before[count] as T, now[count] as T)) count++;
	return count;
}

const joined = <T>(before: readonly T[], known: number, more: readonly T[]): readonly T[] =>
	more.length === 0 && known === before.length ? before : [...before.slice(0, known), ...more];
