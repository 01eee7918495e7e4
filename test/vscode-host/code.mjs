#!/usr/bin/env node
// Stands in for desktop VS Code's executable: takes the arguments that @vscode/test-electron gives it, and runs them in a
// browser-served VS Code with a headless Chromium. The exit code is that of the tests.
//   code.mjs FOLDER [FILE …] --extensionDevelopmentPath=DIR --extensionTestsPath=FILE [--disable-extensions] [--user-data-dir=DIR]
//     [--extensions-dir=DIR] [--extensionDevelopmentKind=web] [--remote-debugging-port=N] [--enable-proposed-api=ID]
// Environment: CODE_HOST_DIR, CODE_HOST_CHROMIUM, CODE_HOST_TIMEOUT_MS, CODE_HOST_VERBOSE=1, CODE_HOST_BUILTINS=theme-defaults,…
// (only these built-in extensions), CODE_HOST_ARTIFACTS=DIR (on failure: fail.png, server.log, workbench.log).
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { chromium } from "playwright-core";
import { chromiumArguments, requireChromium } from "./chromium.mjs";
import { extensionKindSettings, payloadOf, readCommandLine } from "./command-line.mjs";
import { createRunFolder, removeRunFolder } from "./run-folder.mjs";
import { startServer } from "./server.mjs";
import { followConsole, followLog, trueExitCode } from "./workbench.mjs";

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const timeout = Number(process.env.CODE_HOST_TIMEOUT_MS || 300_000);
const verbose = Boolean(process.env.CODE_HOST_VERBOSE);
const artifacts = process.env.CODE_HOST_ARTIFACTS;
const builtins = process.env.CODE_HOST_BUILTINS?.split(",");

const began = Date.now();
const note = (text) => {
	if (verbose) process.stderr.write(`[code-host ${((Date.now() - began) / 1000).toFixed(2)} s] ${text}\n`);
};

/** Promises: a run that is stopped while they start must still end what they started. */
let starting;
let launching;
let server;
let page;
let workbenchLog = [];
let finishing = false;

// Chromium's profile and its sockets live here, and go with it.
const browserFolder = createRunFolder();
process.env.TMPDIR = browserFolder;

async function keepEvidence(folder) {
	mkdirSync(folder, { recursive: true });
	await page?.screenshot({ path: path.join(folder, "fail.png"), timeout: 5000 }).catch((error) => note(`no screenshot: ${error.message}`));
	writeFileSync(path.join(folder, "server.log"), server?.log() ?? "");
	writeFileSync(path.join(folder, "workbench.log"), workbenchLog.join("\n"));
}

async function finish(code, why) {
	if (finishing) return;
	finishing = true;
	if (why) process.stderr.write(`[code-host] ${why}\n`);
	if (code !== 0 && artifacts) await keepEvidence(artifacts);
	const [browser, started] = await Promise.all([launching, starting].map((promise) => promise?.catch(() => undefined)));
	await Promise.race([browser?.close(), wait(5000)]);
	await started?.stop();
	await removeRunFolder(browserFolder);
	note(`ends with ${code}`);
	process.exit(code);
}

for (const name of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(name, () => finish(130, `stopped by ${name}`));
process.on("uncaughtException", (error) => finish(1, error.stack));
process.on("unhandledRejection", (error) => finish(1, error?.stack ?? String(error)));
setTimeout(() => finish(1, `timed out after ${timeout} ms\n${(server?.log() ?? "").slice(-2000)}`), timeout).unref();

const line = readCommandLine(process.argv.slice(2));
const debuggingPort = line.options["remote-debugging-port"];
const userDataDir = line.options["user-data-dir"];

starting = startServer({
	settings: extensionKindSettings(line.lists),
	env: debuggingPort ? { CODE_HOST_CDP: `http://127.0.0.1:${debuggingPort}` } : {},
	userDataDir: userDataDir && path.resolve(userDataDir),
	extensionsDir: line.options["extensions-dir"],
	builtins,
	serverArguments: [
		...line.lists["enable-proposed-api"].map((id) => `--enable-proposed-api=${id}`),
		...(line.options.log ? [`--log=${line.options.log}`] : []),
	],
	onOutput: verbose ? (text) => process.stderr.write(text.replace(/^/gm, "  | ")) : undefined,
});
server = await starting;
note(`the server listens on ${server.port}`);
server.exited.then(() => finish(1, `the VS Code server ended early\n${server.log().slice(-2000)}`));

launching = chromium.launch({
	executablePath: requireChromium(),
	// Playwright's own handlers end this process before the server is stopped.
	handleSIGINT: false,
	handleSIGTERM: false,
	handleSIGHUP: false,
	args: [...chromiumArguments, ...(debuggingPort ? [`--remote-debugging-port=${debuggingPort}`] : [])],
});
const browser = await launching;
browser.on("disconnected", () => finish(1, "the browser ended early"));
page = await (await browser.newContext({ viewport: { width: 1600, height: 1000 } })).newPage();
page.on("crash", () => finish(1, "the page crashed"));

const hostConsole = followConsole(page);
workbenchLog = await followLog(page, (text) => note(`  ${text}`));
await page.exposeFunction("codeAutomationExit", async (reported) => {
	const { code, why } = await trueExitCode(reported, server.log);
	await Promise.race([hostConsole.printed, wait(3000)]);
	await finish(code, why ?? (code !== 0 && hostConsole.lines === 0 ? workbenchLog.slice(-40).join("\n") : undefined));
});
page.on("close", () => setTimeout(() => finish(1, "the page closed before an exit code came"), 1000));
await page.goto(server.address({ ...line.opened, payload: [...payloadOf(line, server.uri), ["debugId", "code-host"]] }));
note("the page is loaded");
