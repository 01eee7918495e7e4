// Runs inside VS Code's extension host, desktop or browser-served: every *.test.js below this folder, with mocha.
import { readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import Mocha from "mocha";
import { disconnect } from "./support";

/** The extension host waits for this; a rejection makes VS Code's exit code non-zero. */
export async function run(): Promise<void> {
	// Longer than any one wait of a test: what was waited for in vain says so, before the whole test is given up without a reason.
	const mocha = new Mocha({ ui: "tdd", color: false, timeout: 180_000, forbidOnly: true });
	if (process.env.CONVSCOPE_TEST_GREP) mocha.grep(process.env.CONVSCOPE_TEST_GREP);
	const names = readdirSync(__dirname, { recursive: true }).map(String);
	for (const name of names.filter((each) => each.endsWith(".test.js")).sort()) mocha.addFile(path.join(__dirname, name));
	const { passes, failures, pending } = await outcome(mocha);
	await disconnect();
	// The driver reads the counts here: an exit code alone would not tell a finished run from an extension host that died.
	const resultFile = process.env.CONVSCOPE_TEST_RESULT;
	if (resultFile) writeFileSync(resultFile, JSON.stringify({ passes, failures, pending }));
	if (failures > 0) throw new Error(`${failures} of the tests in VS Code failed`);
}

function outcome(mocha: Mocha): Promise<{ passes: number; failures: number; pending: number }> {
	return new Promise((resolve, reject) => {
		const runner = mocha.run((failures) => {
			if (runner.stats) resolve({ passes: runner.stats.passes, failures, pending: runner.stats.pending });
			else reject(new Error("mocha kept no counts"));
		});
	});
}
