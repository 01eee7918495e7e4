import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { suite, suiteSetup, suiteTeardown, test } from "mocha";

/** Runs the tool that `npm run shapes` runs, as scripts/build.mjs --tests has built it. */
function shapes(...args: string[]): { code: number | null; out: string; err: string } {
	const { status, stdout, stderr } = spawnSync(process.execPath, [path.join(process.cwd(), "out/cli/shapes.js"), ...args], {
		encoding: "utf8",
	});
	return { code: status, out: stdout, err: stderr };
}

suite("npm run shapes", () => {
	let folder = "";
	suiteSetup(() => {
		folder = mkdtempSync(path.join(tmpdir(), "convscope-shapes-"));
	});
	suiteTeardown(() => rmSync(folder, { recursive: true, force: true }));
	const file = (text: string): string => {
		const name = path.join(folder, "net.cnn.json");
		writeFileSync(name, text);
		return name;
	};

	test("--json: one object, exit 0 without errors", () => {
		const { code, out, err } = shapes(
			file(
				'{ "input": [1, 8, 8], "layers": [{ "type": "Conv2d", "id": "c", "out_channels": 2, "kernel_size": 3 }, { "type": "Flatten" }] }',
			),
			"--json",
		);
		assert.deepEqual(JSON.parse(out), {
			layers: [
				{ id: "c", type: "Conv2d", outputShape: [2, 6, 6], parameters: 20, macs: 648, receptiveField: [3, 3] },
				{ id: "1", type: "Flatten", outputShape: [72], parameters: 0, macs: 0, receptiveField: [3, 3] },
			],
			totals: { parameters: 20, macs: 648 },
			issues: [],
		});
		assert.deepEqual([code, err], [0, ""]);
	});
	test("errors: exit 1, zero-based places in JSON, from 1 in the table", () => {
		const name = file('{ "input": [1, 8, 8],\n  "layers": [{ "type": "Relu" }] }');
		const json = shapes(name, "--json");
		assert.equal(json.code, 1);
		assert.deepEqual(JSON.parse(json.out).issues, [
			{
				code: "unknown-layer",
				severity: "error",
				range: { start: { line: 1, character: 23 }, end: { line: 1, character: 29 } },
				message: "There is no layer Relu; did you mean ReLU?",
			},
		]);
		assert.equal(JSON.parse(json.out).layers[0].outputShape, null);
		const table = shapes(name);
		assert.equal(table.code, 1);
		assert.ok(table.out.includes(`${name}:2:24 error unknown-layer There is no layer Relu; did you mean ReLU?`), table.out);
	});
	test("what cannot be read: exit 2, a message, nothing on standard output", () => {
		for (const [args, message] of [
			[[], "npm run shapes -- FILE.cnn.json [--json | --pytorch]\n"],
			[[folder], `${folder}: not a file\n`],
			[[path.join(folder, "none")], `${path.join(folder, "none")}: there is no such file\n`],
			[["--yaml"], "--yaml: unknown option; npm run shapes -- FILE.cnn.json [--json | --pytorch]\n"],
		] as const) {
			assert.deepEqual(shapes(...args), { code: 2, out: "", err: message });
		}
	});
});
