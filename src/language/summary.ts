import { formatCount, formatShape } from "../network/shape";
import type { Analysis, Layer } from "../source/analysis";

/** The network as a table like torchinfo's, in numbers and names that need no translation. */
export interface Summary {
	readonly header: readonly string[];
	/** Columns that hold numbers stand right. */
	readonly numeric: readonly boolean[];
	readonly rows: readonly (readonly string[])[];
	readonly totals: readonly string[];
}

/** What a cell says where nothing is known. */
const UNKNOWN = "?";

/** One row a layer, nesting and repeats expanded, and the totals. */
export function summaryTable(analysis: Analysis): Summary {
	const { totals } = analysis;
	return {
		header: ["Layer", "Type", "Output shape", "Kernel", "Parameters", "MACs", "Receptive field"],
		numeric: [false, false, true, true, true, true, true],
		rows: analysis.layers.map(rowOf),
		totals: ["Total", "", "", "", formatCount(totals.parameters), formatCount(totals.macs), ""],
	};
}

function rowOf({ key, type, shape, kind, values, parameters, macs, receptiveField }: Layer): string[] {
	const kernel = values && kind?.kernel?.(values);
	return [
		key,
		type || UNKNOWN,
		shape ? formatShape(shape) : UNKNOWN,
		kernel ? formatShape(kernel) : "",
		!shape ? UNKNOWN : parameters ? formatCount(parameters) : "",
		!shape ? UNKNOWN : macs ? formatCount(macs) : "",
		receptiveField ? formatShape(receptiveField.size) : UNKNOWN,
	];
}

/** A Markdown table, the totals bold in its last row. */
export function toMarkdown({ header, numeric, rows, totals }: Summary): string {
	const line = (cells: readonly string[]): string =>
		`| ${cells.map((cell) => cell.replace(/[|\\]/g, "\\$&").replace(/\s+/g, " ")).join(" | ")} |`;
	const rule = `|${numeric.map((right) => (right ? "---:" : "---")).join("|")}|`;
	return `${[line(header), rule, ...rows.map(line), line(totals.map((cell) => (cell ? `**${cell}**` : "")))].join("\n")}\n`;
}

/** Columns aligned with spaces, for terminals and plain text. */
export function toText({ header, numeric, rows, totals }: Summary): string {
	const all = [header, ...rows, totals];
	const widths = header.map((_, column) => all.reduce((width, row) => Math.max(width, (row[column] ?? "").length), 0));
	const line = (cells: readonly string[]): string =>
		widths
			.map((width, column) => (numeric[column] ? (cells[column] ?? "").padStart(width) : (cells[column] ?? "").padEnd(width)))
			.join("  ")
			.trimEnd();
	const rule = "─".repeat(widths.reduce((sum, width) => sum + width + 2, -2));
	return `${[line(header), rule, ...rows.map(line), rule, line(totals)].join("\n")}\n`;
}
