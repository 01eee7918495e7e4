import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { suite, test } from "mocha";
import { summaryTable, toMarkdown, toText } from "../../../src/language/summary";
import { sayFrom, text } from "../../../src/network/text";
import { editDistance, nearest } from "../../../src/source";
import { check, model } from "./check";

suite("the summary table", () => {
	const analysis = check(
		model('{ "type": "Conv2d", "id": "stem", "out_channels": 6, "kernel_size": [5, 3] }, { "type": "ReLU" }, { "type": "Conv2d" }'),
		{},
	);
	test("as text", () => {
		assert.equal(
			toText(summaryTable(analysis)),
			[
				"Layer  Type    Output shape  Kernel  Parameters    MACs  Receptive field",
				"────────────────────────────────────────────────────────────────────────",
				"stem   Conv2d       6×24×26     5×3          96  56,160              5×3",
				"1      ReLU         6×24×26                                          5×3",
				"2      Conv2d             ?                   ?       ?                ?",
				"────────────────────────────────────────────────────────────────────────",
				"Total                                        96  56,160",
				"",
			].join("\n"),
		);
	});
	test("as Markdown", () => {
		const lines = toMarkdown(summaryTable(analysis)).split("\n");
		assert.equal(lines[0], "| Layer | Type | Output shape | Kernel | Parameters | MACs | Receptive field |");
		assert.equal(lines[1], "|---|---|---:|---:|---:|---:|---:|");
		assert.equal(lines[2], "| stem | Conv2d | 6×24×26 | 5×3 | 96 | 56,160 | 5×3 |");
		assert.equal(lines[5], "| **Total** |  |  |  | **96** | **56,160** |  |");
	});
});

suite("words", () => {
	test("distance", () => {
		assert.equal(editDistance("kernel_size", "kernel_size"), 0);
		assert.equal(editDistance("kernal_szie", "kernel_size"), 2);
		assert.equal(editDistance("", "abc"), 3);
	});
	test("what was meant", () => {
		const types = ["Conv2d", "MaxPool2d", "Linear", "ReLU", "BatchNorm2d"];
		assert.equal(nearest("conv2D", types), "Conv2d");
		assert.equal(nearest("MaxPool", types), "MaxPool2d");
		assert.equal(nearest("MaxPooling2D", types), "MaxPool2d");
		assert.equal(nearest("Transformer", types), undefined);
		assert.equal(nearest("", types), undefined);
	});
	test("a text inside of a text is translated, too", () => {
		const say = sayFrom({ "{a} must be {b}.": "{a} 必须是{b}。", "a positive integer": "正整数" });
		assert.equal(say(text("{a} must be {b}.", { a: "stride", b: text("a positive integer") })), "stride 必须是正整数。");
	});
});

suite("docs/model-file.md", () => {
	test("its example is a whole network", () => {
		const page = readFileSync(path.join(process.cwd(), "docs/model-file.md"), "utf8");
		const example = /```jsonc\n([\s\S]*?)```/.exec(page)?.[1] ?? "";
		const { layers } = check(example, { issues: [] });
		assert.deepEqual(
			layers.map(({ key }) => key),
			["stem", "block.0.0", "block.0.1", "block.0.2", "block.1.0", "block.1.1", "block.1.2", "2", "3", "4"],
		);
	});
});
