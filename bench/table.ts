import { statistics } from "./statistics";

/** One measured thing, before it is judged. */
export interface Figure {
	readonly what: string;
	/** In `unit`; undefined where it is only told, for comparison. */
	readonly limit: number | undefined;
	readonly unit: "ms" | "kB" | "MB" | "%";
	readonly samples: readonly number[];
}

const decimals = { ms: 2, kB: 1, MB: 2, "%": 1 } as const;

/** "yes" where 95 of 100 samples keep the limit, "median only" where half of them do, else "no". */
export function verdict({ limit, samples }: Figure): string {
	if (limit === undefined) return "";
	const { median, p95 } = statistics(samples);
	if (p95 <= limit) return "yes";
	return median <= limit ? "median only" : "no";
}

/** A Markdown table of figures: what | at most | median | p95 | n | ok?, its columns aligned for those who read it as text. */
export function markdownTable(figures: readonly Figure[]): string {
	const rows = figures.map((figure) => {
		const { median, p95, n } = statistics(figure.samples);
		const show = (value: number) => `${value.toFixed(decimals[figure.unit])} ${figure.unit}`;
		const limit = figure.limit === undefined ? "" : `${figure.limit} ${figure.unit}`;
		return [figure.what, limit, show(median), show(p95), String(n), verdict(figure)];
	});
	return alignedTable(["what", "at most", "median", "p95", "n", "ok?"], rows);
}

/** A Markdown table, its first column to the left, the others to the right, aligned for those who read it as text. */
export function alignedTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
	const widths = head.map((title, column) => Math.max(...[title, ...rows.map((row) => row[column] ?? "")].map((cell) => cell.length)));
	const line = (cells: readonly string[]) =>
		`| ${widths.map((width, column) => (column === 0 ? (cells[column] ?? "").padEnd(width) : (cells[column] ?? "").padStart(width))).join(" | ")} |`;
	const rule = `|${widths.map((width, column) => (column === 0 ? "-".repeat(width + 2) : `${"-".repeat(width + 1)}:`)).join("|")}|`;
	return [line(head), rule, ...rows.map(line)].join("\n");
}
