import assert from "node:assert/strict";
import { suite, test } from "mocha";
import { serve } from "../../../src/worker/serve";
import { Bench, faultOf, good, quarters, recipe, smallGraph } from "./workbench";

const input = smallGraph.input;

/** A red, green or blue picture whose quarter is bright: RGBA. */
function quarter(label: number, side: number, noise: number): ArrayBuffer {
	const rgba = new Uint8Array(4 * side * side);
	for (let i = 0; i < side * side; i++) {
		const [y, x] = [Math.floor(i / side), i % side];
		const bright = 2 * Math.floor((2 * y) / side) + Math.floor((2 * x) / side) === label;
		rgba.set([bright ? 230 : (i * noise) % 90, bright ? 200 : 10, 20, 255], 4 * i);
	}
	return rgba.buffer;
}

suite("worker: pictures of one's own", () => {
	test("decoded pictures are fitted one by one, handed over, parted and trained with; classes keep their names", async () => {
		const bench = new Bench();
		const names = ["cat", "dog", "hen", "owl"];
		const count = 40;
		const labels = Uint8Array.from({ length: count }, (_, i) => i % 4);
		const pixels = new Uint8Array(count * 64);
		for (const [i, label] of labels.entries()) {
			const side = 16 + i;
			const fitted = good(bench.engine.fitPicture({ width: side, height: side, rgba: quarter(label, side, i), input }));
			assert.equal(fitted.pixels.byteLength, 64);
			pixels.set(new Uint8Array(fitted.pixels), 64 * i);
		}
		const own = { name: "photos/farm", input, classes: names, pixels: pixels.buffer, labels: labels.buffer, testSplit: 0.2, splitSeed: 3 };
		assert.deepEqual(good(bench.engine.setPictures(own)), { ok: true, train: 32, test: 8 });
		good(bench.engine.setImage({ width: 30, height: 30, rgba: quarter(2, 30, 5) }));
		const photograph = { input: { kind: "image" } } as const;
		bench.run(smallGraph, photograph);
		bench.train({ recipe: { ...recipe, data: own.name, epochs: 8 } });
		const { phase, confusion, test: tested, notice } = bench.finish();
		assert.deepEqual([phase, notice, confusion?.classes], ["done", undefined, names]);
		assert.deepEqual(confusion?.counts, [2, 0, 0, 0, 0, 2, 0, 0, 0, 0, 2, 0, 0, 0, 0, 2]);
		assert.equal(tested.at(-1)?.accuracy, 1);
		const scores = [...new Float32Array(bench.run(smallGraph, photograph).output ?? new ArrayBuffer(0))];
		assert.equal(scores.indexOf(Math.max(...scores)), 2);
	});

	test("what does not belong together is refused, and what is malformed names its field", () => {
		const engine = serve();
		const own = {
			name: "own",
			input,
			classes: ["a", "b"],
			pixels: new ArrayBuffer(128),
			labels: new ArrayBuffer(2),
			testSplit: 0.5,
			splitSeed: 0,
		};
		assert.deepEqual(good(engine.setPictures(own)), { ok: true, train: 1, test: 1 });
		for (const wrong of [{ pixels: new ArrayBuffer(127) }, { labels: Uint8Array.of(0, 2).buffer }]) {
			assert.match(faultOf(engine.setPictures({ ...own, ...wrong })).text.message, /do not belong together/);
		}
		for (const [field, wrong] of [
			["classes", { classes: new Array<string>(257).fill("x") }],
			["testSplit", { testSplit: 1 }],
			["name", { name: "" }],
			["input", { input: [1, 0, 3] }],
		] as const) {
			assert.equal(
				faultOf(engine.setPictures({ ...own, ...wrong }))
					.text.args?.field?.toString()
					.split(".")[0],
				field,
			);
		}
		const short = engine.fitPicture({ width: 2, height: 2, rgba: new ArrayBuffer(15), input });
		assert.equal(faultOf(short).code, "invalid-request");
	});

	test("the test part can be looked at, with its labels; with none kept, what is trained with; of several data, those handed over last", async () => {
		const bench = new Bench();
		const look = () => bench.engine.samples({ dataset: "own", from: 0, count: 9 });
		assert.equal(faultOf(look()).code, "no-input");
		const pixels = () => Uint8Array.from({ length: 6 * 64 }, (_, i) => Math.floor(i / 64)).buffer;
		const own = { name: "a", input, classes: ["cat", "dog"], labels: Uint8Array.of(0, 1, 0, 1, 0, 1).buffer, splitSeed: 1 };
		assert.deepEqual(good(bench.engine.setPictures({ ...own, pixels: pixels(), testSplit: 0.4 })), { ok: true, train: 4, test: 2 });
		const { total, labels } = good(look());
		assert.deepEqual([total, [...labels].sort()], [2, ["cat", "dog"]]);
		assert.equal(bench.run(smallGraph, { input: { kind: "sample", dataset: "own", index: 1 } }).label, labels[1]);
		const parted = { ...own, pixels: pixels(), testSplit: 0.4, tested: Uint8Array.of(0, 0, 0, 0, 1, 0).buffer };
		assert.deepEqual(good(bench.engine.setPictures(parted)), { ok: true, train: 5, test: 1 });
		assert.deepEqual([...new Uint8Array(good(look()).pixels)], new Array(64).fill(4), "the fifth picture alone is marked");
		assert.equal(faultOf(bench.engine.setPictures({ ...parted, pixels: pixels(), tested: new ArrayBuffer(5) })).code, "invalid-request");
		good(bench.engine.setPictures({ ...own, name: "b", pixels: pixels(), testSplit: 0 }));
		assert.deepEqual(good(look()).labels, ["cat", "dog", "cat", "dog", "cat", "dog"]);
		assert.match(faultOf(bench.engine.train(bench.request({ recipe: { ...recipe, data: "a" } }))).text.message, /not loaded/);
	});

	test("IDX files of which the second part is damaged take nothing from what was held before", async () => {
		const bench = new Bench();
		const own = { name: "photos", input, classes: ["cat", "dog"], labels: Uint8Array.of(0, 1, 0, 1).buffer, splitSeed: 1, testSplit: 0.5 };
		good(bench.engine.setPictures({ ...own, pixels: new ArrayBuffer(4 * 64) }));
		const { name: _name, ...train } = quarters(8, 0);
		const { name: __name, ...test } = quarters(4, 50);
		good(await bench.engine.setDataset({ ...train, name: "idx", part: "train" }));
		faultOf(await bench.engine.setDataset({ ...test, name: "idx", part: "test", labels: new ArrayBuffer(3) }));
		assert.deepEqual(good(bench.engine.samples({ dataset: "own", from: 0, count: 9 })).labels.toSorted(), ["cat", "dog"]);
		bench.train({ recipe: { ...recipe, data: "photos" } });
		assert.equal(bench.finish().phase, "done");
		for (const [part, files] of [
			["train", train],
			["test", test],
		] as const)
			good(await bench.engine.setDataset({ ...files, name: "idx", part }));
		assert.equal(good(bench.engine.samples({ dataset: "own", from: 0, count: 9 })).total, 4);
	});

	test("IDX files that are not gzipped, and classes without names", async () => {
		const engine = serve();
		const images = Uint8Array.from([0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 1, 7, 9]).buffer;
		const labels = Uint8Array.from([0, 0, 8, 1, 0, 0, 0, 2, 1, 0]).buffer;
		assert.deepEqual(await engine.setDataset({ name: "idx", part: "train", images, labels }), { ok: true, total: 2 });
		const cut = await engine.setDataset({ name: "idx", images: images.slice(0, 17), labels });
		assert.match(faultOf(cut).text.args?.reason?.toString() ?? "", /says 2×1×1 = 2 bytes, but holds 1/);
		const other = await engine.setDataset({ name: "idx", images: new ArrayBuffer(20), labels });
		assert.match(faultOf(other).text.args?.reason?.toString() ?? "", /type 0x0/);
	});
});
