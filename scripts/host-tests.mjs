// Runs the tests of test/host inside a real VS Code's extension host (see in-vscode.mjs). The same suite in either VS Code.
//   node scripts/host-tests.mjs [--served]      after node scripts/build.mjs --tests
// Environment: CONVSCOPE_TEST_RESULT (file for the counts), CONVSCOPE_TEST_GREP.
import { cpSync, rmSync } from "node:fs";
import path from "node:path";
import { findVsCode, runInVsCode } from "./in-vscode.mjs";
import { root } from "./processes.mjs";

/** The workspace that the tests open: a fresh copy, so that they may write into it. */
function freshWorkspace() {
	const workspace = path.join(root, "out/workspace");
	rmSync(workspace, { recursive: true, force: true });
	cpSync(path.join(root, "test/fixtures/workspace"), workspace, { recursive: true });
	return workspace;
}

const vsCode = await findVsCode({ served: process.argv.includes("--served") || Boolean(process.env.CONVSCOPE_SERVED) });
console.log(`In ${vsCode.name}`);
// Whoever interrupts this interrupts VS Code too (see endWithThisProcess): what remains is to wait for its end and to tidy up.
for (const name of ["SIGTERM", "SIGHUP"]) process.on(name, () => console.log(`Stopping on ${name}`));
process.exit(await runInVsCode({ vsCode, program: path.join(root, "out/test/host/index.js"), workspace: freshWorkspace() }));
