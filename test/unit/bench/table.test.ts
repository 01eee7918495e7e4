import assert from "node:assert/strict";
import fc from "fast-check";
import { suite, test } from "mocha";
import { merged } from "../../../bench/figures/result";
import { quantile, statistics } from "../../../bench/statistics";
import { type Figure, markdownTable, verdict } from "../../../bench/table";

const figure = (samples: readonly number[], limit: number | undefined = 10): Figure => ({ what: "it", limit, unit: "ms", samples });

suite("the bench's table", () => {
	test("median, 95th percentile and minimum are samples, by nearest rank", () => {
		const samples = Array.from({ length: 100 }, (_, i) => 100 - i);
		assert.deepEqual(statistics(samples), { median: 50, p95: 95, min: 1, n: 100 });
		assert.deepEqual(statistics([3]), { median: 3, p95: 3, min: 3, n: 1 });
		assert.deepEqual(statistics([1, 2, 3, 4]), { median: 2, p95: 4, min: 1, n: 4 });
	});

	test("without samples there is no number", () => assert.throws(() => statistics([]), /no samples/));

	test("at least that share of the samples does not exceed a quantile, and a smaller sample would not do", () => {
		const sizes = fc.array(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), { minLength: 1, maxLength: 60 });
		fc.assert(
			fc.property(sizes, fc.integer({ min: 1, max: 100 }), (samples, percent) => {
				const value = quantile(samples, percent / 100);
				const share = (bound: (sample: number) => boolean) => (100 * samples.filter(bound).length) / samples.length;
				assert.ok(samples.includes(value));
				assert.ok(share((sample) => sample <= value) >= percent - 1e-9);
				assert.ok(share((sample) => sample < value) < percent + 1e-9);
			}),
		);
	});

	test("a figure is judged by its 95th percentile, then by its median", () => {
		assert.equal(verdict(figure([1, 10])), "yes");
		assert.equal(verdict(figure([1, 1, 11])), "median only");
		assert.equal(verdict(figure([11, 12])), "no");
		assert.equal(verdict({ ...figure([11]), limit: undefined }), "");
	});

	test("the table is aligned Markdown", () => {
		assert.equal(
			markdownTable([figure([1, 2.345]), { what: "size", limit: undefined, unit: "kB", samples: [1234.56] }]),
			[
				"| what | at most |    median |       p95 | n | ok? |",
				"|------|--------:|----------:|----------:|--:|----:|",
				"| it   |   10 ms |   1.00 ms |   2.35 ms | 2 | yes |",
				"| size |         | 1234.6 kB | 1234.6 kB | 1 |     |",
			].join("\n"),
		);
	});

	test("samples of several starts are put together", () => {
		const start = (...figures: Figure[]) => ({ vsCode: "1", node: "v24", figures });
		assert.deepEqual(merged([start(figure([1])), start(figure([2]), { ...figure([3]), what: "other" })]), [
			figure([1, 2]),
			{ ...figure([3]), what: "other" },
		]);
	});
});
