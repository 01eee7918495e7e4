// Opens VS Code with the extension and a sample model, the panel live beside it:
//   node scripts/start.mjs [--host] [--port=N]
// Desktop VS Code where there is one (on PATH, else downloaded), else VS Code in the browser, served from this machine to this machine
// (Linux on x64); `--host` asks for the latter. Sets up and builds what is missing first.
import { execFileSync, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import { onPath } from "../test/vscode-host/chromium.mjs";
import { unsupported } from "../test/vscode-host/location.mjs";
import { fillPlayground } from "./playground.mjs";
import { root } from "./processes.mjs";
import { installDependencies } from "./setup.mjs";

const usage = "node scripts/start.mjs [--host] [--port=N]";
const firstModel = "lenet.cnn.json";
/** Always the same, since the browser keeps the window's layout by address. */
const usualPort = 8137;
/** Asks the extension to open the panel of the first model file. */
const openPanel = { CONVSCOPE_OPEN_PANEL: "1" };

function readOptions(args) {
	const options = { served: false, port: undefined };
	for (const argument of args) {
		const port = /^--port=(\d{1,5})$/.exec(argument);
		if (argument === "--host") options.served = true;
		else if (port) options.port = Number(port[1]);
		else throw new Error(`unknown option ${argument}\n${usage}`);
	}
	return options;
}

/** The `code` on PATH, if it is new enough for the extension. */
function installedDesktop() {
	const code = onPath("code");
	if (!code) return undefined;
	const wanted = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")).engines.vscode.replace("^", "");
	const shell = process.platform === "win32"; // code.cmd
	const found = execFileSync(shell ? `"${code}"` : code, ["--version"], { encoding: "utf8", shell })
		.split("\n")[0]
		.trim();
	const [major, minor] = found.split(".").map(Number);
	const [wantedMajor, wantedMinor] = wanted.split(".").map(Number);
	if (major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)) return code;
	console.log(`VS Code ${found} is installed; the extension needs ${wanted} or later`);
	return undefined;
}

function openInstalled(code, folder, file) {
	const args = ["--new-window", `--extensionDevelopmentPath=${root}`, folder, file];
	const shell = process.platform === "win32";
	const quoted = shell ? args.map((argument) => `"${argument}"`) : args;
	execFileSync(shell ? `"${code}"` : code, quoted, { env: { ...process.env, ...openPanel }, stdio: "inherit", shell });
	console.log(`Convscope is open in VS Code, with ${path.relative(root, file)}`);
}

function openDownloaded(executable, folder, file) {
	const profile = path.join(root, ".vscode-test/desktop-profile");
	const args = [
		...["--new-window", "--disable-workspace-trust", "--skip-welcome", "--skip-release-notes", `--extensionDevelopmentPath=${root}`],
		...[`--user-data-dir=${profile}/data`, `--extensions-dir=${profile}/extensions`],
		...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
	];
	const child = spawn(executable, [...args, folder, file], { env: { ...process.env, ...openPanel }, stdio: "ignore" });
	child.once("error", (error) => {
		console.error(`VS Code did not start: ${error.message}`);
		process.exitCode = 1;
	});
	child.once("exit", (code) => process.exit(code ?? 0));
	console.log(`Convscope is open in VS Code, with ${path.relative(root, file)}. Close its window to end.`);
}

/** Whether a port of 127.0.0.1 can be listened on. */
function isFree(port) {
	return new Promise((resolve) => {
		const server = createServer();
		server.once("error", () => resolve(false));
		server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
	});
}

async function choosePort(asked) {
	if (asked !== undefined) {
		if (asked === 0 || (await isFree(asked))) return asked;
		throw new Error(`port ${asked} is in use`);
	}
	return (await isFree(usualPort)) ? usualPort : 0;
}

/** Serves VS Code to this machine's browser until it is stopped. */
async function serve(folder, file, askedPort) {
	if (unsupported()) throw new Error(`No desktop VS Code was found, and ${unsupported()}. Install it from https://code.visualstudio.com.`);
	const { setUpHost } = await import("../test/vscode-host/setup.mjs");
	const { startServer } = await import("../test/vscode-host/server.mjs");
	setUpHost({ browser: false });
	const port = await choosePort(askedPort);
	let stopping = false;
	const starting = startServer({
		dataFolder: path.join(root, ".vscode-test/profile"),
		port,
		// VS Code can run anything as this user: only who knows the address may use it, not any page in the same browser.
		token: randomBytes(16).toString("hex"),
		env: openPanel,
	});
	for (const name of ["SIGINT", "SIGTERM", "SIGHUP"]) {
		process.on(name, async () => {
			if (stopping) return;
			stopping = true;
			const server = await starting.catch(() => undefined);
			await server?.stop();
			process.exit(0);
		});
	}
	const server = await starting;
	const address = server.address({
		folder,
		payload: [
			["extensionDevelopmentPath", server.uri(root)],
			["openFile", server.uri(file)],
			["skipWelcome", "true"],
			["skipReleaseNotes", "true"],
		],
	});
	console.log(`Convscope is running at ${address}`);
	console.log("Open it in a browser on this machine. Ctrl+C ends it.");
	if (process.env.DISPLAY && onPath("xdg-open")) {
		const opener = spawn("xdg-open", [address], { stdio: "ignore", detached: true });
		opener.once("error", (error) => console.log(`The browser could not be opened: ${error.message}`));
		opener.unref();
	}
	const how = await server.exited;
	if (stopping) return;
	console.error(`VS Code ended early (${JSON.stringify(how)})\n${server.log().slice(-2000)}`);
	await server.stop();
	process.exit(1);
}

async function start() {
	const options = readOptions(process.argv.slice(2));
	await installDependencies();
	const { build } = await import("./build.mjs");
	await build();
	const folder = fillPlayground();
	const file = path.join(folder, firstModel);
	if (options.served || options.port !== undefined) return serve(folder, file, options.port);
	const { downloadedDesktop, hasDisplay } = await import("./desktop.mjs");
	const code = hasDisplay() ? installedDesktop() : undefined;
	if (code) return openInstalled(code, folder, file);
	const downloaded = await downloadedDesktop();
	if (downloaded) return openDownloaded(downloaded, folder, file);
	return serve(folder, file, undefined);
}

try {
	await start();
} catch (error) {
	console.error(error.message);
	process.exit(1);
}
