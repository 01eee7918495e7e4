/** Output places along one axis that are reached by the same taps, a stride apart from each other. */
export interface Phase {
	/** The first place, and how many there are. */
	readonly first: number;
	readonly count: number;
	/** Kernel places in the order in which a correlation reads them. */
	readonly taps: readonly number[];
	/** Where the first place reads with its first tap (may be outside: zeros), and how far the next tap reads. */
	readonly start: number;
	readonly step: number;
}

/**
 * A convolution's way back along one axis, as correlations: place i of the `size` numbers that went in gets Σ_u w[u] · g[(i + before − u·d)/s] over the
 * u for which that is whole. Places with the same remainder of (i + before) mod s use the same u, so each remainder is one
 * correlation of stride 1 with a flipped part of the kernel.
 * Source: Dumoulin, Visin, "A guide to convolution arithmetic for deep learning", 2016, section 4.
 */
export function phasesOf(size: number, kernel: number, stride: number, dilation: number, before: number): Phase[] {
	const phases: Phase[] = [];
	for (let remainder = 0; remainder < stride; remainder++) {
		const first = (((remainder - before) % stride) + stride) % stride;
		if (first >= size) continue;
		const count = Math.floor((size - 1 - first) / stride) + 1;
		const q = (first + before - remainder) / stride;
		const taps: number[] = [];
		for (let u = kernel - 1; u >= 0; u--) if ((u * dilation - remainder) % stride === 0) taps.push(u);
		const back = taps.map((u) => (u * dilation - remainder) / stride);
		const [furthest = 0, second = furthest - 1] = back;
		phases.push({ first, count, taps, start: q - furthest, step: furthest - second });
	}
	return phases;
}

/** How many zeros before and behind the `length` numbers of g the phases read. */
export function reachOf(phases: readonly Phase[], length: number): { readonly before: number; readonly after: number } {
	let [before, after] = [0, 0];
	for (const { count, taps, start, step } of phases) {
		if (taps.length === 0) continue;
		before = Math.max(before, -start);
		after = Math.max(after, start + (count - 1) + (taps.length - 1) * step - (length - 1));
	}
	return { before, after };
}
