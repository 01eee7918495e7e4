// What benches inside VS Code share: the packed extension, and a start of VS Code that leaves its figures in a file.
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { build } from "./build.mjs";
import { findVsCode, runInVsCode } from "./in-vscode.mjs";
import { makePackage } from "./package.mjs";
import { root } from "./processes.mjs";

export const benchFolder = path.join(root, "out/bench-run");
const extension = path.join(benchFolder, "extension");

/**
 * Packs the extension and keeps a copy of what was packed, so that another build meanwhile changes nothing. Nothing wakes it but the bench
 * (see figures/activation.ts). Gives the package's sizes and the VS Code to measure in.
 */
export async function prepareBench() {
	rmSync(benchFolder, { recursive: true, force: true });
	const { sizes, output } = await makePackage();
	if (!sizes) throw new Error(output);
	for (const name of ["package.nls.json", "dist", "media", "schemas", "l10n"])
		cpSync(path.join(root, name), path.join(extension, name), { recursive: true });
	const manifest = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));
	writeFileSync(path.join(extension, "package.json"), JSON.stringify({ ...manifest, activationEvents: [] }));
	await build({ only: ["bench"] });
	const vsCode = await findVsCode({ served: process.platform === "linux" && process.arch === "x64" });
	return { sizes, vsCode };
}

/** Starts VS Code in an empty folder with a program of out/bench, which leaves what it measured in the file that this gives. */
export async function measureInVsCode(vsCode, program, name, env) {
	const workspace = path.join(benchFolder, "workspace");
	rmSync(workspace, { recursive: true, force: true });
	mkdirSync(workspace, { recursive: true });
	const result = path.join(benchFolder, `${name}.json`);
	const code = await runInVsCode({
		vsCode,
		program: path.join(root, "out/bench", program),
		workspace,
		extension,
		env: { ...env, CONVSCOPE_BENCH_RESULT: result },
	});
	if (code !== 0 || !existsSync(result)) throw new Error(`the bench in VS Code ended with code ${code}`);
	return result;
}
