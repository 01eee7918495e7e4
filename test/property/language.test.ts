import assert from "node:assert/strict";
import fc from "fast-check";
import { suite, test } from "mocha";
import { diagnostics, inlayHints, layerAt, lenses, symbols } from "../../src/language";
import { completionsAt } from "../../src/language/completion";
import { applyEdits } from "../../src/language/edit";
import { fixesFor } from "../../src/language/fixes";
import { hoverAt } from "../../src/language/hover";
import type { Analysis, Issue } from "../../src/source/analysis";
import { analyze } from "../../src/source/analyze";

/** Pieces of models, whole and broken, so that random texts come near to what people type. */
const piece = fc.constantFrom(
	"{",
	"}",
	"[",
	"]",
	",",
	":",
	" ",
	"\n",
	"\r\n",
	"// note\n",
	"/* note */",
	'"type"',
	'"Conv2d"',
	'"MaxPool2d"',
	'"Linear"',
	'"Add"',
	'"Sequential"',
	'"layers"',
	'"input"',
	'"labels"',
	'"id"',
	'"from"',
	'"repeat"',
	'"out_channels"',
	'"kernel_size"',
	'"padding"',
	'"out_features"',
	'"previous"',
	'"same"',
	'"train"',
	'"data"',
	'"mnist"',
	'"lr"',
	'"epochs"',
	'"schedule"',
	'"StepLR"',
	'"train": { "data": "mnist", "epochs": 3 }',
	"[1, 8, 8]",
	"[3, 5]",
	"3",
	"-1",
	"1e9",
	"null",
	"true",
	'{ "type": "ReLU" }',
	'{ "type": "Conv2d", "out_channels": 2, "kernel_size": 3 }',
	'"',
);
const anyText = fc.oneof(
	{ weight: 3, arbitrary: fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join("")) },
	{ weight: 2, arbitrary: fc.array(piece, { maxLength: 20 }).map((pieces) => `{"input": [1, 8, 8], "layers": [${pieces.join("")}]}`) },
	{
		weight: 1,
		arbitrary: fc.array(piece, { maxLength: 20 }).map((pieces) => `{"input": [1, 8, 8], "layers": [], "train": {${pieces.join("")}}}`),
	},
	{ weight: 1, arbitrary: fc.string({ unit: "grapheme", maxLength: 60 }) },
);

const int = (min: number, max: number) => fc.integer({ min, max });
const layer = fc.oneof(
	fc.record({ type: fc.constant("Conv2d"), out_channels: int(1, 8), kernel_size: int(1, 3), padding: int(0, 1) }),
	fc.record({ type: fc.constant("MaxPool2d"), kernel_size: int(1, 2) }),
	fc.record({ type: fc.constant("BatchNorm2d") }),
	fc.record({ type: fc.constant("ReLU") }),
);

/** A chain whose inferred numbers are written out too, so that one changed number is at odds with another; one layer or one attribute a line. All legal. */
const network = fc
	.record({
		layers: fc.array<Record<string, unknown>>(layer as fc.Arbitrary<Record<string, unknown>>, { minLength: 1, maxLength: 6 }),
		lines: fc.boolean(),
	})
	.map(({ layers, lines }) => {
		const bare = analyze(
			JSON.stringify({ input: [2, 24, 20], layers: [...layers, { type: "Flatten" }, { type: "Linear", out_features: 5 }] }),
		);
		const written = bare.layers.map(({ kind, written, inputShapes, type }) => {
			const inferred: Record<string, unknown> = {};
			for (const name of ["in_channels", "num_features"]) if (kind && name in kind.attributes) inferred[name] = inputShapes?.[0]?.[0];
			if (type === "Linear") inferred.in_features = inputShapes?.[0]?.[0];
			return { type, ...written, ...inferred };
		});
		const list = written.map((each) => JSON.stringify(each, undefined, lines ? 2 : undefined)).join(",\n");
		return `{\n"input": [2, 24, 20], // channels, height, width\n"layers": [\n${list}\n]}`;
	})
	.filter((text) => analyze(text).issues.length === 0);

/** The text with its nth number changed. */
const corrupted = fc
	.record({ text: network, nth: fc.nat(1000), number: fc.constantFrom("0", "1", "3", "7", "40", "-2", '"3"', "2.5") })
	.map(({ text, nth, number }) => {
		const numbers = [...text.matchAll(/(?<=: |\[|, |:)\d+/g)];
		const match = numbers[nth % numbers.length];
		return match ? text.slice(0, match.index) + number + text.slice(match.index + match[0].length) : text;
	});

const errors = ({ issues }: Analysis): readonly Issue[] => issues.filter(({ severity }) => severity === "error");

suite("language: properties", () => {
	test("any text and any place has answers, within the text", () => {
		fc.assert(
			fc.property(anyText, fc.nat(1000), (text, place) => {
				const analysis = analyze(text);
				const offset = place % (text.length + 1);
				const within = ({ start, end }: { start: number; end: number }) => assert.ok(0 <= start && start <= end && end <= text.length);
				const hover = hoverAt(analysis, offset);
				if (hover) {
					within(hover.range);
					assert.ok(hover.sections.length > 0 && hover.sections.every((section) => section.trim() !== ""));
				}
				for (const item of completionsAt(analysis, offset)) within(item.range);
				for (const hint of inlayHints(analysis)) within({ start: hint.offset, end: hint.offset });
				for (const lens of lenses(analysis)) within(lens.range);
				for (const found of diagnostics(analysis)) for (const { range } of [found, ...found.related]) within(range);
				layerAt(analysis, offset);
				const visit = (tree: ReturnType<typeof symbols>): void => {
					for (const { name, range, selectionRange, children } of tree) {
						assert.notEqual(name, "");
						within(range);
						assert.ok(range.start <= selectionRange.start && selectionRange.end <= range.end);
						visit(children);
					}
				};
				visit(symbols(analysis));
			}),
			{ numRuns: 500 },
		);
	});

	test("no fix of any text breaks what parses, or adds errors", () => {
		fc.assert(
			fc.property(anyText, (text) => {
				const analysis = analyze(text);
				for (const issue of analysis.issues.slice(0, 4)) {
					for (const fix of fixesFor(analysis, issue)) {
						const after = analyze(applyEdits(text, fix.edits));
						if (analysis.brokenAt === undefined) assert.equal(after.brokenAt, undefined, applyEdits(text, fix.edits));
						assert.ok(errors(after).length <= errors(analysis).length);
					}
				}
			}),
			{ numRuns: 150 },
		);
	});

	test("a changed number: every fix of its fault clears it, and a network at fault has one", () => {
		fc.assert(
			fc.property(corrupted, (text) => {
				const analysis = analyze(text);
				const [issue] = errors(analysis);
				if (!issue) return;
				const fixes = fixesFor(analysis, issue);
				assert.ok(fixes.length > 0 || issue.code === "invalid-input", `${issue.code}\n${text}`);
				for (const fix of fixes) {
					const fixed = applyEdits(text, fix.edits);
					const after = analyze(fixed);
					assert.equal(after.brokenAt, undefined, fixed);
					assert.ok(errors(after).length <= errors(analysis).length, fixed);
					const exact = (each: Analysis) => each.layers.filter(({ state }) => state === "ok").length;
					const sameFault = errors(after).some(
						(other) => other.code === issue.code && other.layer === issue.layer && other.attribute === issue.attribute,
					);
					assert.ok(
						!sameFault || after.layers.length !== analysis.layers.length || exact(after) > exact(analysis),
						`${fix.title.message}\n${fixed}`,
					);
				}
			}),
			{ numRuns: 150 },
		);
	});
});
