import assert from "node:assert/strict";
import fc from "fast-check";
import { suite, test } from "mocha";
import { accepts, LARGEST, readAttributes } from "../../src/network/attribute";
import type { Fault, Fix, Inference } from "../../src/network/issue";
import type { LayerKind } from "../../src/network/kind";
import { kindOf, kinds } from "../../src/network/registry";
import { elements, type Shape } from "../../src/network/shape";

const small = [0, 1, 2, 3, 4, 5, 6, 8];
const numbers = [...small, -1, -2, -7, 16, 100, 65_537, 2 ** 24, LARGEST, -LARGEST, 0.01, 0.3, 0.5, 1.7, 1e-5, -0.5, 1e300];
const words = ["same", "valid", "none", "tanh", "nearest", "bilinear", "bicubic"];
const oneValue = fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...small) }, { weight: 2, arbitrary: fc.constantFrom(...numbers) });

const anyValue: fc.Arbitrary<unknown> = fc.oneof(
	{ weight: 5, arbitrary: oneValue },
	{ weight: 3, arbitrary: fc.tuple(oneValue, oneValue) },
	{ weight: 1, arbitrary: fc.tuple(fc.constantFrom(null, ...small), fc.constantFrom(null, ...small)) },
	{ weight: 1, arbitrary: fc.tuple(oneValue, oneValue, oneValue, oneValue) },
	{ weight: 2, arbitrary: fc.constantFrom<unknown>(null, true, false, ...words) },
);

/** Attributes that a model may write: each accepted by its own schema, required ones always there. */
function writtenFor(kind: LayerKind): fc.Arbitrary<Record<string, unknown>> {
	const names = Object.entries(kind.attributes);
	return fc.record(Object.fromEntries(names.map(([name, attribute]) => [name, anyValue.filter((value) => accepts(attribute, value))])), {
		requiredKeys: names.filter(([, { required }]) => required).map(([name]) => name),
	});
}

const size = fc.oneof(
	{ weight: 8, arbitrary: fc.integer({ min: 1, max: 12 }) },
	{ weight: 1, arbitrary: fc.constantFrom(28, 224, 4096, LARGEST) },
);
const shape: fc.Arbitrary<Shape> = fc.oneof(
	{ weight: 6, arbitrary: fc.tuple(size, size, size) },
	{ weight: 2, arbitrary: fc.tuple(size) },
	{ weight: 1, arbitrary: fc.tuple(size, size) },
);

/** Inputs of one layer; where it takes several, they mostly differ in one size only. */
function inputsFor(kind: LayerKind): fc.Arbitrary<Shape[]> {
	if (kind.takes === "one") return fc.tuple(shape);
	const changed = (base: Shape) =>
		fc.tuple(fc.nat(base.length), size).map(([at, other]) => base.map((own, axis) => (axis === at ? other : own)));
	return shape.chain((base) => fc.tuple(fc.constant(base), fc.oneof(changed(base), shape), changed(base)).map((all) => all.slice(0, 3)));
}

interface Situation {
	readonly kind: LayerKind;
	readonly written: Record<string, unknown>;
	readonly inputs: readonly Shape[];
}

const situation: fc.Arbitrary<Situation> = fc
	.constantFrom(...kinds)
	.chain((kind) => fc.record({ kind: fc.constant(kind), written: writtenFor(kind), inputs: inputsFor(kind) }));

const infer = ({ kind, written, inputs }: Situation): Inference => kind.infer(inputs, readAttributes(kind.attributes, written));

const describe = ({ kind, written, inputs }: Situation): string => `${kind.type} ${JSON.stringify(written)} of ${JSON.stringify(inputs)}`;

/** The layer after the fix; undefined for fixes that change something else than the layer and what comes into it. */
function repaired(one: Situation, fix: Fix): Situation | undefined {
	switch (fix.kind) {
		case "set":
			return { ...one, written: { ...one.written, [fix.attribute]: fix.value } };
		case "remove": {
			const { [fix.attribute]: _, ...written } = one.written;
			return { ...one, written };
		}
		case "type": {
			const kind = kindOf(fix.to);
			assert.ok(kind, `there is no ${fix.to}`);
			return { ...one, kind };
		}
		case "insert": {
			const { type, ...written } = fix.layer;
			const kind = kindOf(type);
			assert.ok(kind, `there is no ${type}`);
			const before = infer({ kind, written, inputs: one.inputs });
			assert.ok(before.ok || before.fault.code === "too-large", `the inserted ${type} does not fit`);
			return before.ok ? { ...one, inputs: [before.shape] } : undefined;
		}
		default:
			return undefined;
	}
}

const same = (a: Fault, b: Fault): boolean => a.code === b.code && a.attribute === b.attribute;

suite("network: any accepted attributes, any input", () => {
	test("a shape rule gives positive integers or a fault; what follows from the shape is finite", () => {
		fc.assert(
			fc.property(situation, (one) => {
				const inference = infer(one);
				if (!inference.ok) {
					assert.ok(inference.fault.text.message, describe(one));
					return;
				}
				const { kind, written, inputs } = one;
				const output = inference.shape;
				assert.ok(
					output.length > 0 && output.every((n) => Number.isSafeInteger(n) && n >= 1 && n <= LARGEST),
					`${describe(one)} gives ${output}`,
				);
				const values = readAttributes(kind.attributes, written);
				for (const { shape: sizes, init, name } of kind.parameters?.(inputs, values) ?? []) {
					assert.ok(
						sizes.every((n) => Number.isSafeInteger(n) && n >= 1),
						`${describe(one)} has a ${name} of ${sizes}`,
					);
					assert.ok(Number.isFinite(init.kind === "uniform" ? init.bound : init.value), describe(one));
				}
				const macs = kind.macs?.(inputs, values, output) ?? 0;
				assert.ok(Number.isFinite(macs) && macs >= 0, describe(one));
				const reach = kind.reach?.(inputs, values) ?? "same";
				if (typeof reach === "object") {
					assert.ok(
						reach.window.every((n) => Number.isInteger(n) && n >= 1),
						`${describe(one)} sees ${reach.window}`,
					);
					assert.ok(
						reach.stride.every((n) => Number.isFinite(n) && n > 0),
						`${describe(one)} steps ${reach.stride}`,
					);
				}
				const explained = kind.explain?.(inputs, values, output);
				for (const line of explained?.shape ?? []) assert.doesNotMatch(line, /NaN|undefined|--|\+ -/, describe(one));
			}),
			{ numRuns: 3000 },
		);
	});

	test("every fix that changes the layer or puts one before it clears its fault by itself, with values that may be written", () => {
		fc.assert(
			fc.property(situation, (one) => {
				const inference = infer(one);
				const said = inference.ok ? (inference.notes ?? []) : [inference.fault];
				for (const fault of said) {
					for (const fix of fault.fixes ?? []) {
						const after = repaired(one, fix);
						if (!after) continue;
						for (const [name, value] of Object.entries(after.written)) {
							const attribute = after.kind.attributes[name];
							if (attribute) assert.ok(accepts(attribute, value), `${describe(one)}: ${JSON.stringify(fix)} may not be written`);
						}
						const again = infer(after);
						const left = again.ok ? (again.notes ?? []) : [again.fault];
						assert.ok(!left.some((other) => same(other, fault)), `${describe(one)}: ${JSON.stringify(fix)} does not clear ${fault.code}`);
					}
				}
			}),
			{ numRuns: 6000 },
		);
	});

	test("a larger input clears every fault that offers to grow it", () => {
		fc.assert(
			fc.property(situation, (one) => {
				const inference = infer(one);
				if (inference.ok || !inference.fault.fixes?.some(({ kind }) => kind === "grow-input")) return;
				const grown = infer({ ...one, inputs: one.inputs.map(([channels = 1]) => [channels, LARGEST, LARGEST]) });
				if (!grown.ok && grown.fault.code === inference.fault.code) {
					// Only what could never be stored needs more than that.
					assert.ok(
						Object.values(one.written)
							.flat()
							.some((n) => Math.abs(Number(n)) > 1000 || Math.abs(Number(n)) < 1e-3),
						describe(one),
					);
				}
			}),
			{ numRuns: 3000 },
		);
	});

	test("Conv2d counts the windows that fit, one by one", () => {
		const pair = fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 }));
		const padding = fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 3 }));
		const maps = fc.tuple(fc.constant(2), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 }));
		const Conv2d = kindOf("Conv2d");
		assert.ok(Conv2d);
		fc.assert(
			fc.property(maps, pair, pair, padding, pair, (input, kernel, stride, added, dilation) => {
				const written = { out_channels: 3, kernel_size: kernel, stride, padding: added, dilation };
				const inference = infer({ kind: Conv2d, written, inputs: [input] });
				const counts = [0, 1].map((axis) => {
					const room = (input[axis + 1] ?? 0) + 2 * (added[axis] ?? 0);
					let count = 0;
					for (let at = 0; at + (dilation[axis] ?? 1) * ((kernel[axis] ?? 1) - 1) < room; at += stride[axis] ?? 1) count++;
					return count;
				});
				if (counts.includes(0)) assert.equal(inference.ok ? "ok" : inference.fault.code, "kernel-too-large");
				else assert.deepEqual(inference.ok && inference.shape, [3, ...counts]);
				if (inference.ok) assert.equal(elements(inference.shape), 3 * (counts[0] ?? 0) * (counts[1] ?? 0));
			}),
		);
	});
});
