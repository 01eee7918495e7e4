// Makes the .vsix in out/ and holds it to its sizes: node scripts/package.mjs
import { mkdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { root, runNode, tool } from "./processes.mjs";

/**
 * The most that each file may weigh, in bytes (1 kB = 1,000), and where it should get to. The host bundle is over its goal of 150 kB; its
 * limit only keeps it from growing meanwhile.
 */
const limits = { "dist/extension.js": 185_000, "dist/webview/main.js": 250_000 };
const goals = { "dist/extension.js": 150_000 };
const vsixLimit = 3_000_000;

const inKilobytes = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;

/** Packs the extension (vsce builds it first, through the script vscode:prepublish). Gives the file and whether all sizes hold. */
export async function makePackage() {
	const { name, version } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));
	const vsix = path.join("out", `${name}-${version}.vsix`);
	mkdirSync(path.join(root, "out"), { recursive: true });
	const vsce = tool("@vscode/vsce", "vsce");
	const options = ["--no-dependencies"];
	// There is no public repository to point relative links at; the pictures are inside the package.
	const packed = await runNode(vsce, ["package", ...options, "--allow-missing-repository", "--no-rewrite-relative-links", "--out", vsix]);
	if (packed.code !== 0) return { passed: false, output: packed.output };

	const lines = [];
	let passed = true;
	const weigh = (file, limit) => {
		const { size } = statSync(path.join(root, file));
		const fits = size <= limit;
		passed &&= fits;
		const goal = goals[file] && size > goals[file] ? `, over its goal of ${inKilobytes(goals[file])}` : "";
		lines.push(`${fits ? "  " : "✗ "}${file}: ${inKilobytes(size)} of at most ${inKilobytes(limit)}${goal}`);
	};
	weigh(vsix, vsixLimit);
	for (const [file, limit] of Object.entries(limits)) weigh(file, limit);

	const listed = await runNode(vsce, ["ls", ...options]);
	const files = listed.output.split("\n").filter((line) => line !== "" && !line.includes(" "));
	lines.push(`  ${files.length} files:`, ...files.map((file) => `    ${file}`));
	const strangers = files.filter((file) => /\.map$|\.ts$|^(src|test|scripts|node_modules|out)\//.test(file));
	if (strangers.length > 0) lines.push(`✗ does not belong into the package: ${strangers.join(", ")}`);
	return { passed: passed && strangers.length === 0 && listed.code === 0, output: `${lines.join("\n")}\n`, vsix };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	const { passed, output } = await makePackage();
	process.stdout.write(output);
	if (!passed) process.exitCode = 1;
}
