// Everything that must hold: node scripts/test.mjs [--only=check,unit,webview,host,package] [--grep=TEXT] [--seed=N] [--verbose]
// Sets up what is missing first, so that `npm test` is all that a fresh clone needs. Ends with one line of counts, and with a non-zero
// exit code if any stage failed; a stage that fails without counting tests counts as one failure.
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { endWithThisProcess, filesBelow, root, runNode, tool } from "./processes.mjs";
import { installDependencies } from "./setup.mjs";

const stageNames = ["check", "unit", "webview", "host", "package"];
const usage = `node scripts/test.mjs [--only=${stageNames.join(",")}] [--grep=TEXT] [--seed=N|random] [--verbose]`;

function readOptions(args) {
	const options = { only: stageNames, grep: undefined, seed: undefined, verbose: false };
	for (const argument of args) {
		const [, name, value] = /^--(\w+)(?:=(.*))?$/s.exec(argument) ?? [];
		if (name === "only" && value) options.only = value.split(",");
		else if (name === "grep" && value) options.grep = value;
		else if (name === "seed" && /^(random|\d+)$/.test(value ?? "")) options.seed = value;
		else if (name === "verbose") options.verbose = true;
		else throw new Error(`unknown option ${argument}\n${usage}`);
	}
	const unknown = options.only.filter((name) => !stageNames.includes(name));
	if (unknown.length > 0) throw new Error(`unknown stage ${unknown.join(", ")}\n${usage}`);
	return options;
}

const total = { passes: 0, failures: 0, pending: 0 };
const inWords = (counts) => `${counts.passes} passed, ${counts.failures} failed, ${counts.pending} skipped`;

/** Runs one stage under its heading. `work` gives whether it passed, what to show, and the tests it counted. */
async function stage(title, work) {
	console.log(`\n== ${title}`);
	const began = Date.now();
	let result;
	try {
		result = await work();
	} catch (error) {
		result = { passed: false, output: `${error.stack ?? error}\n` };
	}
	const { passed, output = "", counts } = result;
	if (output && (!passed || options.verbose || result.show)) process.stdout.write(output.endsWith("\n") ? output : `${output}\n`);
	for (const kind of Object.keys(total)) total[kind] += counts?.[kind] ?? 0;
	if (!passed && !counts?.failures) total.failures++;
	const seconds = ((Date.now() - began) / 1000).toFixed(1);
	console.log(`   ${passed ? "passed" : "FAILED"} in ${seconds} s${counts ? `: ${inWords(counts)}` : ""}`);
	return passed;
}

/** Runs a program that leaves its counts in a file; without the file it crashed, whatever its exit code. */
async function counted(name, file, args, { env = {}, show = false } = {}) {
	const resultFile = path.join(root, "out", `result-${name}.json`);
	rmSync(resultFile, { force: true });
	const { code, output } = await runNode(file, args, { show: show || options.verbose, env: { ...env, CONVSCOPE_TEST_RESULT: resultFile } });
	const unshown = show || options.verbose ? "" : output;
	if (!existsSync(resultFile)) return { passed: false, output: `${unshown}the tests ended with code ${code} before they were all run\n` };
	const counts = JSON.parse(readFileSync(resultFile, "utf8"));
	const silent = code !== 0 && counts.failures === 0 ? `every test passed, and yet the run ended with code ${code}\n` : "";
	return { passed: code === 0 && counts.failures === 0, output: `${unshown}${silent}`, counts };
}

function mocha(name, folders, env = {}) {
	const files = folders.flatMap((folder) => filesBelow(`out/test/${folder}`, ".test.js"));
	if (files.length === 0) return { passed: true, output: "no tests\n", show: true };
	const reporter = ["--reporter", path.join(root, "scripts/mocha-reporter.cjs"), "--require", path.join(root, "scripts/mocha-seed.cjs")];
	const extra = [...(options.grep ? ["--grep", options.grep] : []), ...(process.stdout.isTTY ? ["--color"] : [])];
	return counted(name, tool("mocha"), ["--forbid-only", ...reporter, ...extra, ...files], {
		env: { ...env, CONVSCOPE_TEST_SEED: options.seed },
	});
}

async function inBrowser() {
	const { requireChromium } = await import("../test/vscode-host/chromium.mjs");
	return mocha("webview", ["webview"], { CODE_HOST_CHROMIUM: requireChromium(), CONVSCOPE_ARTEFACTS: path.join(root, "out/artefacts") });
}

const inHost = () =>
	counted("host", path.join(root, "scripts/host-tests.mjs"), [], { show: true, env: { CONVSCOPE_TEST_GREP: options.grep ?? "" } });

/** The .vsix that the stage before it has made, if it did. */
let vsix;

async function packaging() {
	const { makePackage } = await import("./package.mjs");
	const made = await makePackage();
	vsix = made.vsix;
	return { ...made, show: true };
}

const installed = () => counted("installed", path.join(root, "scripts/installed-tests.mjs"), [vsix], { show: true });

const options = readOptions(process.argv.slice(2));
const wants = (name) => options.only.includes(name);
endWithThisProcess();
mkdirSync(path.join(root, "out/artefacts"), { recursive: true });

const ready = await stage("set-up", async () => {
	await installDependencies();
	return { passed: true };
});
if (ready) {
	if (wants("check")) await stage("check: Biome, TypeScript, knip", async () => (await import("./check.mjs")).check());
	const built =
		stageNames.slice(1).some(wants) &&
		(await stage("build", async () => {
			const { code, output } = await runNode(path.join(root, "scripts/build.mjs"), ["--tests"]);
			return { passed: code === 0, output };
		}));
	if (built && wants("unit")) await stage("unit: unit, property and golden tests", () => mocha("unit", ["unit", "property", "golden"]));
	if (built && wants("webview")) await stage("webview: the panel in a browser", inBrowser);
	if (built && wants("host")) await stage("host: the extension in VS Code", inHost);
	if (wants("package") && (await stage("package: .vsix and sizes", packaging)) && built) {
		const { unsupported } = await import("../test/vscode-host/location.mjs");
		if (unsupported()) console.log(`\n== installed: not run, since ${unsupported()}`);
		else await stage("installed: the .vsix in VS Code", installed);
	}
}
console.log(`\n${inWords(total)}`);
process.exit(total.failures > 0 ? 1 : 0);
