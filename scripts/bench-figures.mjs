// The bench of the product's figures: packs the extension, starts VS Code several times with a copy of what is packed, and has the table made.
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { build } from "./build.mjs";
import { findVsCode, runInVsCode } from "./in-vscode.mjs";
import { makePackage } from "./package.mjs";
import { root, runNode } from "./processes.mjs";

/** Starts of VS Code: each gives one sample of the extension's start; the last one measures everything else. */
const STARTS = 7;

const folder = path.join(root, "out/bench-run");
const extension = path.join(folder, "extension");

/** A copy of what was packed, so that another build meanwhile changes nothing. Nothing wakes it but the bench (see activation.ts). */
function copyExtension() {
	for (const name of ["package.nls.json", "dist", "media", "schemas", "l10n"])
		cpSync(path.join(root, name), path.join(extension, name), { recursive: true });
	const manifest = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));
	writeFileSync(path.join(extension, "package.json"), JSON.stringify({ ...manifest, activationEvents: [] }));
}

function freshWorkspace() {
	const workspace = path.join(folder, "workspace");
	rmSync(workspace, { recursive: true, force: true });
	mkdirSync(workspace, { recursive: true });
	return workspace;
}

/** Measures, prints the table and writes bench/figures.md. Throws where something could not be measured. */
export async function benchFigures() {
	rmSync(folder, { recursive: true, force: true });
	const { sizes, output } = await makePackage();
	if (!sizes) throw new Error(output);
	copyExtension();
	await build({ only: ["bench"] });
	const vsCode = await findVsCode({ served: process.platform === "linux" && process.arch === "x64" });
	const results = [];
	for (let start = 1; start <= STARTS; start++) {
		const result = path.join(folder, `start-${start}.json`);
		const env = {
			CONVSCOPE_BENCH_MODEL: path.join(root, "media/samples/tiny-vgg.cnn.json"),
			CONVSCOPE_BENCH_RESULT: result,
			CONVSCOPE_BENCH_PARTS: start < STARTS ? "" : (process.env.CONVSCOPE_BENCH_PARTS ?? "hints,maps,selection,thread,scrub"),
		};
		console.log(`Start ${start} of ${STARTS} of ${vsCode.name}`);
		const code = await runInVsCode({
			vsCode,
			program: path.join(root, "out/bench/figures/host.js"),
			workspace: freshWorkspace(),
			extension,
			env,
		});
		if (code !== 0 || !existsSync(result)) throw new Error(`the bench in VS Code ended with code ${code}`);
		results.push(result);
	}
	const weighed = path.join(folder, "sizes.json");
	writeFileSync(weighed, JSON.stringify(sizes));
	const { code } = await runNode(path.join(root, "out/bench/figures/index.js"), [weighed, vsCode.name, ...results], { show: true });
	if (code !== 0) throw new Error("the table could not be made");
}
