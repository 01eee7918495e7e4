// Runs the tests of test/host inside a real VS Code's extension host: desktop VS Code where it can be downloaded and shown, else the
// browser-served one of test/vscode-host. The same suite either way.
//   node scripts/host-tests.mjs [--served]      after node scripts/build.mjs --tests
// Environment: CONVSCOPE_TEST_RESULT (file for the counts), CONVSCOPE_TEST_GREP.
import { cpSync, mkdirSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import { runTests } from "@vscode/test-electron";
import { unsupported } from "../test/vscode-host/location.mjs";
import { createRunFolder, removeRunFolder } from "../test/vscode-host/run-folder.mjs";
import { setUpHost } from "../test/vscode-host/setup.mjs";
import { downloadedDesktop } from "./desktop.mjs";
import { root } from "./processes.mjs";

/** Built-in extensions that the tests need: the rest only makes VS Code start later. */
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

/** The workspace that the tests open: a fresh copy, so that they may write into it. */
function freshWorkspace() {
	const workspace = path.join(root, "out/workspace");
	rmSync(workspace, { recursive: true, force: true });
	cpSync(path.join(root, "test/fixtures/workspace"), workspace, { recursive: true });
	return workspace;
}

const served = process.argv.includes("--served") || Boolean(process.env.CONVSCOPE_SERVED);
const desktop = served ? undefined : await downloadedDesktop();
if (!desktop) {
	if (unsupported()) throw new Error(unsupported());
	setUpHost();
}
console.log(desktop ? `In desktop VS Code (${desktop})` : "In the browser-served VS Code");

const port = await freePort();
const artefacts = path.join(root, "out/artefacts");
mkdirSync(artefacts, { recursive: true });
const runFolder = createRunFolder();
// Whoever interrupts this interrupts VS Code too (see endWithThisProcess): what remains is to wait for its end and to tidy up.
for (const name of ["SIGTERM", "SIGHUP"]) process.on(name, () => console.log(`Stopping on ${name}`));
let exitCode = 0;
try {
	await runTests({
		vscodeExecutablePath: desktop ?? path.join(root, "test/vscode-host/code.mjs"),
		extensionDevelopmentPath: root,
		extensionTestsPath: path.join(root, "out/test/host/index.js"),
		launchArgs: [
			freshWorkspace(),
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
		},
	});
} catch (error) {
	console.error(String(error.message ?? error));
	exitCode = 1;
} finally {
	await removeRunFolder(runFolder);
}
process.exit(exitCode);
