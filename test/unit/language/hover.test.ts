import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { suite, test } from "mocha";
import { hoverAt } from "../../../src/language/hover";
import { documentation } from "../../../src/language/hoverLayer";
import { plain } from "../../../src/language/markdown";
import { english, sayFrom } from "../../../src/network/text";
import { at, caret, lenet, model } from "./marked";

const hover = (marked: string) => {
	const { analysis, offset } = at(marked);
	const found = hoverAt(analysis, offset);
	return found && { ...found, markdown: found.sections.join("\n\n"), covers: analysis.text.slice(found.range.start, found.range.end) };
};

/** Every sentence that VS Code's JSON hover can take from a schema. */
function* descriptions(schema: unknown): Generator<string> {
	if (typeof schema !== "object" || schema === null) return;
	for (const [key, value] of Object.entries(schema)) {
		if (key === "description" && typeof value === "string") yield value;
		else if (key === "enumDescriptions" && Array.isArray(value)) yield* value.map(String);
		else yield* descriptions(value);
	}
}

suite("language/hover: layers", () => {
	test("a convolution in the user's numbers", () => {
		const found = hover(caret(lenet, '"Conv2d"'));
		assert.equal(found?.covers, '"type": "Conv2d"');
		assert.equal(found.picture, "0");
		assert.equal(found.sections[0], "**Conv2d** `0` → `6×28×28`");
		assert.deepEqual(found.sections[1]?.split("  \n"), [
			"Output: `6×28×28` · `(28 + 2·2 − 5)/1 + 1 = 28`",
			"Parameters: `5·5·1·6 + 6 = 156`",
			"Multiply\\-adds: `5·5·1·6·28·28 = 117,600`",
			"Receptive field: 5×5 input pixels, 1 from one output to the next",
			"Memory: output 18\\.4 KiB, weights 624 B",
		]);
		assert.match(
			found.sections[2] ?? "",
			/156 parameters; the fully connected layer between the same two volumes\\: 3,692,640, 23,671 times as many/,
		);
		assert.match(found.sections[3] ?? "", /\(https:\/\/docs\.pytorch\.org\/docs\/stable\/generated\/torch\.nn\.Conv2d\.html\)$/);
	});
	test("the space between the braces is the layer's too", () => {
		const found = hover(lenet.replace('{ "type": "Flatten" }', '{ "type": "Flatten" |}'));
		assert.equal(found?.sections[0], "**Flatten** `6` → `400`");
		assert.match(found.sections[1] ?? "", /^Writes all channels/);
		assert.equal(found.covers, '{ "type": "Flatten" }');
	});
	test("a layer that is blocked says by what", () => {
		const text = model(['{ "type": "ReLU" }', '{ "type": "Linear", "out_features": 10 }', '{ "type": "ReLU" }']);
		const found = hover(caret(text, '"ReLU"', 1));
		assert.match(found?.markdown ?? "", /Its output is not known\\: 1 Linear above it is at fault/);
		assert.equal(found?.picture, undefined);
		assert.match(hover(caret(text, '"Linear"'))?.markdown ?? "", /a Flatten before it makes them a vector of 784 features/);
	});
	test("a repeated layer says how often, and what differs", () => {
		const text = model(['{ "type": "Sequential", "id": "s", "repeat": 2, "layers": [{ "type": "MaxPool2d", "kernel_size": 2 }] }']);
		assert.match(hover(caret(text, '"MaxPool2d"'))?.markdown ?? "", /Repeated 2 times\\: .*\n.* makes 1×7×7/);
		assert.match(hover(caret(text, '"Sequential"'))?.markdown ?? "", /^\*\*Sequential\*\* `s` → `1×7×7`\n\n2 layers, 0 parameters/);
	});
	test("nothing of the user's text acts as Markdown", () => {
		const text = model(['{ "type": "<img src=x>[a](command:x)", "id": "`*_" }']);
		const found = hover(caret(text, '"<img'));
		assert.equal(found?.sections[0], "**\\<img src=x\\>\\[a\\]\\(command\\:x\\)** `0`");
	});
	test("functions have their own pages", () => {
		assert.equal(documentation("Concat"), "https://docs.pytorch.org/docs/stable/generated/torch.cat.html");
	});
});

suite("language/hover: attributes", () => {
	test("what another stride would change here", () => {
		const text = model(['{ "type": "Conv2d", "out_channels": 6, "kernel_size": 5, "padding": 2, "stride": 1 }']);
		const found = hover(caret(text, '"stride"'));
		assert.equal(found?.covers, '"stride"');
		assert.equal(found.sections[0], "a positive integer, or a pair \\[height, width\\] · 1 where it is not written");
		assert.equal(found.sections[1]?.split("  \n")[0], "`1 → 2` output 6×14×14 instead of 6×28×28, MACs ÷ 4");
	});
	test("what another kernel would cost", () => {
		const found = hover(lenet.replace('"kernel_size": 5', '"kernel_size": |5'));
		assert.equal(found?.covers, "5");
		assert.match(found.markdown, /`5 → 3` output 6×30×30 instead of 6×28×28, 60 parameters instead of 156, MACs ÷ 2\\\.4/);
	});
	test("a value that is wrong is compared with those that fit", () => {
		const text = model(['{ "type": "Conv2d", "out_channels": 6, "kernel_size": 50 }']);
		assert.match(hover(caret(text, "50"))?.markdown ?? "", /`50 → 3` output 6×26×26/);
	});
	test("what JSON's hover takes from the schema is not said again, in no language", () => {
		const chinese = sayFrom(JSON.parse(readFileSync("l10n/bundle.l10n.zh-cn.json", "utf8")) as Record<string, string>);
		const text = model([
			'{ "type": "Conv2d", "id": "a", "out_channels": 6, "kernel_size": [5, 3], "stride": 2 }',
			'{ "type": "Sequential", "repeat": 2, "layers": [{ "type": "ReLU", "from": "input" }] }',
		]);
		const places = [
			'"type"',
			'"Conv2d"',
			'"id"',
			'"out_channels"',
			'"kernel_size"',
			"[5",
			'"stride"',
			"2 }",
			'"Sequential"',
			'"repeat"',
			'"from"',
		];
		for (const [language, say] of [
			["en", english],
			["zh-cn", chinese],
		] as const) {
			const file = language === "en" ? "cnn.schema.json" : "cnn.schema.zh-cn.json";
			const sentences = new Set([...descriptions(JSON.parse(readFileSync(`schemas/${file}`, "utf8")))].map(plain));
			assert.ok(sentences.has(plain(say({ message: "Height and width of each kernel." }))), "the schema is in that language");
			for (const place of places) {
				const { analysis, offset } = at(caret(text, place));
				const sections = hoverAt(analysis, offset, say)?.sections ?? assert.fail(place);
				assert.deepEqual(
					sections.filter((section) => sentences.has(section)),
					[],
					`${language}: ${place}`,
				);
			}
		}
	});
	test("inside of a list the schema says nothing, so we do", () => {
		const pair = caret(model(['{ "type": "Conv2d", "out_channels": 6, "kernel_size": [5, 3] }']), "3] }");
		assert.equal(hover(pair)?.sections[0], "Height and width of each kernel\\.");
		const list = caret(model(['{ "type": "Flatten", "id": "a" }', '{ "type": "Add", "from": ["a", "a"] }']), '"a"]');
		assert.match(hover(list)?.sections[0] ?? "", /^Which outputs this layer takes/);
	});
	test("input, id and from", () => {
		assert.deepEqual(hover(caret(lenet, '"input"'))?.sections, [
			"**Input** `1×28×28`",
			"Channels × height × width\\: 1 of 28×28 pixels\\.  \n784 numbers, 3\\.1 KiB for one picture\\.  \nThe network makes 10 of it\\.",
		]);
		const text = model(['{ "type": "ReLU", "id": "a" }', '{ "type": "Flatten", "from": "a" }']);
		assert.match(hover(caret(text, '"id"'))?.markdown ?? "", /^Here it is called `a`$/);
		assert.match(hover(caret(text, '"from"'))?.markdown ?? "", /^`a ReLU` `1×28×28`$/);
	});
	test("nothing outside", () => {
		assert.equal(hover(caret(lenet, '"layers"')), undefined);
		assert.equal(hover("|"), undefined);
	});
});
