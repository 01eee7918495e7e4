// Runs a program inside a real VS Code's extension host: desktop VS Code where it can be downloaded and shown, else the browser-served one
// of test/vscode-host. The program is a CommonJS module whose `run()` VS Code awaits.
import { mkdirSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import { runTests } from "@vscode/test-electron";
import { unsupported } from "../test/vscode-host/location.mjs";
import { createRunFolder, removeRunFolder } from "../test/vscode-host/run-folder.mjs";
import { setUpHost } from "../test/vscode-host/setup.mjs";
import { downloadedDesktop } from "./desktop.mjs";
import { root } from "./processes.mjs";

/** Built-in extensions that the programs need: the rest only makes VS Code start later. */
const builtins = ["theme-defaults", "theme-seti", "json", "json-language-features", "configuration-editing", "media-preview"];

function freePort() {
	return new Promise((resolve, reject) => {
		const server = createServer();
		server.once("error", reject);
		server.listen(0, "127.0.0.1", () => {
			const { port } = server.address();
			server.close(() => resolve(port));
		});
	});
}

/** The VS Code to run in: desktop's executable, or the browser-served one's where there is none or `served` asks for it. */
export async function findVsCode({ served = false } = {}) {
	const desktop = served ? undefined : await downloadedDesktop();
	if (desktop) return { executable: desktop, name: "desktop VS Code" };
	if (unsupported()) throw new Error(unsupported());
	setUpHost();
	return { executable: path.join(root, "test/vscode-host/code.mjs"), name: "the browser-served VS Code" };
}

/**
 * Starts VS Code with an extension and a workspace folder, runs the program in it and ends it. Gives the exit code; what the program prints
 * is shown.
 * @param options.vsCode     of {@link findVsCode}
 * @param options.program    the module with `run()`
 * @param options.workspace  the folder that is opened
 * @param options.extension  the extension's folder
 * @param options.env        added to the environment of the extension host
 */
export async function runInVsCode({ vsCode, program, workspace, extension = root, env = {} }) {
	const port = await freePort();
	const artefacts = path.join(root, "out/artefacts");
	mkdirSync(artefacts, { recursive: true });
	const runFolder = createRunFolder();
	try {
		return await runTests({
			vscodeExecutablePath: vsCode.executable,
			extensionDevelopmentPath: extension,
			extensionTestsPath: program,
			launchArgs: [
				workspace,
				"--disable-extensions",
				`--remote-debugging-port=${port}`,
				`--user-data-dir=${path.join(runFolder, "u")}`,
				`--extensions-dir=${path.join(runFolder, "x")}`,
			],
			extensionTestsEnv: {
				CODE_HOST_CDP: `http://127.0.0.1:${port}`,
				CODE_HOST_BUILTINS: builtins.join(","),
				CODE_HOST_ARTIFACTS: artefacts,
				CODE_HOST_TIMEOUT_MS: process.env.CODE_HOST_TIMEOUT_MS || "900000",
				CONVSCOPE_ARTEFACTS: artefacts,
				...env,
			},
		});
	} catch (error) {
		console.error(String(error.message ?? error));
		return 1;
	} finally {
		await removeRunFolder(runFolder);
	}
}
