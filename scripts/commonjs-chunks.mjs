// An esbuild plugin: splits a bundle at its `import()`s although VS Code's extension host wants CommonJS. esbuild splits ES modules only, so
// the bundle is made as ES modules and each of its files is then said in CommonJS, where `import()` becomes a `require` in a promise.
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";

export const commonjsChunks = {
	name: "commonjs-chunks",
	setup(build) {
		const options = build.initialOptions;
		const { minify, charset, target, platform, sourcemap } = options;
		// What is loaded later is an entry, too, and keeps its name; what several share goes by a hash.
		Object.assign(options, { format: "esm", splitting: true, chunkNames: "chunk-[hash]", write: false, sourcemap: sourcemap && "inline" });
		build.onEnd(async ({ outputFiles = [] }) => {
			for (const file of outputFiles) {
				const { code, map } = await build.esbuild.transform(file.text, {
					format: "cjs",
					supported: { "dynamic-import": false },
					sourcefile: path.basename(file.path),
					sourcemap: sourcemap && "external",
					...{ minify, charset, target, platform, legalComments: "inline" },
				});
				const name = path.basename(file.path);
				await mkdir(path.dirname(file.path), { recursive: true });
				if (map) await writeFile(`${file.path}.map`, map);
				await writeFile(file.path, map ? `${code}//# sourceMappingURL=${name}.map\n` : code);
			}
		});
	},
};
