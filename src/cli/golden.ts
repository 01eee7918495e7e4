/**
 * npm run test:golden [-- DIR]: the engine's kernels against reference results. Reads every suite of DIR (default: test/golden/data), prints
 * a line for each failure and each skipped op, and ends with `N passed, N failed, N skipped`. Exit code 1 where anything failed, 2 where
 * DIR cannot be read.
 */
import { messageOf, readGolden } from "./golden/read";
import { report, runCase } from "./golden/run";

const folder = process.argv[2] ?? "test/golden/data";
try {
	const outcomes = readGolden(folder).map((golden) => runCase(golden));
	console.log(report(outcomes).join("\n"));
	if (outcomes.some((outcome) => outcome.kind === "failed")) process.exitCode = 1;
} catch (error) {
	console.error(`${folder} cannot be read: ${messageOf(error)}`);
	process.exitCode = 2;
}
