/** A convolution that is measured, its weights' gradient too when `gradient`. 1 × 1 maps: a linear layer. */
export interface Case {
	readonly name: string;
	readonly images: number;
	readonly inputs: number;
	readonly outputs: number;
	readonly size: number;
	readonly kernel: number;
	readonly padding: number;
}

const of = (name: string, inputs: number, outputs: number, size: number, kernel: number, padding: number, images = 1): Case => ({
	name,
	images,
	inputs,
	outputs,
	size,
	kernel,
	padding,
});

/** One layer after the other: W4 of the comparison with other engines, a linear layer, and the networks W1, W2, W3 and W5r. */
export const CASES: readonly Case[] = [
	of("W4a 3×3 64→64 56×56", 64, 64, 56, 3, 1),
	of("W4b 1×1 256→64 56×56", 256, 64, 56, 1, 0),
	of("linear 1024→1024 batch 64", 1024, 1024, 1, 1, 0, 64),
	of("linear 1024→1024 batch 1", 1024, 1024, 1, 1, 0),
	of("W1 5×5 1→6 28×28", 1, 6, 28, 5, 2),
	of("W1 5×5 6→16 14×14", 6, 16, 14, 5, 0),
	of("W1 linear 400→120", 400, 120, 1, 1, 0),
	of("W2 3×3 3→10 64×64", 3, 10, 64, 3, 0),
	of("W2 3×3 10→10 62×62", 10, 10, 62, 3, 0),
	of("W3 3×3 3→32 32×32", 3, 32, 32, 3, 1),
	of("W3 3×3 32→32 32×32", 32, 32, 32, 3, 1),
	of("W3 3×3 32→64 16×16", 32, 64, 16, 3, 1),
	of("W3 3×3 64→64 16×16", 64, 64, 16, 3, 1),
	of("W5r 3×3 128→128 28×28", 128, 128, 28, 3, 1),
	of("W5r 3×3 256→256 14×14", 256, 256, 14, 3, 1),
	of("W5r 3×3 512→512 7×7", 512, 512, 7, 3, 1),
];
