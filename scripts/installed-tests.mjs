// Installs a .vsix into a fresh profile of the browser-served VS Code and runs test/installed against its window, from outside:
//   node scripts/installed-tests.mjs FILE.vsix      after node scripts/build.mjs --tests
// Workspace trust is on and nothing is trusted. Environment: CONVSCOPE_TEST_RESULT (file for the counts).
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { chromiumArguments, requireChromium } from "../test/vscode-host/chromium.mjs";
import { createRunFolder, removeRunFolder } from "../test/vscode-host/run-folder.mjs";
import { installVsix, startServer } from "../test/vscode-host/server.mjs";
import { setUpHost } from "../test/vscode-host/setup.mjs";
import { filesBelow, root, runNode, tool } from "./processes.mjs";

/** Takes 18 MiB, more than the folder's settings allow. */
const model = `{
	"input": [1, 28, 28],
	"layers": [
		{ "type": "Conv2d", "out_channels": 8, "kernel_size": 3, "padding": 1 },
		{ "type": "ReLU" },
		{ "type": "AdaptiveAvgPool2d", "output_size": [14, 14] },
		{ "type": "Flatten" },
		{ "type": "Linear", "out_features": 3000 },
		{ "type": "Linear", "out_features": 10 }
	],
	"train": { "data": "mnist", "lr": 0.01, "epochs": 1000 }
}
`;

function freshWorkspace() {
	const folder = path.join(root, "out/untrusted");
	rmSync(folder, { recursive: true, force: true });
	mkdirSync(path.join(folder, ".vscode"), { recursive: true });
	writeFileSync(path.join(folder, "outside.cnn.json"), model);
	writeFileSync(path.join(folder, ".vscode/settings.json"), JSON.stringify({ "convscope.memoryLimit": 16 }));
	return folder;
}

const [vsix] = process.argv.slice(2);
if (!vsix) throw new Error("which .vsix? node scripts/installed-tests.mjs FILE.vsix");
setUpHost();
const browser = requireChromium();
const folder = freshWorkspace();
const runFolder = createRunFolder();
let server;
let code = 1;
try {
	console.log((await installVsix(vsix, path.join(runFolder, "extensions"))).trim().split("\n").at(-1));
	server = await startServer({
		extensionsDir: path.join(runFolder, "extensions"),
		trust: true,
		builtins: ["theme-defaults", "theme-seti", "json", "json-language-features", "configuration-editing"],
	});
	// No file to open in the address: with one, VS Code would not bring its editors back.
	const window = server.address({ folder, payload: ["skipWelcome", "skipReleaseNotes"].map((name) => [name, "true"]) });
	const reporter = ["--reporter", path.join(root, "scripts/mocha-reporter.cjs")];
	const run = await runNode(tool("mocha"), ["--forbid-only", ...reporter, ...filesBelow("out/test/installed", ".test.js")], {
		show: true,
		env: {
			CONVSCOPE_WINDOW: window,
			CODE_HOST_CHROMIUM: browser,
			CODE_HOST_CHROMIUM_ARGUMENTS: chromiumArguments.join("\n"),
			CONVSCOPE_ARTEFACTS: path.join(root, "out/artefacts"),
		},
	});
	code = run.code;
	if (code !== 0) console.error(server.log().slice(-2000));
} finally {
	await server?.stop();
	await removeRunFolder(runFolder);
}
process.exit(code);
