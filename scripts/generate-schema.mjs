// Writes what is generated from src/network's registry: node scripts/generate-schema.mjs
//   schemas/cnn.schema.json, schemas/cnn.schema.zh-cn.json   completion and hovers of a model file's keys
//   docs/layers.md                                           every layer kind with its attributes
//   docs/train.md                                            every key of train
// A unit test holds the files against what this would write.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");

const folder = mkdtempSync(path.join(tmpdir(), "convscope-schema-"));
try {
	const outfile = path.join(folder, "generated.cjs");
	await esbuild.build({
		absWorkingDir: root,
		entryPoints: ["scripts/generated/index.ts"],
		bundle: true,
		platform: "node",
		format: "cjs",
		target: "node20",
		outfile,
		logLevel: "warning",
	});
	const { generatedFiles } = createRequire(import.meta.url)(outfile);
	for (const [name, text] of Object.entries(generatedFiles(root))) {
		const file = path.join(root, name);
		mkdirSync(path.dirname(file), { recursive: true });
		writeFileSync(file, text);
		process.stdout.write(`${name}\n`);
	}
} finally {
	rmSync(folder, { recursive: true, force: true });
}
