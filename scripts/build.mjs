// Builds everything that runs: node scripts/build.mjs [--production] [--watch] [--tests]
//   dist/        what the extension ships (extension.js with later.js, answers.js, asked.js and what they share; worker.js, webview/)
//   out/cli/     command-line tools written in TypeScript (npm run shapes, test:golden)
//   out/bench/   what npm run bench runs
//   out/test/    the tests, one bundle a file, found by their ending
//   out/meta/    esbuild's record of what each bundle holds; the architecture test reads it
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import { colourTables } from "./colour-tables.mjs";
import { commonjsChunks } from "./commonjs-chunks.mjs";
import { buildKernels } from "./kernels.mjs";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");

/** Files below `folder` (relative to the project) whose name ends so, as project-relative paths; no installed packages (bench/engine has some). */
function find(folder, ending) {
	const found = readdirSync(path.join(root, folder), { recursive: true })
		.map((name) => path.posix.join(folder, String(name).split(path.sep).join("/")))
		.filter((name) => name.endsWith(ending) && !name.includes("/node_modules/"));
	return found.sort();
}

/** What the extension loads when it is first needed: a file of its own each. */
const loadedLater = Object.fromEntries(["later", "answers", "asked"].map((name) => [name, `src/extension/${name}.ts`]));

function bundles({ production, tests }) {
	const common = {
		absWorkingDir: root,
		bundle: true,
		metafile: true,
		minify: production,
		sourcemap: production ? false : "linked",
		sourcesContent: false,
		charset: "utf8",
		legalComments: production ? "none" : "inline",
		logLevel: "warning",
	};
	// The extension host of the tested VS Code runs Node 24; the command-line tools and tests run on Node 20 and later.
	const node = { ...common, platform: "node", format: "cjs", target: "node20" };
	const list = {
		extension: {
			...node,
			entryPoints: { extension: "src/extension/node.ts", ...loadedLater },
			outdir: "dist",
			external: ["vscode"],
			mainFields: ["module", "main"],
			plugins: [colourTables, commonjsChunks],
		},
		worker: { ...node, entryPoints: { worker: "src/worker/node.ts" }, outdir: "dist", mainFields: ["module", "main"] },
		webview: {
			...common,
			platform: "browser",
			// Modules, so that what is not shown at once (the pixel zoom) is a file of its own.
			format: "esm",
			splitting: true,
			target: "es2022",
			entryPoints: { main: "webview/main.ts" },
			outdir: "dist/webview",
			plugins: [colourTables],
		},
	};
	if (tests) {
		const testNode = {
			...node,
			minify: false,
			sourcemap: "inline",
			sourcesContent: true,
			external: ["vscode", "mocha", "playwright-core", "fast-check", "esbuild"],
			mainFields: ["module", "main"],
			plugins: [colourTables],
		};
		list.cli = { ...testNode, entryPoints: find("src/cli", ".ts"), outdir: "out/cli", outbase: "src/cli" };
		const benches = ["/index.ts", "/host.ts", "/kernels.ts"].flatMap((name) => find("bench", name));
		list.bench = { ...testNode, entryPoints: benches, outdir: "out/bench", outbase: "bench" };
		list.tests = { ...testNode, entryPoints: [...find("test", ".test.ts"), "test/host/index.ts"], outdir: "out/test", outbase: "test" };
	}
	return list;
}

/** Builds everything, or with `only` the bundles of those names (see above), leaving the others as they are. */
export async function build({ production = false, watch = false, tests = false, only } = {}) {
	const all = bundles({ production, tests: tests || only !== undefined });
	const list = only ? Object.fromEntries(only.map((name) => [name, all[name]])) : all;
	if (!watch) {
		const stale = only ? [] : ["dist", ...(tests ? ["out/test", "out/cli"] : [])];
		for (const folder of stale) rmSync(path.join(root, folder), { recursive: true, force: true });
	}
	if (watch) {
		await buildKernels();
		const contexts = await Promise.all(Object.values(list).map((options) => esbuild.context({ ...options, logLevel: "info" })));
		// All is built once before the first "build finished" is printed: .vscode/tasks.json starts VS Code at that line. Faults are printed, too.
		await Promise.allSettled(contexts.map((context) => context.rebuild()));
		await Promise.all(contexts.map((context) => context.watch()));
		return;
	}
	mkdirSync(path.join(root, "out/meta"), { recursive: true });
	await buildKernels();
	for (const [name, options] of Object.entries(list)) {
		const { metafile } = await esbuild.build(options);
		writeFileSync(path.join(root, "out/meta", `${name}.json`), JSON.stringify(metafile));
	}
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	const flags = new Set(process.argv.slice(2));
	try {
		await build({ production: flags.has("--production"), watch: flags.has("--watch"), tests: flags.has("--tests") });
	} catch (error) {
		if (!error.errors) throw error;
		process.exitCode = 1; // esbuild has printed what is wrong
	}
}
