// Runs a command-line tool of src/cli: node scripts/run-cli.mjs NAME [ARGUMENT …]
// Builds out/cli first where a source is newer. Standard output holds nothing but the tool's own.
import { spawn } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import path from "node:path";
import { root } from "./processes.mjs";

/** When the newest file below a folder was written, in ms. */
function newest(folder) {
	const absolute = path.join(root, folder);
	if (!existsSync(absolute)) return 0;
	const names = readdirSync(absolute, { recursive: true }).map(String);
	const own = names.filter((name) => !name.includes("node_modules")); // bench/engine has some
	const times = own.map((name) => statSync(path.join(absolute, name)).mtimeMs);
	return Math.max(0, ...times);
}

const [name, ...args] = process.argv.slice(2);
const file = path.join(root, "out/cli", `${name}.js`);
if (!name || !existsSync(path.join(root, "src/cli", `${name}.ts`))) {
	console.error("node scripts/run-cli.mjs NAME [ARGUMENT …]: there is no such tool in src/cli");
	process.exit(2);
}
const sources = Math.max(...["src", "scripts", "bench"].map(newest), statSync(path.join(root, "package-lock.json")).mtimeMs);
if (!existsSync(file) || statSync(file).mtimeMs < sources) {
	const { installDependencies } = await import("./setup.mjs");
	console.log = console.error; // what setting up says must not mix with the tool's output
	await installDependencies();
	const { build } = await import("./build.mjs");
	await build({ only: ["cli"] });
}
// Paths in the arguments are relative to where the user is, which npm keeps in INIT_CWD.
const child = spawn(process.execPath, ["--enable-source-maps", file, ...args], {
	stdio: "inherit",
	cwd: process.env.INIT_CWD ?? process.cwd(),
});
child.once("close", (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
