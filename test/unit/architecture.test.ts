import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { suite, test } from "mocha";

/** What each room may import: other rooms, and packages. Everything else is refused. See docs/architecture.md. */
const rooms: Readonly<Record<string, { rooms: readonly string[]; packages: readonly string[]; node?: true; vscode?: true }>> = {
	"src/network": { rooms: [], packages: ["valibot"] },
	"src/source": { rooms: ["src/network"], packages: ["jsonc-parser", "valibot"] },
	"src/language": { rooms: ["src/network", "src/source"], packages: [] },
	"src/engine": { rooms: ["src/network"], packages: [] },
	"src/protocol": { rooms: ["src/network"], packages: ["valibot", "birpc"] },
	"src/weights": { rooms: ["src/network"], packages: [] },
	"src/worker": { rooms: ["src/engine", "src/protocol", "src/network", "src/weights"], packages: ["birpc", "valibot"], node: true },
	"src/extension": {
		rooms: ["src/language", "src/source", "src/protocol", "src/network", "src/weights"],
		packages: ["birpc", "valibot", "image-size"],
		node: true,
		vscode: true,
	},
	webview: {
		rooms: ["src/protocol", "src/network"],
		packages: ["lit", "@lit/reactive-element", "lit-html", "lit-element", "@vscode-elements/elements", "birpc", "uplot", "valibot"],
	},
};

/** Files that may touch Node: the entries, and what they hand over. The rest of their rooms must run in a browser host as well. */
const nodeEntries = new Set(["src/extension/node.ts", "src/extension/localFiles.ts", "src/worker/node.ts", "src/worker/optimised.ts"]);

interface Metafile {
	readonly inputs: Readonly<
		Record<
			string,
			{
				readonly imports: readonly {
					readonly path: string;
					readonly kind: string;
					readonly external?: boolean;
					readonly original?: string;
				}[];
			}
		>
	>;
	readonly outputs: Readonly<
		Record<
			string,
			{
				readonly inputs: Readonly<Record<string, unknown>>;
				readonly imports: readonly { readonly path: string; readonly kind: string; readonly external?: boolean }[];
			}
		>
	>;
}

const root = process.cwd();
const read = (bundle: string): Metafile => JSON.parse(readFileSync(path.join(root, "out/meta", `${bundle}.json`), "utf8")) as Metafile;
const roomOf = (file: string): string | undefined => Object.keys(rooms).find((room) => file.startsWith(`${room}/`));
const packageOf = (file: string): string | undefined => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1];

/** Every import of every file of ours that esbuild followed into the bundle. */
function violations(bundle: string): string[] {
	const found: string[] = [];
	for (const [file, { imports }] of Object.entries(read(bundle).inputs)) {
		const room = roomOf(file);
		const rule = room ? rooms[room] : undefined;
		if (!room || !rule) continue;
		for (const { path: target, external } of imports) {
			const otherRoom = roomOf(target);
			const name = packageOf(target);
			if (otherRoom && otherRoom !== room && !rule.rooms.includes(otherRoom)) found.push(`${file} imports ${target}`);
			if (name && !rule.packages.includes(name)) found.push(`${file} imports package ${name}`);
			if (external && target === "vscode" && !rule.vscode) found.push(`${file} imports vscode`);
			if (external && target.startsWith("node:") && !(rule.node && nodeEntries.has(file))) found.push(`${file} imports ${target}`);
		}
	}
	return found;
}

suite("architecture", () => {
	for (const bundle of ["extension", "worker", "webview"]) {
		test(`the rooms in the ${bundle} bundle import only what they may`, () => {
			assert.ok(existsSync(path.join(root, "out/meta", `${bundle}.json`)), "build first: out/meta is missing");
			assert.deepEqual(violations(bundle), []);
		});
	}

	test("the check sees imports at all", () => {
		const { inputs } = read("extension");
		const seen = Object.entries(inputs).flatMap(([file, { imports }]) =>
			imports.map(({ path: target }) => `${roomOf(file)} -> ${roomOf(target)}`),
		);
		assert.ok(seen.includes("src/extension -> src/source"), "extension imports source");
		assert.ok(seen.includes("src/language -> src/network"), "language imports network");
	});

	test("hover, completion, fixes, commands and open models are not loaded until they are asked for", () => {
		const { outputs } = read("extension");
		const holders = (file: string) => Object.keys(outputs).filter((output) => Object.hasOwn(outputs[output]?.inputs ?? {}, file));
		const language = ["language/hover", "language/completion", "language/fixes"];
		const models = [
			"extension/sessions",
			"extension/session",
			"extension/computation",
			"extension/controller",
			"extension/engineHost",
			"extension/modelPanel",
		];
		for (const answer of language) assert.deepEqual(holders(`src/${answer}.ts`), ["dist/answers.js"]);
		for (const asked of [...models, "protocol/panel", "protocol/engine", "protocol/training"]) {
			assert.deepEqual(holders(`src/${asked}.ts`), ["dist/later.js"]);
		}
		for (const asked of ["language/summary", "extension/samples", "extension/exportPicture", "extension/training/exportRun"]) {
			assert.deepEqual(holders(`src/${asked}.ts`), ["dist/asked.js"]);
		}
		for (const atOnce of ["src/source/analyze.ts", "src/language/inlay.ts", "src/extension/main.ts"]) {
			const late = holders(atOnce).filter((file) => ["dist/later.js", "dist/answers.js", "dist/asked.js"].includes(file));
			assert.deepEqual(late, [], `${atOnce} is loaded at once`);
		}
		const requiredAtOnce = Object.entries(outputs).flatMap(([output, { imports }]) =>
			imports.filter(({ kind, external }) => kind === "import-statement" && !external).map(({ path: file }) => `${output} -> ${file}`),
		);
		for (const each of requiredAtOnce) assert.match(each, / -> dist\/chunk-\w+\.js$/, "only what is shared is loaded with another file");
	});

	test("the extension bundle holds no engine, the webview bundle no host code", () => {
		const inside = (bundle: string) => Object.keys(read(bundle).inputs);
		assert.deepEqual(
			inside("extension").filter((file) => /^src\/(engine|worker)\/|^webview\//.test(file)),
			[],
		);
		assert.deepEqual(
			inside("webview").filter((file) => /^src\/(extension|engine|worker|source|language)\//.test(file)),
			[],
		);
		assert.deepEqual(
			inside("worker").filter((file) => /^src\/(extension|source|language)\/|^webview\//.test(file)),
			[],
		);
	});
});
