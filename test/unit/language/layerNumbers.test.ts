import assert from "node:assert/strict";
import fc from "fast-check";
import { suite, test } from "mocha";
import { applyEdits } from "../../../src/language/edit";
import { layerNumbers, type NumberChange, setLayerNumber } from "../../../src/language/layerNumbers";
import { english } from "../../../src/network/text";
import { analyze } from "../../../src/source/analyze";

const model = (layers: string, input = "[4, 8, 8]"): string => `{ "input": ${input}, "layers": [${layers}] }`;

/** The text after a change, or the reason why there is none. */
function changed(text: string, key: string, name: string, change: NumberChange): string {
	const edits = setLayerNumber(analyze(text), key, name, change);
	return "message" in edits ? english(edits) : applyEdits(text, edits);
}
const up = { kind: "step", by: 1 } as const;
const down = { kind: "step", by: -1 } as const;
const set = (value: number) => ({ kind: "set", value }) as const;

suite("language: numbers of a layer", () => {
	test("those that can be counted: written ones and defaults, pairs whose sides are alike", () => {
		const [layer] = analyze(
			model('{ "type": "Conv2d", "out_channels": 6, "kernel_size": [3, 3], "padding": "same", "dilation": [1, 2] }'),
		).layers;
		assert.deepEqual(layer && layerNumbers(layer), [
			{ name: "out_channels", value: 6, written: true, least: 1 },
			{ name: "kernel_size", value: 3, written: true, least: 1 },
			{ name: "stride", value: 1, written: false, least: 1 },
			{ name: "groups", value: 1, written: false, least: 1 },
		]);
		const [dropout] = analyze(model('{ "type": "Dropout", "p": 0.5 }')).layers;
		assert.deepEqual(dropout && layerNumbers(dropout), [], "a probability is not counted");
	});

	test("a written number is replaced where it stands; one left to its default is written", () => {
		const conv = (more: string) => model(`{ "type": "Conv2d", /* few */ "out_channels": 6, "kernel_size": 3${more} }`);
		assert.equal(changed(conv(""), "0", "out_channels", up), conv("").replace('"out_channels": 6', '"out_channels": 7'));
		assert.equal(changed(conv(""), "0", "stride", up), conv(', "stride": 2'));
		assert.equal(changed(conv(', "padding": [1, 1]'), "0", "padding", down), conv(', "padding": 0'));
		assert.equal(changed(conv(""), "0", "out_channels", set(6)), conv(""), "nothing is changed");
		assert.equal(changed(conv(""), "0", "no_such", up), conv(""));
		assert.equal(changed(conv(""), "9", "stride", up), conv(""));
	});

	test("a step goes to the next value that fits, and says where there is none", () => {
		const conv = (groups: number, kernel = 3) =>
			model(`{ "type": "Conv2d", "out_channels": 8, "kernel_size": ${kernel}, "groups": ${groups} }`);
		assert.equal(changed(conv(2), "0", "groups", up), conv(4));
		assert.equal(changed(conv(4), "0", "groups", up), "No larger groups fits here.");
		assert.equal(changed(conv(1), "0", "groups", down), "No smaller groups fits here.");
		assert.equal(changed(conv(1, 8), "0", "kernel_size", up), "No larger kernel_size fits here.");
		assert.equal(changed(conv(1, 20), "0", "kernel_size", down), conv(1, 8), "out of a fault in one step");
		assert.equal(changed(conv(1), "0", "kernel_size", set(20)), conv(1, 20), "what is typed need not fit");
	});

	test("all repetitions are one text; a broken text is left alone", () => {
		const text = model(
			'{ "type": "Sequential", "repeat": 2, "layers": [{ "type": "Conv2d", "out_channels": 4, "kernel_size": 3, "padding": 1 }] }',
		);
		const keys = analyze(text).layers.map(({ key }) => key);
		for (const key of keys) assert.equal(changed(text, key, "out_channels", up), text.replace('"out_channels": 4', '"out_channels": 5'));
		assert.equal(keys.length, 2);
		const broken = '{ "input": [4, 8, 8], "layers": [{ "type": "Conv2d", "out_channels": 6, "kernel_size": ';
		assert.equal(changed(broken, "0", "out_channels", up), broken);
	});

	test("whatever is set is what the analysis then says", () => {
		const kinds = [
			'{ "type": "Conv2d", "out_channels": 8, "kernel_size": 3 }',
			'{ "type": "ConvTranspose2d", "out_channels": 8, "kernel_size": 3, "stride": [2, 2] }',
			'{ "type": "MaxPool2d", "kernel_size": 2, "padding": 0 }',
			'{ "type": "Linear", "out_features": 3 }',
			'{ "type": "GroupNorm", "num_groups": 2 }',
			'{ "type": "PixelShuffle", "upscale_factor": 2 }',
			'{ "type": "AdaptiveAvgPool2d", "output_size": 2 }',
		];
		const indices = fc.record({ kind: fc.constantFrom(...kinds), at: fc.nat(20), value: fc.nat(40), by: fc.constantFrom(1, -1) });
		fc.assert(
			fc.property(indices, ({ kind, at, value, by }) => {
				const text = model(kind);
				const numbers = layerNumbers(analyze(text).layers[0] as never);
				const number = numbers[at % numbers.length];
				assert.ok(number, "each of them has numbers");
				const after = (change: NumberChange) => {
					const [layer] = analyze(changed(text, "0", number.name, change)).layers;
					return layer && layerNumbers(layer).find(({ name }) => name === number.name)?.value;
				};
				assert.equal(after(set(Math.max(number.least, value))), Math.max(number.least, value));
				const edits = setLayerNumber(analyze(text), "0", number.name, { kind: "step", by: by as 1 | -1 });
				if ("message" in edits) return;
				const [stepped] = analyze(applyEdits(text, edits)).layers;
				assert.equal(stepped?.state, "ok", "a step gives a layer that fits");
			}),
		);
	});
});
