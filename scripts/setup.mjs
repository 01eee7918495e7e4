// Installs what is missing: node_modules, by the lock file. Node built-ins only.
//   node scripts/setup.mjs
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { root, run, runNode } from "./processes.mjs";

const readJson = (file) => JSON.parse(readFileSync(path.join(root, file), "utf8"));

/** Whether node_modules differs from package-lock.json: something is missing, superfluous or of another version. */
function isStale() {
	const record = "node_modules/.package-lock.json"; // npm's own list of what it installed
	if (!existsSync(path.join(root, record))) return true;
	const { "": project, ...wanted } = readJson("package-lock.json").packages;
	const installed = readJson(record).packages;
	const isSame = (name) => installed[name]?.version === wanted[name].version && installed[name]?.integrity === wanted[name].integrity;
	// An optional package may be for another platform.
	const missing = Object.keys(wanted).some((name) => !isSame(name) && !(wanted[name].optional && !installed[name]));
	return missing || Object.keys(installed).some((name) => !(name in wanted));
}

function checkNode() {
	const [major, minor] = process.versions.node.split(".").map(Number);
	if (major < 20 || (major === 20 && minor < 19)) throw new Error(`Convscope needs Node 20.19 or later; this is ${process.version}`);
}

/** Runs `npm ci` where node_modules is missing or stale. Throws with npm's words where it fails. */
export async function installDependencies() {
	checkNode();
	if (!isStale()) return false;
	console.log("Installing the packages of package-lock.json (npm ci)");
	const args = ["ci", "--no-audit", "--no-fund", "--loglevel=error"];
	const npm = process.env.npm_execpath; // npm's own file, where npm runs this script
	const { code, output } = npm?.endsWith(".js") ? await runNode(npm, args) : await run("npm", args);
	if (code !== 0) throw new Error(`npm ci failed\n${output}`);
	return true;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	const installed = await installDependencies();
	if (!installed) console.log("node_modules is up to date");
}
