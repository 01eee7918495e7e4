/** Longest word that is compared; longer ones are not typing mistakes. */
const LONGEST = 64;

/** Most candidates that are compared; among more, a mistake is not found by looking at words. */
const MOST = 256;

/** Words of other libraries (Keras, papers) for what PyTorch calls otherwise. */
const elsewhere: Readonly<Record<string, string>> = {
	dense: "Linear",
	fc: "Linear",
	fullyconnected: "Linear",
	globalaveragepooling2d: "AdaptiveAvgPool2d",
	averagepooling2d: "AvgPool2d",
	swish: "SiLU",
	filters: "out_channels",
	units: "out_features",
	pool_size: "kernel_size",
	dilation_rate: "dilation",
	use_bias: "bias",
	rate: "p",
	learning_rate: "lr",
	decay: "weight_decay",
	l2: "weight_decay",
	warmup: "LinearLR",
	lr_scheduler: "schedule",
	scheduler: "schedule",
	dataset: "data",
	criterion: "loss",
	max_norm: "clip_norm",
	categorical_crossentropy: "CrossEntropyLoss",
	cross_entropy: "CrossEntropyLoss",
};

/**
 * The candidate that was most likely meant, or undefined. Case does not count; a beginning of at least three letters (`MaxPool`) does,
 * and a word of another library; else the smallest edit distance, at most a third of the word.
 */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
	const lower = word.toLowerCase();
	if (!lower || lower.length > LONGEST) return undefined;
	const other = Object.hasOwn(elsewhere, lower) ? elsewhere[lower] : undefined;
	let best: string | undefined;
	let least = Math.max(1, Math.floor(lower.length / 3)) + 1;
	let compared = 0;
	for (const candidate of candidates) {
		if (compared++ === MOST) break;
		if (candidate === other) return candidate;
		const target = candidate.toLowerCase();
		if (Math.abs(target.length - lower.length) >= least && !(lower.length >= 3 && target.startsWith(lower))) continue;
		const distance = target.startsWith(lower) && lower.length >= 3 ? 0.5 : editDistance(lower, target);
		if (distance < least) [best, least] = [candidate, distance];
	}
	return best;
}

/** Insertions, deletions, replacements and swaps of neighbours that turn one word into the other (optimal string alignment). */
export function editDistance(a: string, b: string): number {
	let before: number[] = [];
	let row = Array.from({ length: b.length + 1 }, (_, j) => j);
	for (let i = 1; i <= a.length; i++) {
		const next = [i];
		for (let j = 1; j <= b.length; j++) {
			const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
			let least = Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1);
			if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) least = Math.min(least, (before[j - 2] ?? 0) + 1);
			next.push(least);
		}
		before = row;
		row = next;
	}
	return row[b.length] ?? 0;
}
