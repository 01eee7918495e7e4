import assert from "node:assert/strict";
import { suite, test } from "mocha";
import { analyze } from "../../../src/source";
import { check, model } from "./check";

suite("broken text", () => {
	test("comments and trailing commas are fine", () => {
		check('// a model\n{ "input": [1, 8, 8], /* in */ "layers": [ { "type": "ReLU", }, ], }', { layers: ["0 1×8×8"], issues: [] });
	});
	test("a value that is not written yet: before it exact, from there on blocked", () => {
		check(model('{ "type": "ReLU" }, { "type": "Conv2d", "out_channels": 4, "kernel_size": «}», { "type": "ReLU" }'), {
			layers: ["0 1×28×28", "1 blocked", "2 blocked"],
			issues: ["syntax: kernel_size has no value yet."],
		});
		check(model('{ "type": "ReLU" }, { "type": "Conv2d", "kernel_size": «,» "out_channels": 4 }'), {
			layers: ["0 1×28×28", "1 blocked"],
			issues: ["syntax: kernel_size has no value yet."],
		});
	});
	test("half a number", () => {
		check(model('{ "type": "Conv2d", "out_channels": 4, "kernel_size": «-» }, { "type": "ReLU" }'), {
			layers: ["0 blocked", "1 blocked"],
			issues: ["syntax: - is not a complete number."],
		});
	});
	test("a missing comma between layers leaves the first exact", () => {
		check(model('{ "type": "ReLU" } «{» "type": "ReLU" }'), {
			layers: ["0 1×28×28", "1 blocked"],
			issues: ["syntax: A comma is missing before {."],
		});
	});
	test("a layer that the end of the file cuts off is blocked, a closed one is exact", () => {
		check('{ "input": [1, 8, 8], "layers": [{ "type": "ReLU" }, { "type": "ReLU"', {
			layers: ["0 1×8×8", "1 blocked"],
			issues: ["syntax"],
		});
		check('{ "input": [1, 8, 8], "layers": [{ "type": "ReLU" }, { "type": "ReLU" }', {
			layers: ["0 1×8×8", "1 1×8×8"],
			issues: ["syntax"],
		});
	});
	test("a missing closing brace does not touch the layers before it", () => {
		check(model('{ "type": "ReLU" },\n{ "type": "Conv2d", "out_channels": 4,\n{ "type": "ReLU" }'), { layers: ["0 1×28×28", "1 blocked"] });
	});
	test("an unfinished text, Python's words, a stray word", () => {
		check('{ "name": «"x»\n}', { issues: ["syntax: This text is never closed: a double quote is missing."] });
		check(model('{ "type": "Linear", "out_features": 3, "bias": «True» }'), { issues: ["syntax: True is written true in JSON."] });
		check(model('{ "type": «Conv2d» }'), { issues: ["syntax: Conv2d is not JSON; words stand in double quotes."] });
		check(`${model('{ "type": "ReLU" }')} «{»}`, { issues: ["syntax: The model ends before this; what follows belongs to nothing."] });
	});
	test("nothing but syntax is said behind a syntax error", () => {
		check('{ «"inptu"»: [1, 8, 8], "layers": [{ "type": "ReLU", «=» }, { "type": "Foo" }, { "type": "Conv2d" }] }', {
			layers: ["0 blocked", "1 blocked", "2 blocked"],
			issues: ["warning unknown-key", "syntax"],
		});
	});
	test("an id that stands behind the error is not called unknown", () => {
		check(model('{ "type": "ReLU", "from": "later" }, { "type": "ReLU", "id": "lat'), {
			layers: ["0 blocked", "1 blocked"],
			issues: ["syntax"],
		});
	});
	test("an empty file, another value, a very long text", () => {
		check("", { issues: ["not-a-model"], layers: [] });
		check(" // later\n", { issues: ["not-a-model"] });
		check("«[1, 2]»", { issues: ['not-a-model: A model is an object: { "input": […], "layers": […] }.'] });
		check("x".repeat(5_000_000), { issues: ["too-large: The file has 5,000,000 characters; at most 4,194,304 are read."] });
	});
	test("deep nesting does not overflow", () => {
		for (const text of [
			"[".repeat(100_000),
			'{"a":'.repeat(100_000),
			'{"layers":[{"type":"Sequential",'.repeat(50_000),
			"[},".repeat(100_000),
		]) {
			const { issues, brokenAt } = check(text, {});
			assert.ok(issues.length > 0 && brokenAt !== undefined);
		}
	});
	test("thousands of errors give few issues", () => {
		assert.equal(analyze("[,\n".repeat(100)).issues.length, 20);
		const many = Array.from({ length: 1000 }, () => '{ "type": "Foo", "from": "nothing" }').join(",");
		assert.equal(analyze(model(many)).issues.length, 200);
	});
});
