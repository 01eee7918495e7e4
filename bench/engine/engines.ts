/** An engine that takes part, and how it is counted. */
export interface Engine {
	/** What the tables call it. */
	readonly title: string;
	/** The name of its peer (see peers/index.ts), or pytorch. */
	readonly peer: string;
	readonly threads: number;
	readonly side: "ours" | "javascript" | "native";
	/** Pictures of one training step where a whole batch takes minutes; speed is told per picture. */
	readonly trainingBatch?: number;
	/** Multiply-adds of one pass beyond which it is left out: minutes would pass. */
	readonly most?: number;
}

const of = (title: string, peer: string, threads: number, side: Engine["side"], more: Partial<Engine> = {}): Engine => ({
	title,
	peer,
	threads,
	side,
	...more,
});

/** The order of the tables. The reference gives the outputs that the others are compared with. */
export const ENGINES: readonly Engine[] = [
	of("Convscope reference", "reference", 1, "ours"),
	of("Convscope SIMD", "simd", 1, "ours"),
	of("Convscope SIMD, 2 threads", "simd", 2, "ours"),
	of("Convscope SIMD, wide (opt-in)", "simd-wide", 1, "ours"),
	of("onnxruntime-web", "onnxruntime-web", 1, "javascript"),
	of("onnxruntime-web, 2 threads", "onnxruntime-web", 2, "javascript"),
	of("tfjs-wasm", "tfjs-wasm", 1, "javascript"),
	of("tfjs-cpu", "tfjs-cpu", 1, "javascript", { trainingBatch: 1, most: 2e8 }),
	of("ConvNetJS", "convnetjs", 1, "javascript"),
	of("onnxruntime-node", "onnxruntime-node", 1, "native"),
	of("onnxruntime-node, 2 threads", "onnxruntime-node", 2, "native"),
	of("PyTorch", "pytorch", 1, "native"),
	of("PyTorch, 2 threads", "pytorch", 2, "native"),
];
