import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { parse } from "jsonc-parser";
import { suite, test } from "mocha";

interface Launch {
	readonly name: string;
	readonly type: string;
	readonly args: readonly string[];
	readonly preLaunchTask: string;
}
interface Task {
	readonly label: string;
	readonly script?: string;
	readonly isBackground?: boolean;
	readonly problemMatcher: { readonly background: { readonly beginsPattern: string; readonly endsPattern: string } };
}

const read = <T>(file: string): T => parse(readFileSync(file, "utf8"), [], { allowTrailingComma: true });

suite("F5", () => {
	const launches = read<{ configurations: Launch[] }>(".vscode/launch.json").configurations;
	const tasks = read<{ tasks: Task[] }>(".vscode/tasks.json").tasks;
	const { scripts } = read<{ scripts: Record<string, string> }>("package.json");

	test("every profile runs this extension after a task that there is", () => {
		assert.ok(launches.length > 0);
		for (const { name, type, args, preLaunchTask } of launches) {
			assert.equal(type, "extensionHost", name);
			assert.ok(
				args.some((argument) => /^--extensionDevelopmentPath=\$\{workspaceFolder\}$/.test(argument)),
				name,
			);
			assert.ok(
				tasks.some(({ label }) => label === preLaunchTask),
				`${name} waits for ${preLaunchTask}`,
			);
		}
	});

	test("every folder and file that a profile opens is there", () => {
		const opened = launches.flatMap(({ args }) => args.filter((argument) => argument.startsWith("$")));
		assert.ok(opened.length > 0);
		for (const argument of opened) assert.ok(existsSync(argument.replace(/^\$\{workspaceFolder\}\//, "")), argument);
	});

	test("the watching task ends its wait with a line that esbuild prints", () => {
		const watch = tasks.find(({ isBackground }) => isBackground);
		assert.ok(watch?.script && scripts[watch.script]?.includes("--watch"));
		const { beginsPattern, endsPattern } = watch.problemMatcher.background;
		assert.match("[watch] build finished, watching for changes...", new RegExp(endsPattern));
		assert.match('[watch] build started (change: "src/extension/main.ts")', new RegExp(beginsPattern));
	});
});
