import assert from "node:assert/strict";
import * as fc from "fast-check";
import { suite, test } from "mocha";
import { deriveGradient, type Layer, Model } from "../../src/engine";
import { Stream } from "../../src/engine/random";
import type { Place } from "../../src/network/derivation";
import type { GradientDerivation, SentBack } from "../../src/network/gradient";
import { typeNames } from "../../src/network/registry";
import { backExpression } from "../../webview/pixel/backward";
import { digitsFor } from "../../webview/pixel/expression";
import { backends } from "../unit/engine/backends";
import { close, type Readded, readdBack } from "./readd";
import { computed, differentiated, inputKey, placesOf, ROUNDING, shown, trialsOf } from "./tried";

/** Every gradient that is named is that of the picture at that place, and every weight that of the kernel. */
function checkNamed(model: Model, layer: Layer, part: SentBack): void {
	const arriving = (named: { readonly output: Place; readonly gradient: number }) =>
		assert.equal(named.gradient, shown(model, layer.key, "gradients", named.output));
	if (part.form !== "sum") arriving(part);
	if (!("terms" in part)) return;
	part.terms.forEach(arriving);
	if (part.form !== "sum") return;
	for (const { weight, factor } of part.terms) if (weight) assert.equal(factor, shown(model, layer.key, "kernels", weight));
}

/** A page of the largest terms and what is left of them. */
function checkFew(all: SentBack, few: SentBack, size: number): void {
	assert.equal(few.sum, all.sum);
	if (all.form !== "sum" || few.form !== "sum") return;
	assert.equal(all.rest, 0);
	assert.equal(all.terms.length, all.total);
	assert.equal(few.total, all.total);
	assert.deepEqual(few.terms, all.terms.slice(0, 2));
	close(
		few.terms.reduce((sum, { product }) => sum + product, few.rest),
		all.sum,
		size,
		1e-12,
		"the largest and the rest",
	);
}

suite("derivations: what any layer sends back", () => {
	for (const backend of backends) {
		for (const type of typeNames) {
			test(`${backend.name}: ${type}'s arithmetic is its input's gradient`, function () {
				this.timeout(60_000);
				const model = new Model(backend);
				fc.assert(
					fc.property(trialsOf(type), (trial) => {
						const layer = computed(model, type, trial);
						differentiated(model, trial.seed);
						for (const [k, input] of layer.inputs.entries()) {
							const key = inputKey(model, layer, k);
							for (const place of placesOf(input.shape.slice(1), new Stream(trial.seed, "back", k))) {
								const query = { layer: key, ...place };
								const all: GradientDerivation = deriveGradient(model, { ...query, count: 4096 }) ?? assert.fail(key);
								assert.equal(all.value, shown(model, key, "maps", place));
								assert.equal(all.gradient, shown(model, key, "gradients", place));
								const [part] = all.parts;
								assert.ok(part && all.parts.length === 1 && part.layer === layer.key && part.input === k);
								const { value, size }: Readded = readdBack(part, all.value);
								close(part.sum, value, size, 1e-9, `${type}, summed`);
								close(all.gradient, value, size, ROUNDING, type);
								checkNamed(model, layer, part);
								checkFew(part, deriveGradient(model, { ...query, count: 2 })?.parts[0] ?? assert.fail(), size);
								const line = backExpression(all);
								assert.ok(digitsFor(line, all.gradient).equal, `the printed line of ${type} does not add up: ${JSON.stringify(line)}`);
							}
						}
					}),
					{ numRuns: 200 },
				);
				model.dispose();
			});
		}
	}
});
