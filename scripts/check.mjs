// Biome, the TypeScript compiler and knip (what nothing uses) over everything: node scripts/check.mjs
import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { root, runNode, tool } from "./processes.mjs";

/** One project for each world: what the core, the editor, the worker, the page and the tests may know differs. */
const projects = ["src", "src/extension", "src/worker", "webview", "test", "bench"].map((folder) => `${folder}/tsconfig.json`);

/** Runs all checks, even after one failed. Gives whether all passed, and what the failing ones printed. */
export async function check() {
	const failures = [];
	const step = async (what, file, args) => {
		const { code, output } = await runNode(file, args);
		if (code !== 0) failures.push(`${what}\n${output}`);
	};
	await step("biome check", tool("@biomejs/biome", "biome"), ["check", "--error-on-warnings", "."]);
	for (const project of projects) {
		if (existsSync(path.join(root, project))) await step(`tsc -p ${project}`, tool("typescript", "tsc"), ["--noEmit", "-p", project]);
	}
	await step("knip", tool("knip"), ["--no-progress"]);
	return { passed: failures.length === 0, output: failures.join("\n") };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	const { passed, output } = await check();
	process.stdout.write(output);
	if (!passed) process.exitCode = 1;
}
