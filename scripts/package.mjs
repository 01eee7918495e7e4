// Makes the .vsix in out/ and holds it to its sizes: node scripts/package.mjs
import { mkdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { root, runNode, tool } from "./processes.mjs";

/** The most that may weigh what waking the extension loads, what it loads later, the page and the package, in bytes (1 kB = 1,000). */
const limits = { activation: 150_000, later: 113_000, page: 250_000, pixelZoom: 60_000, package: 3_000_000 };

const inKilobytes = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;

/** A file of a bundle (the host's, the page's) and all that it requires as it is loaded, as esbuild recorded it. */
function loadedWith(file, bundle = "extension") {
	const { outputs } = JSON.parse(readFileSync(path.join(root, `out/meta/${bundle}.json`), "utf8"));
	const files = new Set([file]);
	for (const each of files) {
		for (const { path: required, kind, external } of outputs[each].imports) {
			if (kind === "import-statement" && !external) files.add(required);
		}
	}
	return [...files];
}

/** Packs the extension (vsce builds it first, through the script vscode:prepublish). Gives the file, its sizes in bytes and whether all of them hold. */
export async function makePackage() {
	const manifest = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));
	const vsix = path.join("out", `${manifest.name}-${manifest.version}.vsix`);
	mkdirSync(path.join(root, "out"), { recursive: true });
	const vsce = tool("@vscode/vsce", "vsce");
	const options = ["--no-dependencies"];
	// There is no public repository to point relative links at; the pictures are inside the package.
	const packed = await runNode(vsce, ["package", ...options, "--allow-missing-repository", "--no-rewrite-relative-links", "--out", vsix]);
	if (packed.code !== 0) return { passed: false, output: packed.output };

	const lines = [];
	let passed = true;
	const sizes = {};
	const weigh = (name, files) => {
		const limit = limits[name];
		const size = files.reduce((sum, file) => sum + statSync(path.join(root, file)).size, 0);
		const fits = size <= limit;
		passed &&= fits;
		sizes[name] = size;
		lines.push(`${fits ? "  " : "✗ "}${files.join(" + ")}: ${inKilobytes(size)} of at most ${inKilobytes(limit)}`);
	};
	const atOnce = loadedWith("dist/extension.js");
	weigh("package", [vsix]);
	weigh("activation", atOnce);
	weigh(
		"later",
		loadedWith("dist/later.js").filter((file) => !atOnce.includes(file)),
	);
	const page = loadedWith("dist/webview/main.js", "webview");
	weigh("page", page);
	const { outputs } = JSON.parse(readFileSync(path.join(root, "out/meta/webview.json"), "utf8"));
	const pixelZoom = Object.keys(outputs).filter((file) => outputs[file].entryPoint === "webview/views/pixel/pixel-zoom.ts");
	weigh(
		"pixelZoom",
		pixelZoom.flatMap((file) => loadedWith(file, "webview")).filter((file) => !page.includes(file)),
	);

	const listed = await runNode(vsce, ["ls", ...options]);
	const files = listed.output.split("\n").filter((line) => line !== "" && !line.includes(" "));
	lines.push(`  ${files.length} files:`, ...files.map((file) => `    ${file}`));
	const strangers = files.filter((file) => /\.map$|\.ts$|^(src|test|bench|scripts|node_modules|out)\//.test(file));
	if (strangers.length > 0) lines.push(`✗ does not belong into the package: ${strangers.join(", ")}`);
	return { passed: passed && strangers.length === 0 && listed.code === 0, output: `${lines.join("\n")}\n`, sizes, vsix };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	const { passed, output } = await makePackage();
	process.stdout.write(output);
	if (!passed) process.exitCode = 1;
}
