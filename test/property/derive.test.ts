import assert from "node:assert/strict";
import * as fc from "fast-check";
import { suite, test } from "mocha";
import { derive, deriveWeight, type Layer, Model } from "../../src/engine";
import { Stream } from "../../src/engine/random";
import type { Derivation, DerivationQuery, Place, Source, Window } from "../../src/network/derivation";
import { typeNames } from "../../src/network/registry";
import { expressionOf } from "../../webview/pixel/arithmetic";
import { digitsFor } from "../../webview/pixel/expression";
import { backends } from "../unit/engine/backends";
import { close, readd } from "./readd";
import { computed, differentiated, inputKey, placesOf, ROUNDING, shown, trialsOf } from "./tried";

const everything = { from: 0, count: 4096, order: "channel", gradient: true } as const;

function derived(model: Model, layer: Layer, place: Place, more: Partial<DerivationQuery> = {}): Derivation {
	return derive(model, { layer: layer.key, ...place, ...everything, ...more }) ?? assert.fail(`${layer.plan.node.type} has no derivation`);
}

/** Every number that a derivation names is that of the picture at that place, and every weight that of the kernel. */
function checkSources(model: Model, layer: Layer, derivation: Derivation, place: Place): void {
	const source = (named: Source | undefined) => {
		if (named) assert.equal(named.value, shown(model, inputKey(model, layer, named.input), "maps", named));
	};
	const window = ({ input, tile, rows, columns, values, kernel }: Window, border: number) => {
		assert.equal(values.length, rows.length * columns.length);
		for (const [i, value] of values.entries()) {
			const [row, column] = [Math.floor(i / columns.length), i % columns.length];
			const there = shown(model, inputKey(model, layer, input), "maps", { tile, y: rows[row] ?? 0, x: columns[column] ?? 0 });
			assert.equal(value, Number.isNaN(there) ? border : there);
			if (kernel?.tile === undefined) continue;
			const at = { tile: kernel.tile, y: kernel.rows[row] ?? -1, x: kernel.columns[column] ?? -1 };
			assert.equal(kernel.values[i], shown(model, layer.key, "kernels", at));
		}
	};
	if (derivation.form === "windows") for (const one of derivation.windows) window(one, 0);
	else if (derivation.form === "max") window(derivation.window, Number.NEGATIVE_INFINITY);
	else if (derivation.form === "mean") window(derivation.window, 0);
	else if (derivation.form === "combine") derivation.terms.forEach(source);
	else if (derivation.form === "terms") {
		for (const term of derivation.terms) {
			source(term);
			assert.equal(term.weight, shown(model, layer.key, "kernels", { tile: 0, y: place.x, x: term.x }));
		}
	} else source(derivation.from);
	if (derivation.form === "localResponse") derivation.neighbours.forEach(source);
	if (derivation.form === "softmax") derivation.others.forEach(source);
}

/** Pages hold every part once; what a page lacks is its rest. */
function checkPages(model: Model, layer: Layer, place: Place, all: Derivation): void {
	if (all.form !== "windows" && all.form !== "terms") return;
	const partsOf = (one: Derivation): readonly number[] =>
		one.form === "windows" ? one.windows.map((part) => part.sum) : one.form === "terms" ? one.terms.map((part) => part.product) : [];
	const sums = partsOf(all);
	assert.equal(sums.length, all.total);
	const size = sums.reduce((total, part) => total + Math.abs(part), 0);
	const ranked: number[] = [];
	for (let from = 0; from < all.total + 2; from += 2) {
		const page = derived(model, layer, place, { from, count: 2, order: "contribution" });
		assert.ok(page.form === all.form && page.total === all.total);
		const listed = partsOf(page);
		const value = listed.reduce((total, part) => total + part, page.rest);
		close(
			value,
			sums.reduce((total, part) => total + part, 0),
			size,
			1e-12,
			"a page and its rest",
		);
		ranked.push(...listed);
	}
	assert.deepEqual(
		ranked.map(Math.abs),
		sums.map(Math.abs).sort((a, b) => b - a),
	);
}

suite("derivations: any layer", () => {
	for (const backend of backends) {
		for (const type of typeNames) {
			test(`${backend.name}: ${type}'s arithmetic is its output`, function () {
				this.timeout(60_000);
				const model = new Model(backend);
				fc.assert(
					fc.property(trialsOf(type), (trial) => {
						const layer = computed(model, type, trial);
						const { node } = layer.plan;
						for (const place of placesOf(node.shape, new Stream(trial.seed, "places"))) {
							const derivation = derived(model, layer, place);
							assert.equal(derivation.value, shown(model, layer.key, "maps", place));
							assert.equal(derivation.gradient, undefined);
							const { value, size } = readd(derivation, type, trial.attributes);
							close(derivation.value, value, size, ROUNDING, type);
							checkSources(model, layer, derivation, place);
							const line = expressionOf(derivation, type);
							assert.ok(digitsFor(line, derivation.value).equal, `the printed line of ${type} does not add up: ${JSON.stringify(line)}`);
							checkPages(model, layer, place, derivation);
						}
						const [place] = placesOf(node.shape, new Stream(trial.seed, "gradient place"));
						if (!place) return;
						differentiated(model, trial.seed);
						assert.equal(derived(model, layer, place).gradient, shown(model, layer.key, "gradients", place));
						assert.equal(derived(model, layer, place, { gradient: false }).gradient, undefined);
					}),
					{ numRuns: 200 },
				);
				model.dispose();
			});
		}
	}
});

suite("derivations: kernel weights", () => {
	for (const backend of backends) {
		for (const type of ["Conv2d", "ConvTranspose2d", "Linear"]) {
			test(`${backend.name}: the products of a weight of ${type} are its gradient`, function () {
				this.timeout(60_000);
				const model = new Model(backend);
				fc.assert(
					fc.property(trialsOf(type), (trial) => {
						const one = { ...trial, inputs: trial.inputs.map((shape) => [1, ...shape.slice(1)]) };
						const layer = computed(model, type, one);
						differentiated(model, trial.seed);
						const weight = layer.parameters.weight ?? assert.fail();
						for (const place of placesOf(weight.shape, new Stream(trial.seed, "places"))) {
							const query = { layer: layer.key, ...place };
							const all = deriveWeight(model, { ...query, count: 4096 }) ?? assert.fail();
							assert.equal(all.weight, shown(model, layer.key, "kernels", place));
							assert.equal(all.gradient, shown(model, layer.key, "kernelGradients", place));
							assert.equal(all.terms.length, all.total);
							assert.equal(all.rest, 0);
							const size = all.terms.reduce((sum, term) => sum + Math.abs(term.product), 0);
							close(
								all.gradient,
								all.terms.reduce((sum, term) => sum + term.product, 0),
								size,
								ROUNDING,
								type,
							);
							for (const { input, output, value, gradient, product } of all.terms) {
								const read = shown(model, inputKey(model, layer, 0), "maps", input);
								assert.equal(value, Number.isNaN(read) ? 0 : read);
								assert.equal(gradient, shown(model, layer.key, "gradients", output));
								assert.equal(product, value * gradient);
							}
							const few = deriveWeight(model, { ...query, count: 2 }) ?? assert.fail();
							assert.deepEqual(few.terms, all.terms.slice(0, 2));
							close(
								few.terms.reduce((sum, term) => sum + term.product, few.rest),
								all.gradient,
								size,
								ROUNDING,
								"largest and rest",
							);
						}
					}),
					{ numRuns: 200 },
				);
				model.dispose();
			});
		}
	}
});
