import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { suite, test } from "mocha";

/** Every English template in the panel's sources: the first argument of `t("…")`. */
function templates(): ReadonlySet<string> {
	const found = new Set<string>();
	for (const name of readdirSync("webview", { recursive: true })
		.map(String)
		.filter((file) => file.endsWith(".ts"))) {
		for (const [, template] of readFileSync(path.join("webview", name), "utf8").matchAll(/\bt\(\s*"((?:[^"\\]|\\.)*)"/g)) {
			if (template !== undefined) found.add(JSON.parse(`"${template}"`));
		}
	}
	return found;
}

suite("webview: translations", () => {
	const merged = "l10n/bundle.l10n.zh-cn.json";
	const part = "l10n/parts/webview.zh-cn.json";
	const read = (file: string): Record<string, string> => {
		try {
			return JSON.parse(readFileSync(file, "utf8"));
		} catch (error) {
			if ((error as { code?: string }).code === "ENOENT") return {};
			throw error;
		}
	};

	test("every sentence of the panel has its Chinese, with the same names in braces", () => {
		const table = { ...read(part), ...read(merged) };
		const names = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([name]) => name).sort();
		const english = templates();
		assert.ok(english.size > 60);
		for (const template of english) {
			assert.ok(table[template], `no Chinese for: ${template}`);
			assert.deepEqual(names(table[template] ?? ""), names(template), template);
		}
	});
});
