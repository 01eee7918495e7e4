import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { suite, test } from "mocha";
import { compileKernels } from "../../../src/engine/simd";
import { PlanarCopies } from "../../../src/engine/simd/copies";
import { NO_BORDER, place } from "../../../src/engine/simd/field";
import { Heap } from "../../../src/engine/simd/heap";

suite("engine: maps that are read", () => {
	const module = compileKernels(readFileSync(path.join(process.cwd(), "dist/kernels.wasm")));
	const SHAPE = [1, 4, 3, 5];
	/** Channels last, each number its place in N×C×H×W. */
	const opened = () => {
		assert.ok(module, "this machine has no WebAssembly SIMD, or no shared memory");
		const heap = new Heap(module);
		const field = place(heap, SHAPE, NO_BORDER);
		const numbers = heap.floats(field.pointer, 60);
		for (let i = 0; i < 60; i++) numbers[4 * (i % 15) + Math.floor(i / 15)] = i;
		return { heap, field, numbers, copies: new PlanarCopies(heap) };
	};
	const inOrder = Float32Array.from({ length: 60 }, (_, i) => i);

	test("they are ordered once a pass; what nobody reads any more is given back, and in the end all of it", () => {
		const { heap, field, numbers, copies } = opened();
		const before = heap.held;
		const first = copies.of("a", SHAPE, () => field);
		assert.deepEqual(first.data.slice(), inOrder);
		assert.equal(
			copies.of("a", SHAPE, () => assert.fail("made already")),
			first,
		);
		const one = heap.held;
		copies.of("b", SHAPE, () => field);
		copies.renew();
		numbers.fill(7);
		assert.equal(
			copies.of("a", SHAPE, () => field),
			first,
			"its memory is written again",
		);
		assert.deepEqual(first.data.slice(), new Float32Array(60).fill(7));
		copies.renew();
		assert.equal(heap.held, one, "b was not asked for in a whole pass");
		copies.clear();
		assert.ok(heap.held < one && heap.held - before < 1024, "but for a call's arguments");
	});

	test("where the kernels' memory is full, they are copied into the host's", () => {
		const { heap, field, copies } = opened();
		const allocate = heap.allocate.bind(heap);
		let refused = 0;
		heap.allocate = (bytes) => {
			if (bytes === 240 && refused++ === 0) throw new RangeError("full");
			return allocate(bytes);
		};
		const { data } = copies.of("a", SHAPE, () => field);
		assert.equal(refused, 2, "once for good, once for as long as it takes to order them");
		assert.ok(data.buffer instanceof ArrayBuffer);
		assert.deepEqual(data, inOrder);
		copies.clear();
	});
});
