import assert from "node:assert/strict";
import { suite, test } from "mocha";
import type { Reach } from "../../../src/network/derivation";
import type { ReachRequest } from "../../../src/protocol/reach";
import { conv, graphOf, pool } from "../engine/networks";
import { Bench, faultOf, good } from "./workbench";

/** A mask as it is drawn: one line a row. */
const drawn = ({ height, width, mask }: Reach): string[] => {
	const marks = new Uint8Array(mask);
	return Array.from({ length: height }, (_, y) =>
		Array.from(marks.subarray(y * width, (y + 1) * width), (mark) => (mark ? "#" : ".")).join(""),
	);
};

/** Two convolutions with a border, a pool between them. */
const graph = graphOf(
	[1, 8, 8],
	[conv(3, 3, 1), pool, { type: "Conv2d", attributes: { out_channels: 6, kernel_size: 3, stride: 2, padding: 1, groups: 3 } }],
);

suite("worker: which numbers depend on which", () => {
	const asked = async () => {
		const bench = await Bench.ready();
		bench.run(graph);
		const place = { revision: 1, tile: 0, y: 0, x: 0 };
		return {
			bench,
			of: (request: Partial<ReachRequest>) => bench.engine.reach({ ...place, of: "input", layer: "2", ...request } as ReachRequest),
		};
	};

	test("the input that a number was made of, with its border", async () => {
		const { of } = await asked();
		const corner = drawn(good(of({})).reach);
		assert.deepEqual(corner, ["#####...", "#####...", "#####...", "#####...", "#####...", "........", "........", "........"]);
		assert.deepEqual(drawn(good(of({ y: 1, x: 1, tile: 5 })).reach), [
			"........",
			".#######",
			".#######",
			".#######",
			".#######",
			".#######",
			".#######",
			".#######",
		]);
		assert.deepEqual(drawn(good(of({ layer: "input", y: 2, x: 7 })).reach)[2], ".......#");
	});

	test("the numbers that one was used for: of one map, and of all", async () => {
		const { of } = await asked();
		const used = { of: "uses", input: 0, tile: 1, y: 1, x: 2 } as const;
		assert.deepEqual(drawn(good(of(used)).reach), [".#", ".#"]);
		assert.deepEqual(drawn(good(of({ ...used, output: 3 })).reach), [".#", ".#"]);
		assert.deepEqual(drawn(good(of({ ...used, output: 0 })).reach), ["..", ".."]);
	});

	test("stale, and what is not there: refused", async () => {
		const { bench, of } = await asked();
		assert.equal(faultOf(of({ revision: 2 })).code, "stale");
		const wrong = [
			{ layer: "9" },
			{ tile: 6 },
			{ y: 2 },
			{ y: -1 },
			{ x: 0.5 },
			{ of: "uses" },
			{ of: "uses", input: 1 },
			{ of: "uses", input: 0, tile: 3 },
			{ of: "uses", input: 0, output: 6 },
			{ of: "everything" },
		];
		for (const request of wrong) assert.equal(faultOf(of(request as never)).code, "invalid-request", JSON.stringify(request));
		for (const nothing of [undefined, null, 7, []]) assert.equal(faultOf(bench.engine.reach(nothing as never)).code, "invalid-request");
	});
});
