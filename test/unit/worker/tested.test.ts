import assert from "node:assert/strict";
import { suite, test } from "mocha";
import { Bench, faultOf, good, recipe } from "./workbench";

const all = { from: 0, count: 64 };

suite("worker: how single test pictures were done", () => {
	test("nothing before the first test; then every picture once, the highest loss first, as the curve and the matrix have it", async () => {
		const bench = await Bench.ready();
		bench.run();
		assert.equal(faultOf(bench.engine.tested(all)).code, "no-input");
		bench.train({ steps: 3 });
		const news = bench.finish();
		const { total, pictures, step, width, height, channels, pixels } = good(bench.engine.tested(all));
		assert.deepEqual([total, step, width, height, channels, pixels.byteLength], [12, 0, 8, 8, 1, 12 * 64]);
		assert.deepEqual(
			pictures.map(({ index }) => index).sort((a, b) => a - b),
			Array.from({ length: 12 }, (_, i) => i),
		);
		const losses = pictures.map(({ loss }) => loss);
		assert.deepEqual(
			losses,
			losses.toSorted((a, b) => b - a),
		);
		const [point] = news.test;
		const mean = losses.reduce((sum, loss) => sum + loss, 0) / 12;
		assert.ok(Math.abs(mean - (point?.loss ?? 0)) < 1e-6, `${mean} ${point?.loss}`);
		assert.equal(pictures.filter(({ right }) => right).length / 12, point?.accuracy);
		for (const { index, actual, taken, right } of pictures) assert.deepEqual([actual, right], ["abcd"[index % 4], actual === taken]);
		const { counts = [] } = news.confusion ?? {};
		for (const [actual, a] of [..."abcd"].entries()) {
			for (const [taken, b] of [..."abcd"].entries()) {
				const cell = good(bench.engine.tested({ ...all, cell: { actual, taken } }));
				assert.equal(cell.total, counts[4 * actual + taken]);
				assert.ok(cell.pictures.every((picture) => picture.actual === a && picture.taken === b));
			}
		}
	});

	test("pages: pixels go with their pictures", async () => {
		const bench = await Bench.ready();
		bench.train({ steps: 1 });
		bench.finish();
		const whole = good(bench.engine.tested(all));
		const page = good(bench.engine.tested({ from: 5, count: 4 }));
		assert.deepEqual([page.from, page.total, page.pictures], [5, 12, whole.pictures.slice(5, 9)]);
		assert.deepEqual(new Uint8Array(page.pixels), new Uint8Array(whole.pixels).slice(5 * 64, 9 * 64));
		assert.equal(good(bench.engine.tested({ from: 12, count: 4 })).pictures.length, 0);
		assert.equal(faultOf(bench.engine.tested({ from: 0, count: 1000 })).code, "invalid-request");
	});

	test("of a loss over numbers: their mean for each picture; and a snapshot shows the pictures as they were then", async () => {
		const bench = await Bench.ready();
		bench.run();
		bench.train({ recipe: { ...recipe, loss: "MSELoss", lr: 0.05 } });
		const news = bench.finish();
		const { pictures, step } = good(bench.engine.tested(all));
		assert.equal(step, 18);
		const mean = pictures.reduce((sum, { loss }) => sum + loss, 0) / 12;
		assert.ok(Math.abs(mean - (news.test.at(-1)?.loss ?? 0)) < 1e-6);
		good(bench.engine.showSnapshot({ step: 6 }));
		assert.equal(good(bench.engine.tested(all)).step, 6);
		assert.equal(bench.news().confusion?.step, 6);
		good(bench.engine.showSnapshot({ step: undefined }));
		assert.equal(good(bench.engine.tested(all)).step, 18);
	});
});
