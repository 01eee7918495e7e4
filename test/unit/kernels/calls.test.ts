import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { suite, test } from "mocha";
import { CALLS, FLOATS } from "../../../src/engine/simd/calls";
import { exports } from "./support";

const folder = path.join(process.cwd(), "src/kernels");
const sources = new Map(
	readdirSync(folder)
		.filter((name) => name.endsWith(".ts"))
		.map((name) => [name, readFileSync(path.join(folder, name), "utf8")]),
);

/** Fields of the `@unmanaged` class that holds a kernel's arguments, with their types; undefined where there is none. */
function fieldsOf(kernel: string): [name: string, type: string][] | undefined {
	const name = kernel.charAt(0).toUpperCase() + kernel.slice(1);
	for (const text of sources.values()) {
		const [, body] = new RegExp(`@unmanaged\\n(?:export )?class ${name} \\{\\n([^}]*)\\}`).exec(text) ?? [];
		if (body !== undefined) return [...body.matchAll(/^\t(\w+): (\w+);$/gm)].map(([, field = "", type = ""]) => [field, type]);
	}
	return undefined;
}

suite("kernels: calls", () => {
	for (const [number, [kernel, names]] of Object.entries(CALLS).entries())
		test(`${kernel} reads its arguments in the order of calls.ts, and is number ${number}`, () => {
			const fields = fieldsOf(kernel);
			assert.ok(fields, `there is no class of ${kernel}'s arguments`);
			assert.deepEqual(
				fields.map(([name]) => name),
				names,
			);
			for (const [name, type] of fields) assert.equal(type === "f32", FLOATS.has(name), `${name} is ${type}`);
			assert.equal(typeof exports[kernel], "function");
			assert.ok(sources.get("index.ts")?.includes(`\t\tcase ${number}: ${kernel}(call, part, parts); break;\n`), "not registered");
		});
});
