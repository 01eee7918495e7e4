import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { suite, test } from "mocha";
import { kinds } from "../../src/network/registry";

const json = (file: string): Record<string, string> => JSON.parse(readFileSync(file, "utf8")) as Record<string, string>;

/** Every template that the sources hand to `text(…)`, `say(…)` or `t(…)` as a literal. */
function templates(): Map<string, string> {
	const found = new Map<string, string>();
	for (const room of ["src", "webview"]) {
		for (const name of readdirSync(room, { recursive: true }).map(String)) {
			if (!name.endsWith(".ts") || name.startsWith("cli")) continue;
			const source = readFileSync(path.join(room, name), "utf8").replaceAll(/\/\*[\s\S]*?\*\//g, ""); // docstrings hold examples
			for (const [, double, single] of source.matchAll(/\b(?:text|t)\(\s*(?:("(?:[^"\\]|\\.)*")|('(?:[^'\\]|\\.)*'))/g)) {
				const literal = double ?? `"${(single ?? "").slice(1, -1).replaceAll('"', '\\"')}"`;
				found.set(JSON.parse(literal) as string, `${room}/${name}`);
			}
		}
	}
	return found;
}

const names = (template: string): string[] => [...template.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name).sort();

suite("translations", () => {
	const chinese = json("l10n/bundle.l10n.zh-cn.json");

	test("the bundle is what the rooms' parts say: npm run l10n makes it", () => {
		const parts = readdirSync("l10n/parts").map((part) => json(path.join("l10n/parts", part)));
		assert.deepEqual(chinese, Object.assign({}, ...parts));
	});

	test("every sentence of the sources is there in Chinese", () => {
		const all = templates();
		assert.ok(all.size > 150, `only ${all.size} templates were found: does the search still work?`);
		assert.deepEqual(
			[...all].filter(([template]) => !Object.hasOwn(chinese, template)).map(([template, file]) => `${file}: ${template}`),
			[],
		);
	});

	test("every layer kind and attribute is explained in Chinese", () => {
		const docs = kinds.flatMap((kind) => [kind.doc, ...Object.values(kind.attributes).map(({ doc }: { doc: string }) => doc)]);
		assert.ok(docs.length > 100);
		assert.deepEqual(
			docs.filter((doc) => !Object.hasOwn(chinese, doc)),
			[],
		);
	});

	test("a translation uses the names of its template, and no others", () => {
		for (const [template, translation] of Object.entries(chinese)) {
			const unknown = names(translation).filter((name) => !names(template).includes(name));
			assert.deepEqual(unknown, [], template);
		}
	});

	test("in the palette, which sorts by title, Train stands before its step and its data", () => {
		for (const [file, language] of [
			["package.nls.json", "en"],
			["package.nls.zh-cn.json", "zh-CN"],
		] as const) {
			const { "command.train": train, "command.trainStep": step, "command.chooseData": data } = json(file);
			assert.deepEqual([data, step, train].map(String).sort(new Intl.Collator(language).compare)[0], train);
		}
	});

	test("package.nls has the same keys in both languages", () => {
		assert.deepEqual(Object.keys(json("package.nls.zh-cn.json")).sort(), Object.keys(json("package.nls.json")).sort());
	});

	test("every %key% of package.json is there", () => {
		const keys = [...readFileSync("package.json", "utf8").matchAll(/"%([\w.]+)%"/g)].map(([, key = ""]) => key);
		assert.ok(keys.length > 20);
		assert.deepEqual(
			keys.filter((key) => !Object.hasOwn(json("package.nls.json"), key)),
			[],
		);
	});
});
