// Compiles src/kernels (AssemblyScript) to dist/kernels.wasm, and with WIDE in shape.ts to dist/kernels-wide.wasm: node scripts/kernels.mjs
// Left alone when neither the sources nor this file changed, because the compiler alone takes seconds to start.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const sources = path.join(root, "src/kernels");
const kept = path.join(root, "out/kernels");

/** 2 GiB: every pointer is a positive int32. Reserved, not taken. */
const MAXIMUM_PAGES = 32768;

const flags = [
	"--optimizeLevel 3 --shrinkLevel 0 --noAssert --runtime stub --converge",
	"--enable simd --enable threads --enable bulk-memory",
	`--importMemory --sharedMemory --initialMemory 16 --maximumMemory ${MAXIMUM_PAGES}`,
]
	.join(" ")
	.split(" ");

/** Everything that the result depends on, as one short text. */
function fingerprint() {
	const hash = createHash("sha256");
	for (const name of readdirSync(sources).sort())
		if (name.endsWith(".ts")) hash.update(name).update(readFileSync(path.join(sources, name)));
	hash
		.update(readFileSync(fileURLToPath(import.meta.url)))
		.update(readFileSync(path.join(root, "node_modules/assemblyscript/package.json")));
	return hash.digest("hex").slice(0, 16);
}

/** `kernels-wide` is what the setting `convscope.wideKernels` asks for: the same sources, with one constant changed. */
const modules = [
	{ name: "kernels", wide: false },
	{ name: "kernels-wide", wide: true },
];

/** The compiler's way to a source, with WIDE as wanted. */
function reader(wide) {
	const plain = "export const WIDE: bool = false;";
	return (name, folder) => {
		const file = path.resolve(folder, name);
		if (!existsSync(file)) return null;
		const text = readFileSync(file, "utf8");
		if (!wide || path.basename(file) !== "shape.ts") return text;
		if (!text.includes(plain)) throw new Error(`shape.ts lacks ${plain}`);
		return text.replace(plain, "export const WIDE: bool = true;");
	};
}

/** Compiles the kernels if they changed, and puts them into dist. */
export async function buildKernels() {
	const print = fingerprint();
	mkdirSync(path.join(root, "dist"), { recursive: true });
	for (const { name, wide } of modules) {
		const compiled = path.join(kept, `${name}-${print}.wasm`);
		if (!existsSync(compiled)) await compile(compiled, wide);
		writeFileSync(path.join(root, "dist", `${name}.wasm`), readFileSync(compiled));
	}
}

async function compile(compiled, wide) {
	const { default: asc } = await import("assemblyscript/asc");
	mkdirSync(kept, { recursive: true });
	const { error, stderr } = await asc.main(
		["src/kernels/index.ts", "--baseDir", root, "--outFile", path.relative(root, compiled), ...flags],
		{ readFile: reader(wide) },
	);
	if (error) throw new Error(`The kernels do not compile.\n${stderr.toString()}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildKernels();
