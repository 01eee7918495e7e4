// npm run shapes -- FILE.cnn.json [--json | --pytorch]
// Prints what the analysis knows of a model file: the table of its layers and its issues, one JSON object with --json, or the network as PyTorch code.
// Exit status: 0 all exact, 1 the model has errors, 2 there is no such file or it cannot be read.
import { readFileSync, statSync, writeSync } from "node:fs";
import { toPyTorch } from "../language/pytorch";
import { summaryTable, toText } from "../language/summary";
import { MAX_TEXT } from "../network/limits";
import { english } from "../network/text";
import { type Analysis, analyze } from "../source";

const USAGE = "npm run shapes -- FILE.cnn.json [--json | --pytorch]";

/** A reason to stop that the user can mend. */
class UsageError extends Error {}

/** Zero-based line and character of offsets in a text. */
function placesIn(text: string): (offset: number) => { line: number; character: number } {
	const starts = [0];
	for (const { index, 0: lineBreak } of text.matchAll(/\r\n|\r|\n/g)) starts.push(index + lineBreak.length);
	return (offset) => {
		let low = 0;
		let high = starts.length - 1;
		while (low < high) {
			const middle = Math.ceil((low + high) / 2);
			if ((starts[middle] ?? 0) <= offset) low = middle;
			else high = middle - 1;
		}
		return { line: low, character: offset - (starts[low] ?? 0) };
	};
}

/** The contract of `--json`: one object, layers with nesting and repeats expanded, batch left out. */
function toJson({ text, layers, totals, issues }: Analysis): unknown {
	const place = placesIn(text);
	return {
		layers: layers.map(({ key, type, shape, parameters, macs, receptiveField }) => ({
			id: key,
			type,
			outputShape: shape ?? null,
			parameters,
			macs,
			receptiveField: receptiveField?.size ?? null,
		})),
		totals: { parameters: totals.parameters, macs: totals.macs },
		issues: issues.map(({ code, severity, range, text: message }) => ({
			code,
			severity,
			range: { start: place(range.start), end: place(range.end) },
			message: english(message),
		})),
	};
}

/** The table, and below it `file:line:column severity code message` for each issue, counted from 1 as editors and compilers do. */
function toTable(file: string, analysis: Analysis): string {
	const place = placesIn(analysis.text);
	const lines = analysis.issues.map(({ code, severity, range, text }) => {
		const { line, character } = place(range.start);
		return `${file}:${line + 1}:${character + 1} ${severity} ${code} ${english(text)}\n`;
	});
	return toText(summaryTable(analysis)) + (lines.length > 0 ? `\n${lines.join("")}` : "");
}

function read(file: string): string {
	const found = statSync(file, { throwIfNoEntry: false });
	if (!found) throw new UsageError(`${file}: there is no such file`);
	if (!found.isFile()) throw new UsageError(`${file}: not a file`);
	// UTF-8 takes at most three bytes for one of JavaScript's characters.
	if (found.size > 3 * MAX_TEXT) throw new UsageError(`${file}: ${found.size} bytes are too many for a model file`);
	return readFileSync(file, "utf8").replace(/^\uFEFF/, "");
}

/** Writes all of it before the process ends, also into a pipe that is slow to read. */
function print(text: string): void {
	let rest = Buffer.from(text);
	while (rest.length > 0) {
		try {
			rest = rest.subarray(writeSync(1, rest));
		} catch (error) {
			if (!(error instanceof Error && "code" in error && error.code === "EAGAIN")) throw error;
		}
	}
}

function main(args: readonly string[]): number {
	const files = args.filter((arg) => !arg.startsWith("--"));
	const unknown = args.find((arg) => arg.startsWith("--") && arg !== "--json" && arg !== "--pytorch");
	if (unknown) throw new UsageError(`${unknown}: unknown option; ${USAGE}`);
	const [file] = files;
	if (file === undefined || files.length > 1) throw new UsageError(USAGE);
	const analysis = analyze(read(file));
	const code = args.includes("--pytorch") ? toPyTorch(analysis) : undefined;
	print(code ?? (args.includes("--json") ? `${JSON.stringify(toJson(analysis))}\n` : toTable(file, analysis)));
	return analysis.issues.some(({ severity }) => severity === "error") ? 1 : 0;
}

try {
	process.exitCode = main(process.argv.slice(2));
} catch (error) {
	if (!(error instanceof UsageError) && !(error instanceof Error && "syscall" in error)) throw error;
	console.error(error.message);
	process.exitCode = 2;
}
