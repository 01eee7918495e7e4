import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { suite, test } from "mocha";
import { analyze } from "../../../src/source";
import { invariants } from "./check";

type Fact = readonly [name: string, type: string, input: readonly number[], output: readonly number[], parameters: number, macs: number];
interface Facts {
	readonly models: Readonly<Record<string, { readonly params: number; readonly macs: number; readonly layers: readonly Fact[] }>>;
}

const read = (file: string): string => readFileSync(path.join(process.cwd(), "test", file), "utf8");
const facts = JSON.parse(read("golden/model_facts.json")) as Facts;

/** What torchvision computes by functions, without a module of its own, and so has no line in the facts. */
const functional = new Set(["Flatten", "Add", "Concat"]);
const functionalIn: Readonly<Record<string, readonly string[]>> = { mobilenet_v2: ["AdaptiveAvgPool2d"], googlenet: ["ReLU"] };

/** Modules that torchvision calls twice under one name; a model file has a layer for each call. */
const calledAgain: Readonly<Record<string, (key: string) => string>> = {
	resnet18: (key) => key.replace(/\.relu2$/, ".relu"),
};

suite("torchvision's networks as model files", () => {
	for (const [name, expected] of Object.entries(facts.models)) {
		test(`${name}: every shape, parameter count, multiply-add and name`, () => {
			const analysis = analyze(read(`fixtures/models/${name}.cnn.json`));
			invariants(analysis);
			assert.deepEqual(analysis.issues, []);
			const extra = new Set([...functional, ...(functionalIn[name] ?? [])]);
			const rename = calledAgain[name] ?? ((key: string) => key);
			const modules = analysis.layers.filter(({ type }) => !extra.has(type));
			assert.deepEqual(
				modules.map(({ key, type, inputShapes, shape, parameters, macs }) => [
					rename(key),
					type,
					inputShapes?.[0],
					shape,
					parameters,
					macs,
				]),
				expected.layers.map(([key, type, input, output, parameters, macs]) => [
					key,
					type,
					input.slice(1),
					output.slice(1),
					parameters,
					macs,
				]),
			);
			assert.equal(analysis.totals.parameters, expected.params);
			assert.equal(analysis.totals.macs, expected.macs);
		});
	}
});
