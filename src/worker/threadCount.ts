/** Most threads that are taken without being told to. */
const MOST = 8;

/**
 * How many threads compute: as many as wanted, or for 0 half of the machine's, because two threads of one core share its multipliers, and
 * editor and window want some as well.
 */
export function threadCount(wanted: number, cores: number): number {
	if (wanted > 0) return Math.min(wanted, 64);
	return Math.max(1, Math.min(MOST, Math.ceil(cores / 2)));
}
