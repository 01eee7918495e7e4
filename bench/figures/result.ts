import type { Figure } from "../table";

/** What one start of VS Code leaves behind for the table. */
export interface HostResult {
	readonly vsCode: string;
	readonly node: string;
	readonly figures: readonly Figure[];
}

/** The figures of several starts: those of the same name become one, with all their samples. */
export function merged(results: readonly HostResult[]): readonly Figure[] {
	const figures = new Map<string, Figure>();
	for (const figure of results.flatMap((result) => result.figures)) {
		const known = figures.get(figure.what);
		figures.set(figure.what, known ? { ...known, samples: [...known.samples, ...figure.samples] } : figure);
	}
	return [...figures.values()];
}
