// The browser that the tests drive: found on this machine, or installed from Debian's packages where that is possible.
import { execFileSync } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";
import path from "node:path";

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge", "chrome"];

/** Where the installers of macOS and Windows put it, which is not on PATH. */
const elsewhere = [
	"/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
	"/Applications/Chromium.app/Contents/MacOS/Chromium",
	...["ProgramFiles", "ProgramFiles(x86)", "LOCALAPPDATA"].flatMap((variable) =>
		process.env[variable] ? [path.join(process.env[variable], "Google/Chrome/Application/chrome.exe")] : [],
	),
];

/** The path of a program on PATH, or undefined. */
export function onPath(name) {
	const endings = process.platform === "win32" ? (process.env.PATHEXT ?? ".EXE;.CMD").split(";") : [""];
	for (const folder of (process.env.PATH ?? "").split(path.delimiter)) {
		for (const ending of endings) {
			const file = path.join(folder, name + ending);
			try {
				accessSync(file, constants.X_OK);
				return file;
			} catch {
				// Not here: the next folder.
			}
		}
	}
	return undefined;
}

/** The browser to drive, or undefined where there is none: `$CODE_HOST_CHROMIUM`, then PATH, then the usual places. */
export function findChromium() {
	if (process.env.CODE_HOST_CHROMIUM) return process.env.CODE_HOST_CHROMIUM;
	for (const name of names) {
		const file = onPath(name);
		if (file) return file;
	}
	return elsewhere.find((file) => existsSync(file));
}

/** Installs Debian's Chromium: possible as root where apt-get is. */
function installFromDebian() {
	console.log("Installing Chromium from Debian's packages (once, about 400 MB)");
	const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
	const patient = ["-o", "DPkg::Lock::Timeout=300", "-qq"];
	const apt = (args) => execFileSync("apt-get", [...patient, ...args], { env, stdio: ["ignore", "pipe", "pipe"], encoding: "utf8" });
	try {
		apt(["update"]);
		apt(["install", "-y", "--no-install-recommends", "chromium"]);
	} catch (error) {
		console.error(`${error.stdout ?? ""}${error.stderr ?? error.message}`);
	}
}

/** The browser to drive, installed where it is missing and can be. Throws with what to install otherwise. */
export function requireChromium() {
	const found = findChromium();
	if (found) return found;
	if (process.platform === "linux" && process.getuid?.() === 0 && onPath("apt-get")) installFromDebian();
	const installed = findChromium();
	if (installed) return installed;
	throw new Error(
		"No Chromium was found. Install Chromium or Google Chrome (on Debian: apt-get install chromium), or name one in CODE_HOST_CHROMIUM.",
	);
}

/** Arguments that keep Chromium quiet: no sandbox (root in a container), no graphics card, no connection but to this machine. */
export const chromiumArguments = [
	...["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
	...["--disable-background-networking", "--disable-component-update", "--disable-sync"],
	"--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
];
