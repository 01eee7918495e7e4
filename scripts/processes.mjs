// Starting other programs: shown or captured, and ended with this one. Node built-ins only, since this runs before `npm ci`.
import { spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** The project's root. */
export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");

const posix = process.platform !== "win32";
const running = new Set();

/** The JavaScript file behind a package's command, so that it runs on every platform without a shell: `node FILE …`. */
export function tool(packageName, command = packageName) {
	const folder = path.join(root, "node_modules", packageName);
	const { bin } = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8"));
	return path.join(folder, typeof bin === "string" ? bin : bin[command]);
}

/** Files below a folder of the project whose name ends so, sorted; none where the folder is missing. */
export function filesBelow(folder, ending) {
	const absolute = path.join(root, folder);
	if (!existsSync(absolute)) return [];
	const names = readdirSync(absolute, { recursive: true }).map(String);
	return names
		.filter((name) => name.endsWith(ending))
		.map((name) => path.join(absolute, name))
		.sort();
}

/**
 * Runs a program from the project's root. Gives its exit code and everything it printed, in order; with `show` it is also printed as it
 * comes. A program that cannot start has code 127 and says why.
 */
export function run(command, args, { env = {}, show = false } = {}) {
	return new Promise((resolve) => {
		// A group of its own, so that what it starts in turn ends with it (see endWithThisProcess).
		const child = spawn(command, args, { cwd: root, env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"], detached: posix });
		running.add(child);
		let output = "";
		const read = (stream) => (chunk) => {
			output += chunk;
			if (show) stream.write(chunk);
		};
		child.stdout.on("data", read(process.stdout));
		child.stderr.on("data", read(process.stderr));
		child.once("error", (error) => resolve({ code: 127, output: `${output}${error.message}\n` }));
		child.once("close", (code, signal) => {
			running.delete(child);
			resolve({ code: code ?? 1, output: signal ? `${output}ended by ${signal}\n` : output });
		});
	});
}

/** Runs a JavaScript file with this Node. */
export const runNode = (file, args = [], options = {}) => run(process.execPath, [file, ...args], options);

/** Ends the programs that are running when this one is interrupted. */
export function endWithThisProcess() {
	for (const [name, code] of Object.entries({ SIGINT: 130, SIGTERM: 143, SIGHUP: 129 })) {
		process.once(name, async () => {
			const children = [...running];
			for (const child of children) {
				if (posix) process.kill(-child.pid, "SIGTERM");
				else child.kill();
			}
			await Promise.all(children.map((child) => new Promise((resolve) => child.once("close", resolve))));
			process.exit(code);
		});
	}
}
