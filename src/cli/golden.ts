/**
 * npm run test:golden [-- DIR]: both backends against reference results. Reads every suite of DIR (default: test/golden/data) and prints, for
 * the SIMD kernels and then for the reference, a line for each failure and each skipped op, and `N passed, N failed, N skipped`; the last
 * line counts the cases that pass on both (what only the reference runs counts by that alone). Exit code 1 where anything failed, 2 where
 * DIR cannot be read.
 */
import { readFileSync } from "node:fs";
import path from "node:path";
import { compileKernels, reference, simd } from "../engine";
import { messageOf, readGolden } from "./golden/read";
import { report, runCase } from "./golden/run";

const folder = process.argv[2] ?? "test/golden/data";
const kernels = compileKernels(readFileSync(path.resolve(__dirname, "../../dist/kernels.wasm")));
try {
	const cases = readGolden(folder);
	// Winograd's algorithm rounds otherwise, so what must be exact, and long runs, are computed without it.
	const [fastest, exact] = kernels ? [simd({ module: kernels }), simd({ module: kernels, winograd: false })] : [];
	const fast = fastest ? cases.map((golden) => runCase(golden, fastest, exact)) : [];
	const plain = cases.map((golden) => runCase(golden, reference));
	if (kernels) console.log(["SIMD kernels", ...report(fast), ""].join("\n"));
	else console.log("SIMD kernels: WebAssembly, its SIMD or shared memory is missing here\n");
	console.log(["reference", ...report(plain), ""].join("\n"));
	const both = plain.map((outcome, i) => (fast[i]?.kind === "failed" ? fast[i] : outcome));
	console.log(report(both).at(-1));
	if (both.some((outcome) => outcome.kind === "failed")) process.exitCode = 1;
} catch (error) {
	console.error(`${folder} cannot be read: ${messageOf(error)}`);
	process.exitCode = 2;
}
