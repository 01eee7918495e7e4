import assert from "node:assert/strict";
import { suite, test } from "mocha";
import type { Derivation } from "../../../src/network/derivation";
import type { TrainRecipe } from "../../../src/network/train";
import type { DeriveGradientRequest, DeriveLossRequest, DeriveRequest, DeriveWeightRequest } from "../../../src/protocol/derive";
import { backends } from "../engine/backends";
import { Bench, faultOf, good, recipe, smallGraph } from "./workbench";

const query: DeriveRequest = { revision: 1, layer: "0", tile: 2, y: 1, x: 4, from: 0, count: 16, order: "channel", gradient: false };
const weight: DeriveWeightRequest = { revision: 1, layer: "0", tile: 2, y: 1, x: 0, count: 16 };
const back: DeriveGradientRequest = { revision: 1, layer: "input", tile: 0, y: 1, x: 4, count: 16 };
const loss: DeriveLossRequest = { revision: 1, tile: 0, y: 0, x: 3, count: 16 };

/** What a convolution's or a linear layer's parts add up to. */
function total(derivation: Derivation): number {
	assert.ok(derivation.form === "windows" || derivation.form === "terms");
	const parts = derivation.form === "windows" ? derivation.windows.map(({ sum }) => sum) : derivation.terms.map(({ product }) => product);
	return parts.reduce((sum, part) => sum + part, derivation.rest + (derivation.bias ?? 0));
}

const near = (actual: number, expected: number, what = "") =>
	assert.ok(Math.abs(actual - expected) < 1e-5, `${what} ${actual} ${expected}`);

for (const backend of backends) {
	suite(`worker: how a number came about, ${backend.name}`, () => {
		test("of the picture that is shown, with its gradient", async () => {
			const bench = await Bench.ready(backend);
			bench.run();
			const { revision, derivation } = good(bench.engine.derive({ ...query, gradient: true }));
			assert.equal(revision, 1);
			near(total(derivation), derivation.value);
			const patch = { ...query, what: "gradients", height: 1, width: 1 } as const;
			assert.equal(derivation.gradient, new Float32Array(good(bench.engine.patch(patch)).values)[0]);
			const scores = good(bench.engine.derive({ ...query, layer: "4", tile: 0, y: 0, x: 3, count: 4, order: "contribution" })).derivation;
			assert.ok(scores.form === "terms" && scores.terms.length === 4 && scores.terms[0]?.origin?.layer === "2");
			near(total(scores), scores.value);
		});

		test("a weight's gradient, and the step that the text's optimiser takes from it", async () => {
			const bench = await Bench.ready(backend);
			bench.run();
			const plain = good(bench.engine.deriveWeight(weight));
			assert.equal(plain.step, undefined);
			const { gradient, weight: held, terms, total: positions, rest } = plain.derivation;
			assert.equal(positions, 64);
			near(
				terms.reduce((sum, { product }) => sum + product, rest),
				gradient,
			);
			const stepOf = (more: Partial<TrainRecipe>) => {
				bench.run(smallGraph, { recipe: { ...recipe, ...more } });
				return good(bench.engine.deriveWeight({ ...weight, revision: bench.request().revision })).step;
			};
			const plainStep = stepOf({ lr: 0.5 });
			assert.deepEqual([plainStep?.rule, plainStep?.lr], ["SGD", 0.5]);
			near(plainStep?.change ?? Number.NaN, -0.5 * gradient);
			near(stepOf({ lr: 0.5, nesterov: true })?.change ?? Number.NaN, -0.5 * (gradient + 0.9 * gradient), "Nesterov");
			near(stepOf({ lr: 0.5, weight_decay: 0.1 })?.change ?? Number.NaN, -0.5 * (gradient + 0.1 * held), "weight decay");
			const adam = stepOf({ optimizer: "Adam", lr: 0.01 });
			assert.equal(adam?.rule, "Adam");
			near(adam?.change ?? Number.NaN, -0.01 * Math.sign(gradient), "Adam's first step");
		});

		test("a number's gradient is what its readers send back; the loss is the text's, and its gradients are the scores'", async () => {
			const bench = await Bench.ready(backend);
			bench.run();
			const { derivation } = good(bench.engine.deriveGradient(back));
			assert.equal(derivation.parts.length, 1);
			near(derivation.parts[0]?.sum ?? Number.NaN, derivation.gradient);
			assert.notEqual(derivation.gradient, 0);
			const lossWith = (more: Partial<TrainRecipe>) => {
				bench.run(smallGraph, { recipe: { ...recipe, ...more } });
				const { revision } = bench.request();
				const { derivation: found } = good(bench.engine.deriveLoss({ ...loss, revision }));
				for (const { place, gradient } of found.classes) {
					const own = good(bench.engine.derive({ ...query, ...place, revision, layer: "4", gradient: true })).derivation.gradient;
					assert.equal(gradient, own, "the engine's own gradient");
				}
				return found;
			};
			const usual = good(bench.engine.deriveLoss(loss)).derivation;
			assert.ok(usual.form === "crossEntropy" && usual.smoothing === 0);
			const score = usual.classes.find(({ index }) => index === usual.label)?.score ?? Number.NaN;
			near(usual.value, Math.log(usual.sum) + usual.max - score);
			assert.equal(lossWith({}).value, usual.value);
			const smoothed = lossWith({ label_smoothing: 0.2 });
			assert.equal(smoothed.smoothing, 0.2);
			assert.notEqual(smoothed.value, usual.value);
			const squares = lossWith({ loss: "MSELoss" });
			assert.equal(squares.form, "squares");
			near(squares.value, squares.classes.reduce((sum, { score, target }) => sum + (score - target) ** 2, 0) / squares.total);
		});

		test("while a network is trained, and of a snapshot: it adds up", async () => {
			const bench = await Bench.ready(backend);
			bench.run();
			bench.train({ recipe: { ...recipe, epochs: 40 } });
			let before = Number.NaN;
			for (let slices = 0; slices < 4; slices++) {
				bench.slice();
				const { derivation } = good(bench.engine.derive(query));
				near(total(derivation), derivation.value, "while it runs");
				assert.notEqual(derivation.value, before);
				before = derivation.value;
				const { terms, rest, gradient } = good(bench.engine.deriveWeight(weight)).derivation;
				near(
					terms.reduce((sum, { product }) => sum + product, rest),
					gradient,
				);
			}
			const [first] = bench.finish().snapshots;
			assert.ok(first);
			good(bench.engine.showSnapshot({ step: first.step }));
			const { derivation } = good(bench.engine.derive(query));
			near(total(derivation), derivation.value, "of a snapshot");
		});

		test("stale, nonsense, and without gradients: refused", async () => {
			const bench = await Bench.ready(backend);
			assert.equal(faultOf(bench.engine.derive(query)).code, "stale");
			assert.equal(faultOf(bench.engine.deriveWeight(weight)).code, "stale");
			assert.equal(faultOf(bench.engine.deriveGradient(back)).code, "stale");
			assert.equal(faultOf(bench.engine.deriveLoss(loss)).code, "stale");
			bench.run();
			assert.equal(faultOf(bench.engine.derive({ ...query, revision: 0 })).code, "stale");
			assert.equal(faultOf(bench.engine.deriveWeight({ ...weight, revision: 2 })).code, "stale");
			const places = [
				{ tile: -1 },
				{ y: 0.5 },
				{ x: Number.NaN },
				{ layer: 7 },
				{ layer: "a".repeat(513) },
				{ count: 257 },
				{ revision: "1" },
			];
			for (const wrong of places) {
				assert.equal(faultOf(bench.engine.derive({ ...query, ...wrong } as never)).code, "invalid-request", JSON.stringify(wrong));
				assert.equal(faultOf(bench.engine.deriveWeight({ ...weight, ...wrong } as never)).code, "invalid-request", JSON.stringify(wrong));
				assert.equal(faultOf(bench.engine.deriveGradient({ ...back, ...wrong } as never)).code, "invalid-request", JSON.stringify(wrong));
				if ("layer" in wrong) continue; // the loss belongs to none
				assert.equal(faultOf(bench.engine.deriveLoss({ ...loss, ...wrong } as never)).code, "invalid-request", JSON.stringify(wrong));
			}
			assert.equal(faultOf(bench.engine.deriveGradient({ ...back, layer: "9" })).code, "invalid-request");
			assert.equal(faultOf(bench.engine.deriveLoss({ ...loss, x: 99 })).code, "invalid-request");
			for (const wrong of [{ order: "size" }, { from: -1 }, { gradient: 1 }, { layer: "9" }, { layer: "input" }, { tile: 4 }, { y: 8 }]) {
				assert.equal(faultOf(bench.engine.derive({ ...query, ...wrong } as never)).code, "invalid-request", JSON.stringify(wrong));
			}
			for (const wrong of [{ layer: "9" }, { layer: "1" }, { tile: 4 }, { y: 3 }]) {
				assert.equal(faultOf(bench.engine.deriveWeight({ ...weight, ...wrong })).code, "invalid-request", JSON.stringify(wrong));
			}
			for (const nothing of [undefined, null, 7, []]) {
				assert.equal(faultOf(bench.engine.derive(nothing as never)).code, "invalid-request");
				assert.equal(faultOf(bench.engine.deriveWeight(nothing as never)).code, "invalid-request");
				assert.equal(faultOf(bench.engine.deriveGradient(nothing as never)).code, "invalid-request");
				assert.equal(faultOf(bench.engine.deriveLoss(nothing as never)).code, "invalid-request");
			}
			good(bench.engine.setImage({ width: 1, height: 1, rgba: new ArrayBuffer(4) }));
			bench.run(smallGraph, { input: { kind: "image" } });
			assert.equal(faultOf(bench.engine.deriveWeight({ ...weight, revision: 2 })).code, "no-input");
			assert.equal(faultOf(bench.engine.deriveGradient({ ...back, revision: 2 })).code, "no-input");
			assert.equal(faultOf(bench.engine.deriveLoss({ ...loss, revision: 2 })).code, "no-input");
			assert.equal(good(bench.engine.derive({ ...query, revision: 2, gradient: true })).derivation.gradient, undefined);
		});
	});
}
