import assert from "node:assert/strict";
import { suite, test } from "mocha";
import { stepFor } from "../../../src/network/tile";
import { defaultView } from "../../../src/protocol/panel";
import { formatCell, formatShare, formatValue } from "../../../webview/format";
import { measure } from "../../../webview/layout/box";
import { mapRange, sharing } from "../../../webview/paint/range";
import { best, prediction, scoresOf, softmax } from "../../../webview/scores";
import { backedOut, channelOf, initialState, readView, Store, selected, shown, started, withView, zoomedIn } from "../../../webview/store";
import { Tiles } from "../../../webview/tiles";
import { askable, overviewWants } from "../../../webview/wants";
import { frameOf, modelOf } from "./fixtures";

const conv = { type: "Conv2d", out_channels: 6, kernel_size: 5, padding: 2 };
const layers = [conv, { type: "ReLU" }, { type: "MaxPool2d", kernel_size: 2 }, { ...conv, out_channels: 16 }];

suite("webview: state", () => {
	const ready = () =>
		started(initialState, { strings: {}, language: "en", uri: "u", view: defaultView, model: modelOf(layers), selected: "1" }, undefined);

	test("what ready brings is shown; the page's own view wins over the saved one", () => {
		assert.equal(ready().view.selected, "1");
		const own = { ...defaultView, scope: "network" as const };
		const init = { strings: {}, language: "en", uri: "u", view: defaultView, model: undefined, selected: undefined };
		assert.equal(started(initialState, init, own).view.scope, "network");
	});

	test("broken saved state falls back field by field", () => {
		const view = readView({ zoom: "microscope", scope: "map", channel: -4 });
		assert.deepEqual([view?.zoom, view?.scope, view?.channel], ["overview", "map", 0]);
		assert.equal(readView("nonsense"), undefined);
	});

	test("Escape goes out one level at a time", () => {
		const inside = zoomedIn(ready(), "3", 7);
		assert.deepEqual([inside.view.zoom, inside.view.selected, channelOf(inside)], ["layer", "3", 7]);
		const overview = backedOut(inside);
		assert.deepEqual([overview.view.zoom, overview.view.selected], ["overview", "3"]);
		assert.equal(backedOut(overview).view.selected, undefined);
		assert.equal(backedOut(withView(inside, { zoom: "ledger" })).view.zoom, "overview");
	});

	test("a layer that is gone closes its zoom; a channel that is gone becomes the last", () => {
		const inside = zoomedIn(ready(), "3", 15);
		assert.equal(channelOf(shown(inside, modelOf([...layers.slice(0, 3), conv]))), 5);
		assert.equal(shown(inside, modelOf(layers.slice(0, 2))).view.zoom, "overview");
	});

	test("another layer starts at its first map", () => {
		assert.equal(selected(zoomedIn(ready(), "3", 7), "0").view.channel, 0);
	});

	test("numbers are welcome from the revision at which a layer, or one above it, changed", () => {
		const first = ready();
		const untouched = shown(first, modelOf(layers, [1, 28, 28], 2));
		assert.deepEqual([...untouched.since.values()], [1, 1, 1, 1, 1]);
		const edited = shown(untouched, modelOf([conv, { type: "ReLU" }, { type: "MaxPool2d", kernel_size: 4 }, layers[3]], [1, 28, 28], 3));
		assert.deepEqual([edited.since.get("1"), edited.since.get("2"), edited.since.get("3")], [1, 3, 3]);
		const other = shown(edited, modelOf(layers, [1, 32, 32], 4));
		assert.equal(Math.min(...other.since.values()), 4);
	});

	test("the store tells of changes, and only of changes", () => {
		const store = new Store();
		let told = 0;
		const stop = store.subscribe(() => told++);
		store.update((state) => state);
		store.update((state) => withView(state, { scope: "map" }));
		stop();
		store.update((state) => withView(state, { scope: "layer" }));
		assert.equal(told, 1);
	});
});

suite("webview: tiles", () => {
	const stats = (min: number, max: number) => [min, max, (min + max) / 2, 0, 0];

	test("bytes are copied out of the frame", () => {
		const tiles = new Tiles();
		const frame = frameOf("0", 1, [{ codes: [1, 2, 3, 4], stats: stats(-1, 2) }], { width: 2 });
		tiles.take(frame, () => 0);
		new Uint8Array(frame.buffer).fill(9);
		assert.deepEqual([...(tiles.picture("0", "maps", 1)?.codes.get(0) ?? [])], [1, 2, 3, 4]);
		assert.deepEqual(tiles.stats("0", "maps", 0), { min: -1, max: 2, mean: 0.5, zeros: 0, bad: 0 });
	});

	test("a layer never goes back to an older revision, and unknown layers are not kept", () => {
		const tiles = new Tiles();
		tiles.take(frameOf("0", 5, [{ codes: [1], stats: stats(0, 5) }]), () => 0);
		tiles.take(frameOf("0", 4, [{ codes: [2], stats: stats(0, 4) }]), () => 0);
		assert.equal(tiles.stats("0", "maps", 0)?.max, 5);
		tiles.take(frameOf("9", 5, [{ codes: [1], stats: stats(0, 5) }]), () => undefined);
		assert.equal(tiles.summary("9", "maps"), undefined);
		tiles.take(frameOf("0", 6, [{ codes: [1], stats: stats(0, 6) }]), () => 7);
		assert.equal(tiles.stats("0", "maps", 0)?.max, 5, "its text has changed since");
	});

	test("a newer revision replaces all that was known", () => {
		const tiles = new Tiles();
		tiles.take(
			frameOf("0", 1, [
				{ codes: [1], stats: stats(0, 9) },
				{ codes: [1], stats: stats(0, 1) },
			]),
			() => 0,
		);
		tiles.take(frameOf("0", 2, [{ codes: [1], stats: stats(0, 2) }], { total: 2 }), () => 0);
		assert.equal(tiles.stats("0", "maps", 1), undefined);
		assert.equal(tiles.summary("0", "maps")?.extent, 2);
	});

	test("says what is missing of what was wanted", () => {
		const tiles = new Tiles();
		const want = { layer: "0", what: "maps" as const, from: 0, count: 4, maxSide: 8 };
		assert.equal(tiles.missing([want], 1).length, 1);
		tiles.take(
			frameOf(
				"0",
				1,
				[
					{ codes: [1], stats: stats(0, 1) },
					{ codes: [1], stats: stats(0, 1) },
				],
				{ total: 3 },
			),
			() => 0,
		);
		assert.equal(tiles.missing([want], 1).length, 1);
		tiles.take(frameOf("0", 1, [{ codes: [1], stats: stats(0, 1) }], { total: 3, from: 2 }), () => 0);
		assert.deepEqual(tiles.missing([want], 1), []);
		assert.equal(tiles.missing([want], 2).length, 1);
	});

	test("keeps the bias that partial maps come with, for the output map that was asked for last", () => {
		const tiles = new Tiles();
		const partials = (revision: number, output: number, bias: number | undefined) => {
			const frame = frameOf("0", revision, [{ codes: [1], stats: stats(0, 1) }], { what: "partials", output });
			return { ...frame, sets: frame.sets.map((set) => (bias === undefined ? set : { ...set, bias })) };
		};
		tiles.take(partials(1, 2, 0.1), () => 0);
		assert.equal(tiles.summary("0", "partials", 2)?.bias, 0.1);
		tiles.take(partials(2, 2, -0.25), () => 0);
		assert.equal(tiles.summary("0", "partials", 2)?.bias, -0.25);
		tiles.take(partials(3, 2, undefined), () => 0);
		assert.equal(tiles.summary("0", "partials", 2)?.bias, undefined);
	});

	test("steps are the engine's: the smallest that fits", () => {
		assert.deepEqual([stepFor(28, 28, 28), stepFor(28, 28, 27), stepFor(10, 224, 56), stepFor(5, 5, 1)], [1, 2, 4, 5]);
	});
});

suite("webview: ranges and wants", () => {
	const model = modelOf(layers);
	const tilesWith = (sizes: Readonly<Record<string, number>>) => {
		const tiles = new Tiles();
		for (const [layer, size] of Object.entries(sizes)) {
			tiles.take(
				frameOf(layer, 1, [
					{ codes: [1], stats: [-size, 1, 0, 0, 0] },
					{ codes: [1], stats: [0, size / 2, 0, 0, 0] },
				]),
				() => 0,
			);
		}
		return tiles;
	};

	test("a ReLU and a pool wear their convolution's range", () => {
		assert.deepEqual(sharing(model, 2), [0, 1, 2]);
		assert.deepEqual(sharing(model, 3), [3]);
		const tiles = tilesWith({ "0": 8, "1": 3, "2": 2, "3": 20 });
		assert.equal(mapRange(model, tiles, 2, undefined, "layer"), 8);
		assert.equal(mapRange(model, tiles, 2, 1, "map"), 4);
		assert.equal(mapRange(model, tiles, 2, undefined, "network"), 20);
		assert.equal(mapRange(model, tiles, 3, undefined, "layer"), 20);
	});

	test("an overview asks for the maps and kernels in view, and for the numbers behind their range", () => {
		const boxes = [2].map((index) => measure(model, index, { flow: "columns", across: 400, dpr: 1 }));
		const wants = overviewWants(model, boxes, "layer");
		assert.deepEqual(
			wants.map(({ layer, what, count, maxSide }) => [layer, what, count, maxSide]),
			[
				["2", "maps", 6, 62],
				["0", "maps", 6, 1],
				["1", "maps", 6, 1],
			],
		);
	});

	test("nothing is asked of layers that are not computed", () => {
		const broken = modelOf([conv, { ...conv, kernel_size: 99, padding: 0 }, { type: "ReLU" }]);
		const wants = ["input", "0", "1", "2"].map((layer) => ({ layer, what: "maps" as const, from: 0, count: 1, maxSide: 1 }));
		assert.deepEqual(
			askable(broken, wants).map(({ layer }) => layer),
			["input", "0"],
		);
	});
});

suite("webview: numbers for people", () => {
	test("about four digits, a real minus, no minus zero", () => {
		const written = [0, -0.5, 0.12345, -12.3456, 1234.6, 123456, 1e-7, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY].map(
			formatValue,
		);
		assert.deepEqual(written, ["0", "−0.5", "0.1235", "−12.35", "1235", "1.23e5", "1.00e−7", "NaN", "∞", "−∞"]);
		assert.deepEqual([formatCell(-0.001), formatCell(-2.346), formatCell(314.15)], ["0.00", "−2.35", "314"]);
		assert.deepEqual([formatShare(0.9312), formatShare(0), formatShare(1), formatShare(0.0001)], ["93.1 %", "0 %", "100 %", "< 0.1 %"]);
	});

	test("softmax holds for large scores and sums to one", () => {
		const shares = softmax([1000, 999, -1000]);
		assert.ok(Math.abs(shares.reduce((sum, share) => sum + share, 0) - 1) < 1e-12);
		assert.ok(Math.abs((shares[0] ?? 0) - 1 / (1 + Math.exp(-1))) < 1e-12);
	});

	test("scores need one number per label, and a Softmax at the end is taken as it is", () => {
		const model = { ...modelOf([{ type: "Flatten" }, { type: "Linear", out_features: 3 }, { type: "Softmax" }]), labels: ["a", "b", "c"] };
		const status = {
			revision: 1,
			forwardMs: 1,
			output: Float32Array.of(0.25, 0.5, 0.25).buffer,
			label: undefined,
			inputName: "",
			notice: undefined,
		};
		const scores = scoresOf(model, status);
		assert.deepEqual(
			scores?.map(({ probability }) => probability),
			[0.25, 0.5, 0.25],
		);
		assert.equal(prediction(scores)?.label, "b");
		assert.deepEqual(
			best(scores ?? [], 1).map(({ label }) => label),
			["b"],
		);
		assert.equal(scoresOf({ ...model, labels: ["a"] }, status), undefined);
		const bad = scoresOf(model, { ...status, output: Float32Array.of(Number.NaN, 1, 0).buffer });
		assert.equal(prediction(bad), undefined);
	});
});
