// Starts and stops the VS Code server of the npm package code-server: the workbench's files and a Node extension host.
import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { nodeExecutable, serverMain, vscodeFolder } from "./location.mjs";
import { createRunFolder, removeRunFolder } from "./run-folder.mjs";
import { quietSettings, trustSettings } from "./settings.mjs";

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

function readJson(file) {
	return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};
}

/** This process's environment without what a surrounding VS Code's terminal adds: its sockets would lead into that VS Code. */
function cleanEnvironment() {
	const leaks = (name) => name.startsWith("VSCODE_") || name === "ELECTRON_RUN_AS_NODE";
	return Object.fromEntries(Object.entries(process.env).filter(([name]) => !leaks(name)));
}

/** A folder that holds only the built-in extensions named, so that VS Code starts faster. */
function onlyBuiltins(names, folder) {
	mkdirSync(folder);
	for (const name of names) symlinkSync(path.join(vscodeFolder(), "extensions", name), path.join(folder, name));
	return folder;
}

/** Processes below `pid`, the deepest first (Linux only, as the server is). */
function descendants(pid) {
	const children = new Map();
	for (const name of readdirSync("/proc")) {
		if (!/^\d+$/.test(name)) continue;
		let stat;
		try {
			stat = readFileSync(`/proc/${name}/stat`, "utf8");
		} catch {
			continue; // It has just ended.
		}
		const parent = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
		children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
	}
	const below = (parent) => (children.get(parent) ?? []).flatMap((child) => [...below(child), child]);
	return below(pid);
}

function signal(pid, name) {
	try {
		process.kill(pid, name);
	} catch (error) {
		if (error.code !== "ESRCH") throw error;
	}
}

/**
 * Starts the server on 127.0.0.1.
 * @param options.dataFolder     profile kept between runs; without it the profile goes with the run
 * @param options.extensionsDir  installed extensions; without it there are none
 * @param options.userDataDir    a profile to take settings from, as desktop VS Code's `--user-data-dir`
 * @param options.settings       user settings on top of the quiet ones
 * @param options.trust          workspace trust is on: folders open in Restricted Mode, without a question
 * @param options.port           0: any free port
 * @param options.token          asked of whoever connects; without it everybody on this machine may
 * @param options.builtins       names of the only built-in extensions to load; without it all
 * @param options.env            added to the environment of the server and of its extension host
 */
export async function startServer({
	dataFolder,
	userDataDir,
	extensionsDir,
	settings = {},
	trust = false,
	port = 0,
	token,
	builtins,
	env = {},
	serverArguments = [],
	onOutput,
} = {}) {
	// VS Code puts its unix sockets into TMPDIR and XDG_RUNTIME_DIR, and leaves them there: both are the run's own folder, which goes.
	const runFolder = createRunFolder();
	const data = dataFolder ?? path.join(runFolder, "data");
	const userFolder = path.join(data, "data/User");
	mkdirSync(userFolder, { recursive: true });
	const settingsFile = path.join(userFolder, "settings.json");
	const given = userDataDir ? readJson(path.join(userDataDir, "User/settings.json")) : {};
	// A kept profile's settings are its owner's: written once.
	if (!existsSync(settingsFile))
		writeFileSync(settingsFile, JSON.stringify({ ...quietSettings, ...(trust ? trustSettings : {}), ...given, ...settings }, null, "\t"));
	const extensions = path.resolve(extensionsDir ?? path.join(data, "extensions"));
	mkdirSync(extensions, { recursive: true });

	const args = [
		...[serverMain(), "--host", "127.0.0.1", "--port", String(port), "--accept-server-license-terms"],
		...["--server-data-dir", data, "--extensions-dir", extensions, "--telemetry-level", "off"],
		...["--disable-telemetry", "--disable-experiments", "--disable-update-check", ...(trust ? [] : ["--disable-workspace-trust"])],
		...["--disable-getting-started-override", "--force-disable-user-env"],
		// Without it this build ignores extensionDevelopmentPath and extensionTestsPath in the address.
		"--enable-smoke-test-driver",
		...(token ? ["--connection-token", token] : ["--without-connection-token"]),
		...(builtins ? ["--builtin-extensions-dir", onlyBuiltins(builtins, path.join(runFolder, "builtin"))] : []),
		...serverArguments,
	];
	// pdeathsig: should this process be killed outright, the server goes too, and with it (native-watchdog) the extension host.
	const setpriv = "/usr/bin/setpriv";
	const command = existsSync(setpriv) ? [setpriv, "--pdeathsig", "SIGKILL", "--", nodeExecutable()] : [nodeExecutable()];
	const child = spawn(command[0], [...command.slice(1), ...args], {
		env: { ...cleanEnvironment(), TMPDIR: runFolder, XDG_RUNTIME_DIR: runFolder, EXTENSIONS_GALLERY: "{}", ...env },
		stdio: ["ignore", "pipe", "pipe"],
		detached: true, // its own process group, which is ended as one
	});

	let log = "";
	const exited = new Promise((resolve) => child.once("exit", (code, name) => resolve({ code, signal: name })));
	let running = true;
	exited.then(() => {
		running = false;
	});
	/** The extension host and the other helpers end first, so that the server takes leave of them: no process stays behind as a zombie. */
	const stop = async () => {
		if (running) {
			for (const pid of descendants(child.pid)) signal(pid, "SIGTERM");
			await Promise.race([exited, wait(500)]);
			signal(-child.pid, "SIGTERM");
			await Promise.race([exited, wait(3000)]);
		}
		signal(-child.pid, "SIGKILL");
		await exited;
		await removeRunFolder(runFolder);
	};
	const listening = new Promise((resolve, reject) => {
		const timer = setTimeout(() => reject(new Error("the VS Code server did not start in 60 s")), 60_000);
		const read = (chunk) => {
			log += chunk;
			onOutput?.(String(chunk));
			const match = /agent listening on (\d+)/.exec(log);
			if (!match) return;
			clearTimeout(timer);
			resolve(Number(match[1]));
		};
		child.stdout.on("data", read);
		child.stderr.on("data", read);
		child.once("error", reject);
		exited.then((how) => {
			clearTimeout(timer);
			reject(new Error(`the VS Code server ended at once (${JSON.stringify(how)})`));
		});
	});
	let chosen;
	try {
		chosen = await listening;
	} catch (error) {
		await stop();
		throw new Error(`${error.message}\n${log}`);
	}

	const authority = `127.0.0.1:${chosen}`;
	return {
		port: chosen,
		exited,
		stop,
		log: () => log,
		/** A path of this machine as the workbench names it. */
		uri: (file) => `vscode-remote://${authority}${encodeURI(path.resolve(file))}`,
		/** The workbench's address. `payload` is what desktop VS Code takes on its command line, as pairs. */
		address({ folder, workspace, payload = [] } = {}) {
			const url = new URL(`http://${authority}/`);
			if (token) url.searchParams.set("tkn", token);
			if (folder) url.searchParams.set("folder", folder);
			else if (workspace) url.searchParams.set("workspace", workspace);
			else url.searchParams.set("ew", "true");
			if (payload.length > 0) url.searchParams.set("payload", JSON.stringify(payload));
			return url.toString();
		},
	};
}

/** Installs a .vsix into an extensions folder, as `code --install-extension` does; returns what VS Code says. */
export async function installVsix(vsix, extensionsDir) {
	const runFolder = createRunFolder();
	const args = ["--accept-server-license-terms", "--server-data-dir", runFolder, "--extensions-dir", path.resolve(extensionsDir)];
	try {
		return execFileSync(nodeExecutable(), [serverMain(), ...args, "--install-extension", path.resolve(vsix), "--force"], {
			encoding: "utf8",
			env: { ...cleanEnvironment(), TMPDIR: runFolder, XDG_RUNTIME_DIR: runFolder, EXTENSIONS_GALLERY: "{}" },
			stdio: ["ignore", "pipe", "pipe"],
		});
	} finally {
		await removeRunFolder(runFolder);
	}
}
