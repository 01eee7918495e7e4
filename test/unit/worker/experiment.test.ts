import assert from "node:assert/strict";
import { suite, test } from "mocha";
import { makePlan } from "../../../src/engine";
import type { ExperimentRequest } from "../../../src/protocol/experiment";
import { backends } from "../engine/backends";
import { Bench, faultOf, good, recipe, smallGraph } from "./workbench";

const ablation: ExperimentRequest = { revision: 1, kind: "ablation", layer: "0", tile: 2 };
const translation: ExperimentRequest = { revision: 1, kind: "translation", layer: "0", tile: 0, dy: 2, dx: -2 };

for (const backend of backends) {
	suite(`worker: experiments, ${backend.name}`, () => {
		test("with what is shown, which stays as it is", async () => {
			const bench = await Bench.ready(backend);
			const before = bench.weights();
			const { output } = bench.run();
			const revision = bench.request().revision;
			const { result } = good(bench.engine.experiment({ ...ablation, revision }));
			assert.ok(result.kind === "ablation");
			assert.deepEqual(result.before.output, output);
			assert.notDeepEqual(result.after.output, output);
			const { result: moved } = good(bench.engine.experiment({ ...translation, revision }));
			assert.ok(moved.kind === "translation");
			assert.deepEqual(
				moved.layers.map(({ layer, shift, exact }) => [layer, shift, exact]),
				[
					["0", [2, -2], true],
					["1", [2, -2], true],
					["2", [1, -1], true],
				],
			);
			for (const { size, difference, places } of moved.layers) assert.ok(places > 0 && difference <= 1e-6 * size);
			assert.deepEqual(bench.weights(), before);
		});

		test("while a network is trained, and of a snapshot: with the weights that are shown", async () => {
			const bench = await Bench.ready(backend);
			bench.run();
			bench.train({ recipe: { ...recipe, epochs: 40 } });
			bench.slice();
			const scores = () => {
				const { result } = good(bench.engine.experiment(ablation));
				assert.ok(result.kind === "ablation");
				return new Float32Array(result.before.output ?? assert.fail());
			};
			const early = scores();
			bench.slice();
			assert.notDeepEqual(scores(), early);
			const [first] = bench.finish().snapshots;
			const late = scores();
			good(bench.engine.showSnapshot({ step: first?.step }));
			assert.notDeepEqual(scores(), late);
		});

		test("another network, too little memory, stale, nonsense: refused", async () => {
			const bench = await Bench.ready(backend);
			assert.equal(faultOf(bench.engine.experiment(ablation)).code, "stale");
			bench.run();
			assert.equal(faultOf(bench.engine.experiment({ ...ablation, revision: 2 })).code, "stale");
			const wrong = [
				{ layer: "9" },
				{ tile: 4 },
				{ tile: -1 },
				{ kind: "pooling" },
				{ kind: "padding", layer: "1" },
				{ kind: "kernel", layer: "4" },
				{ kind: "kernel", source: 1 },
				{ kind: "kernel", source: 0, values: [1] },
				{ kind: "kernel", source: 0, values: Array.from({ length: 9 }, () => Number.NaN) },
				{ kind: "kernel", source: 0, values: Array.from({ length: 9 }, () => 1e9) },
				{ kind: "kernel", source: 0, values: "0" },
				{ kind: "kernel", source: 0, values: Array.from({ length: 1025 }, () => 0) },
				{ kind: "translation" },
				{ kind: "translation", dy: 0.5, dx: 0 },
				{ kind: "translation", dy: 1e9, dx: 0 },
				{ kind: "magic" },
			];
			for (const request of wrong)
				assert.equal(
					faultOf(bench.engine.experiment({ ...ablation, ...request } as never)).code,
					"invalid-request",
					JSON.stringify(request),
				);
			for (const nothing of [undefined, null, 7, []])
				assert.equal(faultOf(bench.engine.experiment(nothing as never)).code, "invalid-request");
			// Just enough for the network itself.
			const { bytes } = makePlan(smallGraph, { backend, batch: 1, gradients: false, memoryLimit: 2 ** 30 });
			bench.run(smallGraph, { memoryLimit: bytes });
			assert.equal(faultOf(bench.engine.experiment({ ...ablation, revision: 2 })).code, "out-of-memory");
			bench.run();
			good(bench.engine.experiment({ ...ablation, revision: 3 }));
		});
	});
}
