import assert from "node:assert/strict";
import { suite, test } from "mocha";
import { feedsOf, kernelsOf } from "../../../webview/layout/feeds";
import { assignTracks, branched, placeLayers } from "../../../webview/layout/lanes";
import { layoutOverview, type Viewport } from "../../../webview/layout/overview";
import { fitTile, gridInHeight, gridOf, gridWith, neighbour, tileAt, tileOrigin } from "../../../webview/layout/sheet";
import { firstInput, outputOfSlice, slicesOf, sliceTile } from "../../../webview/layout/weights";
import { modelOf } from "./fixtures";

suite("webview: sheets", () => {
	test("a map comes as close to the target as whole device pixels allow", () => {
		assert.deepEqual(fitTile(28, 28, 60, 1), { step: 1, dataWidth: 28, dataHeight: 28, scale: 2, width: 56, height: 56 });
		assert.deepEqual(fitTile(5, 5, 60, 1), { step: 1, dataWidth: 5, dataHeight: 5, scale: 12, width: 60, height: 60 });
		assert.equal(fitTile(28, 28, 60, 1.25).scale, 2);
		assert.equal(fitTile(28, 28, 60, 2).scale, 4);
		assert.equal(fitTile(1, 1, 60, 1).scale, 16, "one number is not blown up without end");
	});

	test("large maps are thinned by whole steps; non-square ones keep their shape", () => {
		const tile = fitTile(224, 224, 60, 1);
		assert.deepEqual([tile.step, tile.dataWidth, tile.scale], [4, 56, 1]);
		const wide = fitTile(10, 40, 80, 1);
		assert.deepEqual([wide.width, wide.height], [80, 20]);
	});

	test("tiles are found where they stand, and not between", () => {
		const grid = gridOf(fitTile(10, 10, 20, 1), 7, 7, 3, 4);
		assert.deepEqual([grid.columns, grid.rows, grid.width, grid.height], [3, 3, 68, 68]);
		for (let i = 0; i < 7; i++) {
			const { x, y } = tileOrigin(grid, i);
			assert.equal(tileAt(grid, x + 1, y + 1), i);
			assert.equal(tileAt(grid, x + 22, y + 1), undefined);
		}
		assert.equal(tileAt(grid, 25, 49), undefined, "behind the last");
		assert.equal(tileAt(grid, -1, 0), undefined);
	});

	test("a piece of a larger grid has its columns, and every tile lies inside of it", () => {
		for (const [count, columns] of [
			[16, 15],
			[17, 8],
			[3, 8],
			[24, 8],
			[1, 1],
		] as const) {
			const grid = gridWith(fitTile(6, 6, 40, 1), count, 100, columns, 3);
			assert.equal(grid.columns, columns);
			for (let i = 0; i < count; i++) {
				const { x, y } = tileOrigin(grid, i);
				assert.deepEqual([Math.round(x / 39), Math.round(y / 39)], [i % columns, Math.floor(i / columns)]);
				assert.ok(x + grid.tile.width <= grid.width && y + grid.tile.height <= grid.height, `tile ${i} of ${count} in ${columns} columns`);
			}
		}
	});

	test("slices of one kernel stand together", () => {
		const grid = gridOf(fitTile(3, 3, 9, 1), 12, 12, 7, 1, 3, 5);
		assert.equal(grid.columns, 6);
		assert.equal(tileOrigin(grid, 2).x, 20);
		assert.equal(tileOrigin(grid, 3).x, 34);
		for (let i = 0; i < 12; i++) assert.equal(tileAt(grid, tileOrigin(grid, i).x + 4, tileOrigin(grid, i).y + 4), i);
	});

	test("a sheet keeps to its height", () => {
		const grid = gridInHeight(fitTile(28, 28, 56, 1), 16, 16, 300, 3);
		assert.ok(grid.height <= 300);
		assert.ok(grid.columns * grid.rows >= 16);
	});

	test("arrows stay inside", () => {
		const grid = { columns: 3, count: 7 };
		assert.equal(neighbour(grid, 0, "ArrowRight"), 1);
		assert.equal(neighbour(grid, 2, "ArrowRight"), undefined);
		assert.equal(neighbour(grid, 4, "ArrowUp"), 1);
		assert.equal(neighbour(grid, 5, "ArrowDown"), undefined);
		assert.equal(neighbour(grid, 6, "Home"), 0);
		assert.equal(neighbour(grid, 0, "End"), 6);
		assert.equal(neighbour(grid, 0, "a"), undefined);
	});
});

suite("webview: what feeds a map", () => {
	const conv = (extra: object) => ({ type: "Conv2d", out_channels: 8, kernel_size: 3, padding: 1, ...extra });

	test("all maps of its group feed a convolution's map, through its own kernel", () => {
		const model = modelOf([conv({}), conv({ groups: 2, out_channels: 4 })]);
		assert.deepEqual(feedsOf(model, 0, 5), [{ layer: -1, from: 0, count: 1 }]);
		assert.deepEqual(feedsOf(model, 1, 3), [{ layer: 0, from: 4, count: 4 }]);
		assert.deepEqual(kernelsOf(model, 1, 3), [12, 13, 14, 15]);
	});

	test("a depthwise convolution, a pool and an activation read the same channel", () => {
		const model = modelOf([conv({}), conv({ groups: 8 }), { type: "ReLU" }, { type: "MaxPool2d", kernel_size: 2 }]);
		for (const index of [1, 2, 3]) assert.deepEqual(feedsOf(model, index, 6), [{ layer: index - 1, from: 6, count: 1 }]);
	});

	test("Add reads the same channel of each; Concat the channel it was put in", () => {
		const model = modelOf([
			conv({ id: "a" }),
			conv({ id: "b", out_channels: 8 }),
			{ type: "Add", from: ["a", "b"] },
			{ type: "Concat", from: ["a", "b"] },
		]);
		assert.deepEqual(feedsOf(model, 2, 3), [
			{ layer: 0, from: 3, count: 1 },
			{ layer: 1, from: 3, count: 1 },
		]);
		assert.deepEqual(feedsOf(model, 3, 11), [{ layer: 1, from: 3, count: 1 }]);
	});

	test("a pixel shuffle reads r² channels; a Flatten everything", () => {
		const model = modelOf([conv({}), { type: "PixelShuffle", upscale_factor: 2 }, { type: "Flatten" }]);
		assert.deepEqual(feedsOf(model, 1, 1), [{ layer: 0, from: 4, count: 4 }]);
		assert.deepEqual(feedsOf(model, 2, 0), [{ layer: 1, from: 0, count: 2 }]);
	});

	test("a transposed convolution's weight lies input first", () => {
		const model = modelOf([conv({}), { type: "ConvTranspose2d", out_channels: 6, kernel_size: 2, stride: 2, groups: 2 }]);
		const layer = model.layers[1];
		assert.ok(layer);
		const slices = slicesOf(layer, 8);
		assert.ok(slices);
		assert.deepEqual([slices.groups, slices.perOutput, firstInput(slices, 4)], [2, 4, 4]);
		assert.equal(sliceTile(slices, 4, 1), 5 * 3 + 1, "weight[5, 1]");
		for (let output = 0; output < 6; output++)
			for (let nth = 0; nth < 4; nth++) assert.equal(outputOfSlice(slices, sliceTile(slices, output, nth)), output);
	});
});

suite("webview: overview", () => {
	const view = (width: number, height = 560): Viewport => ({ width, height, dpr: 1, headers: [], faultLines: () => 2 });
	const lenet = [
		{ type: "Conv2d", out_channels: 6, kernel_size: 5, padding: 2 },
		{ type: "ReLU" },
		{ type: "MaxPool2d", kernel_size: 2 },
		{ type: "Conv2d", out_channels: 16, kernel_size: 5 },
		{ type: "Flatten" },
		{ type: "Linear", out_features: 10 },
	];

	test("columns in a wide panel, rows in a narrow one; nothing overlaps, nothing is lost", () => {
		for (const [width, flow] of [
			[1200, "columns"],
			[700, "columns"],
			[420, "rows"],
		] as const) {
			const layout = layoutOverview(modelOf(lenet), view(width));
			assert.equal(layout.flow, flow);
			assert.equal(layout.boxes.length, lenet.length + 1);
			assert.equal(layout.edges.length, lenet.length);
			for (let i = 1; i < layout.boxes.length; i++) {
				const [before, box] = [layout.boxes[i - 1], layout.boxes[i]];
				assert.ok(before && box);
				if (flow === "columns") assert.ok(box.x >= before.x + before.width);
				else assert.ok(box.y >= before.y + before.height && box.x + box.width <= width);
			}
		}
	});

	test("layers of a block stand close, blocks apart", () => {
		const { boxes } = layoutOverview(modelOf(lenet), view(1200));
		const gap = (i: number) => (boxes[i]?.x ?? 0) - (boxes[i - 1]?.x ?? 0) - (boxes[i - 1]?.width ?? 0);
		assert.ok(gap(4) > gap(2), "the second convolution begins a block");
		assert.equal(gap(2), gap(3));
	});

	test("columns keep to the height where the layers allow", () => {
		const { boxes } = layoutOverview(modelOf(lenet), view(1200));
		for (const box of boxes) assert.ok(box.y + box.height <= 560, `${box.index}: ${box.y + box.height}`);
	});

	test("a residual block: the main path is straight, the skip runs above it", () => {
		const conv = { type: "Conv2d", out_channels: 8, kernel_size: 3, padding: 1 };
		const model = modelOf([{ ...conv, id: "in" }, conv, { type: "ReLU" }, { type: "Add", from: ["previous", "in"] }, { type: "ReLU" }]);
		assert.ok(branched(model));
		assert.deepEqual(
			placeLayers(model).map(({ lane }) => lane),
			[0, 0, 0, 0, 0],
		);
		const layout = layoutOverview(model, view(1200));
		assert.equal(new Set(layout.boxes.map((box) => box.y)).size, 1);
		const skip = layout.edges.find((edge) => edge.skip);
		assert.deepEqual([skip?.from, skip?.to], [0, 3]);
		const top = Math.min(...layout.boxes.map((box) => box.y));
		assert.ok(Math.min(...(skip?.points ?? []).map(([, y]) => y)) < top);
	});

	test("branches get lanes of their own and meet again", () => {
		const conv = (id: string, from: string) => ({ type: "Conv2d", id, from, out_channels: 4, kernel_size: 1 });
		const model = modelOf([
			{ ...conv("stem", "input") },
			conv("a", "stem"),
			conv("b", "stem"),
			conv("c", "stem"),
			{ type: "Concat", from: ["a", "b", "c"] },
		]);
		const places = placeLayers(model);
		assert.deepEqual(
			places.map(({ rank }) => rank),
			[1, 2, 2, 2, 3],
		);
		assert.deepEqual(
			places.map(({ lane }) => lane),
			[0, 0, 1, 2, 0],
		);
		const { boxes } = layoutOverview(model, view(1200));
		const [a, b] = [boxes[2], boxes[3]];
		assert.ok(a && b && a.x === b.x && b.y >= a.y + a.height);
	});

	test("lines that overlap run on different tracks, the shortest inside", () => {
		assert.deepEqual(
			assignTracks([
				{ from: 0, to: 9 },
				{ from: 2, to: 4 },
				{ from: 5, to: 7 },
			]),
			[1, 0, 0],
		);
	});

	test("a layer at fault keeps room for its message", () => {
		const model = modelOf([{ type: "Conv2d", out_channels: 6, kernel_size: 50 }, { type: "ReLU" }]);
		const fault = layoutOverview(model, view(1200)).boxes[1];
		assert.ok(fault && fault.width >= 220 && fault.height >= fault.header + 32);
	});

	test("a thousand layers are laid out", () => {
		const layers = Array.from({ length: 1000 }, (_, i) => (i % 2 ? { type: "ReLU" } : { type: "Conv2d", out_channels: 4, kernel_size: 1 }));
		assert.equal(layoutOverview(modelOf(layers), view(1200)).boxes.length, 1001);
	});
});
