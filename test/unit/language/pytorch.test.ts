import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { suite, test } from "mocha";
import { toPyTorch } from "../../../src/language/pytorch";
import { analyze } from "../../../src/source/analyze";

const codeOf = (model: object): string | undefined => toPyTorch(analyze(JSON.stringify(model)));
const sample = (name: string): string => toPyTorch(analyze(readFileSync(`media/samples/${name}.cnn.json`, "utf8"))) ?? "";
const conv = { type: "Conv2d", out_channels: 4, kernel_size: 3, padding: 1 };

/** What was made of these and some 200 random networks was run in PyTorch 1.13: the same names, shapes and numbers. See docs/model-file.md. */
suite("language: a network as PyTorch code", () => {
	test("one path is an nn.Sequential with the sizes that PyTorch asks for, and says how its weights are loaded", () => {
		assert.equal(
			sample("lenet"),
			`# LeNet-5. Input: N×1×28×28
from torch import nn

model = nn.Sequential(
    nn.Conv2d(1, 6, kernel_size=5, padding=2),
    nn.ReLU(),
    nn.MaxPool2d(kernel_size=2),
    nn.Conv2d(6, 16, kernel_size=5),
    nn.ReLU(),
    nn.MaxPool2d(kernel_size=2),
    nn.Flatten(),
    nn.Linear(400, 120),
    nn.ReLU(),
    nn.Linear(120, 84),
    nn.ReLU(),
    nn.Linear(84, 10),
)

# from safetensors.torch import load_file
# model.load_state_dict(load_file("lenet.safetensors"))
`,
		);
	});

	test("branches are a class: what is read later has a name, what is joined is no module", () => {
		const layers = [
			{ ...conv, id: "stem" },
			{ type: "Sequential", id: "block", layers: [conv, { type: "ReLU" }] },
			{ type: "Add", from: ["block", "stem"] },
			{ type: "Concat", from: ["previous", "input"], dim: -3 },
			{ type: "Softmax" },
		];
		assert.equal(
			codeOf({ name: "2 ways", input: [4, 8, 8], layers }),
			`# 2 ways. Input: N×4×8×8
import torch
from torch import nn


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(4, 4, kernel_size=3, padding=1)
        self.block = nn.Sequential(
            nn.Conv2d(4, 4, kernel_size=3, padding=1),
            nn.ReLU(),
        )
        self.add_module("4", nn.Softmax(dim=1))

    def forward(self, input):
        stem = self.stem(input)
        x = self.block(stem)
        x = x + stem
        x = torch.cat([x, input], dim=-3)
        x = self.get_submodule("4")(x)
        return x


model = Model()
`,
		);
	});

	test("repetitions of a branch hold their modules by name", () => {
		const block = {
			type: "Sequential",
			id: "res",
			repeat: 2,
			layers: [
				{ ...conv, id: "c" },
				{ type: "Add", from: ["c", "input"] },
			],
		};
		const code = codeOf({ input: [4, 8, 8], layers: [block] }) ?? "";
		assert.match(code, /self\.res = nn\.ModuleDict\(\{\n {12}"0": nn\.ModuleDict\(\{\n {16}"c": nn\.Conv2d\(4, 4, /);
		assert.match(code, /x_res_0_1 = x \+ input\n {8}x = self\.res\["1"\]\["c"\]\(x_res_0_1\)\n {8}x = x \+ x_res_0_1\n {8}return x/);
	});

	test("values are Python's; names that Python or PyTorch needs give way, and that is said", () => {
		const layers = [
			{ type: "BatchNorm2d", id: "class", affine: false, momentum: null },
			{ type: "Upsample", id: "type", size: [4, 6], mode: "bilinear", align_corners: true },
			{ type: "GroupNorm", num_groups: 2 },
		];
		const code = codeOf({ name: 'a "name"\nover lines', input: [4, 8, 8], layers }) ?? "";
		assert.ok(
			code.startsWith(
				'# a "name" over lines. Input: N×4×8×8\n# "type" is called "type_", since PyTorch has something of that name itself.\n',
			),
		);
		assert.match(code, /\("class", nn\.BatchNorm2d\(4, momentum=None, affine=False\)\)/);
		assert.match(code, /\("type_", nn\.Upsample\(size=\(4, 6\), mode="bilinear", align_corners=True\)\)/);
		assert.match(code, /\("2", nn\.GroupNorm\(2, 4\)\)/);
	});

	test("what does not fit has no code", () => {
		assert.equal(codeOf({ input: [1, 2, 2], layers: [{ type: "Conv2d", out_channels: 1, kernel_size: 5 }] }), undefined);
		assert.equal(codeOf({ input: [1, 2, 2], layers: [] }), undefined);
	});
});
