import assert from "node:assert/strict";
import { suite, test } from "mocha";
import { type GivenWeights, WeightStore, type WeightWish } from "../../../src/engine/carry";
import type { KeptWeights } from "../../../src/engine/held";
import { WeightMemory } from "../../../src/engine/weightMemory";
import type { Parameter } from "../../../src/network/kind";
import { elements } from "../../../src/network/shape";

const uniform = { kind: "uniform", bound: 0.5 } as const;

/** A convolution that wants a weight out×in×3×3, and a bias unless it is told not to. */
function wish(nth: number, out: number, inputs: number, bias = true): WeightWish {
	const weight: Parameter = { name: "weight", shape: [out, inputs, 3, 3], init: uniform };
	const parameters: readonly Parameter[] = bias ? [weight, { name: "bias", shape: [out], init: uniform }] : [weight];
	return { key: `${nth}`, type: "Conv2d", identity: `:Conv2d#${nth}`, parameters };
}

function numbersOf(store: WeightStore, wishes: readonly WeightWish[], seed = 1): (readonly number[])[] {
	return store.carry(wishes, seed).weights.flatMap(({ weight, bias }) => [[...(weight?.data ?? [])], [...(bias?.data ?? [])]]);
}

function kept(store: WeightStore): KeptWeights {
	const keep = store.keep();
	assert.ok(keep);
	return keep;
}

suite("engine: weights that outlive their store", () => {
	const first = [wish(0, 4, 1), wish(1, 8, 4)];
	/** Another of the type in front: the second and third are continued by position, under other identities. */
	const shifted = [wish(0, 1, 1), wish(1, 4, 1), wish(2, 8, 4)];

	test("another store goes on with the same numbers, carried over by position or not", () => {
		const store = new WeightStore();
		const before = numbersOf(store, first);
		const now = numbersOf(store, shifted);
		assert.deepEqual(now.slice(2), before, "carried over by position");
		const fresh = new WeightStore();
		assert.notDeepEqual(numbersOf(new WeightStore(), shifted), now, "the seed alone does not bring them back");
		fresh.restore(kept(store));
		assert.deepEqual(numbersOf(fresh, shifted), now);
		assert.deepEqual(fresh.carry(shifted, 1).initialised, []);
	});

	test("what is written later is there too: the memory is one", () => {
		const store = new WeightStore();
		const [layer] = store.carry(first, 1).weights;
		const keep = kept(store);
		layer?.weight?.data.fill(7);
		const next = new WeightStore();
		next.restore(keep);
		const restored = next.carry(first, 1).weights[0]?.weight?.data;
		assert.ok(restored?.every((number) => number === 7));
		restored?.fill(8);
		assert.ok(layer?.weight?.data.every((number) => number === 8));
	});

	test("an edit made while nobody was there is an edit: what is new is initialised as ever", () => {
		const store = new WeightStore();
		numbersOf(store, shifted);
		const next = new WeightStore();
		next.restore(kept(store));
		const wider = [wish(0, 1, 1), wish(1, 4, 1), wish(2, 9, 4), wish(3, 2, 9)];
		const { kept: same, initialised } = next.carry(wider, 1);
		assert.deepEqual([same, initialised], [["0", "1", "2"], ["3"]]);
		assert.deepEqual(numbersOf(next, wider).slice(6), numbersOf(new WeightStore(), wider).slice(6));
		assert.deepEqual(
			numbersOf(next, wider)
				.slice(4, 6)
				.map((numbers) => numbers.length),
			[9 * 4 * 9, 9],
		);
	});

	test("another seed starts all over, restored or not", () => {
		const store = new WeightStore();
		numbersOf(store, shifted, 1);
		const next = new WeightStore();
		next.restore(kept(store));
		assert.deepEqual(numbersOf(next, shifted, 2), numbersOf(new WeightStore(), shifted, 2));
	});

	test("is handed out when something changed, and only then", () => {
		const store = new WeightStore();
		assert.equal(store.keep(), undefined, "there is nothing yet");
		store.carry(first, 1);
		assert.equal(kept(store).layers.length, 2);
		store.carry(first, 1);
		assert.equal(store.keep(), undefined);
		store.carry(shifted, 1);
		assert.deepEqual(
			kept(store).layers.map(({ key, identity }) => [key, identity]),
			[
				["0", ":Conv2d#0"],
				["1", ":Conv2d#1"],
				["2", ":Conv2d#2"],
			],
		);
		store.carry(shifted, 2);
		assert.equal(kept(store).seed, 2);
	});

	test("what was handed out stays untouched by later edits, until there is something newer", () => {
		const store = new WeightStore();
		// Larger than what is remembered of layers that are gone, so that its memory would be used again.
		const init = { kind: "constant", value: 0 } as const;
		const weightOf = (out: number): Float32Array => {
			const parameters: readonly Parameter[] = [{ name: "weight", shape: [out, 2048, 3, 3], init }];
			const weight = store.carry([{ ...wish(0, out, 2048), parameters }], 1).weights[0]?.weight;
			assert.ok(weight);
			return weight.data;
		};
		const first = weightOf(1024).fill(7);
		kept(store);
		const others = [1023, 1022, 1021].map((out) => weightOf(out).fill(9).buffer);
		assert.ok(first.every((number) => number === 7));
		assert.equal(new Set(others).size, 2, "the others take turns in two pieces of memory");
		kept(store);
		weightOf(1020);
		assert.equal(weightOf(1019).buffer, first.buffer, "then it is used again");
	});

	test("memory that is not shared is copied", () => {
		const data = Float32Array.from({ length: 36 }, (_, i) => i);
		const store = new WeightStore();
		const tensors = [{ name: "weight", shape: [4, 1, 3, 3], buffer: data.buffer }] as const;
		store.restore({ seed: 1, layers: [{ key: "0", type: "Conv2d", identity: ":Conv2d#0", tensors }] });
		const weight = store.carry([wish(0, 4, 1, false)], 1).weights[0]?.weight?.data;
		assert.deepEqual(weight, data);
		assert.notEqual(weight?.buffer, data.buffer);
	});
});

suite("engine: memory of weights", () => {
	test("is shared, and large enough by at most an eighth", () => {
		const memory = new WeightMemory();
		for (const count of [1, 16, 17, 1000, 4096, 4097, 123_457]) {
			const { length, buffer, byteOffset } = memory.take(count);
			assert.deepEqual([length, byteOffset, buffer instanceof SharedArrayBuffer], [count, 0, true]);
			assert.ok(buffer.byteLength >= 4 * count && buffer.byteLength <= Math.max(64, 4.5 * count) + 64, `${count}: ${buffer.byteLength}`);
		}
	});

	test("what is in use is never handed out twice; what is not, is", () => {
		const memory = new WeightMemory();
		const [a, b] = [memory.take(1000), memory.take(1000)];
		memory.settle(new Set([a.buffer]));
		assert.equal(memory.take(900).buffer, b.buffer);
		assert.notEqual(memory.take(900).buffer, a.buffer);
		memory.settle(new Set());
		assert.notEqual(memory.take(100).buffer.byteLength, a.buffer.byteLength, "a piece does not serve less than half of it");
	});

	test("what nobody needs is let go when it is more than what is in use", () => {
		const memory = new WeightMemory();
		const count = 10 * 1024 ** 2;
		const pieces = Array.from({ length: 4 }, () => memory.take(count).buffer);
		memory.settle(new Set());
		const again = Array.from({ length: 4 }, () => memory.take(count).buffer);
		assert.equal(again.filter((piece) => pieces.includes(piece)).length, 1, "of 160 MiB at most 64 MiB are kept");
	});
});

suite("engine: weights from outside", () => {
	const wishes = [wish(0, 4, 1), wish(1, 8, 4)];
	/** Sevens for the layers of those keys. */
	const sevens =
		(...keys: readonly string[]): GivenWeights =>
		(key, parameters) =>
			keys.includes(key)
				? Object.fromEntries(parameters.map(({ name, shape }) => [name, new Float32Array(elements(shape)).fill(7)]))
				: undefined;
	const isSeven = (store: WeightStore, of: readonly WeightWish[], seed = 1) =>
		store.carry(of, seed).weights.map(({ weight }) => weight?.data.every((number) => number === 7));

	test("the first weights are those given; what is not given is initialised as ever", () => {
		const store = new WeightStore();
		store.give(sevens("1"), { replace: true });
		const { weights, kept, initialised, given } = store.carry(wishes, 1);
		assert.deepEqual([kept, initialised, given], [[], ["0", "1"], ["1"]]);
		assert.ok(weights[1]?.weight?.data.every((number) => number === 7));
		assert.deepEqual([...(weights[0]?.weight?.data ?? [])], numbersOf(new WeightStore(), wishes)[0]);
		assert.deepEqual(store.origins, { initialised: 1, given: 1, trained: 0 });
	});

	test("a parameter that is left out is initialised", () => {
		const store = new WeightStore();
		store.give(() => ({ bias: new Float32Array(4).fill(7) }), { replace: true });
		const [layer] = store.carry(wishes.slice(0, 1), 1).weights;
		assert.deepEqual([...(layer?.weight?.data ?? [])], numbersOf(new WeightStore(), wishes)[0]);
		assert.deepEqual([...(layer?.bias?.data ?? [])], [7, 7, 7, 7]);
	});

	test("with `replace` they take the place of what is there, once; without, only of what begins anew", () => {
		const store = new WeightStore();
		store.carry(wishes, 1);
		store.give(sevens("0", "1", "2"), { replace: false });
		assert.deepEqual(isSeven(store, wishes), [false, false]);
		assert.deepEqual(isSeven(store, [...wishes, wish(2, 3, 8)]), [false, false, true]);
		store.give(sevens("0", "1"), { replace: true });
		assert.deepEqual(isSeven(store, wishes), [true, true]);
		const [weights] = store.carry(wishes, 1).weights;
		weights?.weight?.data.fill(8);
		assert.deepEqual(isSeven(store, wishes), [false, true], "what was written since then stays");
	});

	test("another seed and `clear` let them go, unless nobody has had them yet; `once`, the next carry", () => {
		const store = new WeightStore();
		store.give(sevens("0", "1"), { replace: true });
		assert.deepEqual(isSeven(store, wishes), [true, true]);
		assert.deepEqual(isSeven(store, wishes, 2), [false, false]);
		assert.deepEqual(isSeven(store, wishes, 1), [false, false]);
		store.give(sevens("0", "1"), { replace: true });
		assert.deepEqual(isSeven(store, wishes, 2), [true, true]);
		store.clear();
		assert.deepEqual(isSeven(store, wishes, 2), [false, false]);
		store.give(sevens("0", "1", "2"), { replace: true, once: true });
		assert.deepEqual(isSeven(store, [...wishes, wish(3, 3, 8)], 2), [true, true, false]);
		assert.deepEqual(isSeven(store, [...wishes, wish(2, 3, 8)], 2), [true, true, false]);
	});

	test("a store that follows on another takes its weights, and given ones for what is new", () => {
		const store = new WeightStore();
		store.carry(wishes, 1);
		store.trained();
		const next = new WeightStore();
		next.give(sevens("0", "1", "2"), { replace: false });
		next.restore(kept(store));
		assert.deepEqual(isSeven(next, [...wishes, wish(2, 3, 8)]), [false, false, true]);
		assert.deepEqual(next.origins, { initialised: 0, given: 1, trained: 2 });
	});

	test("where they come from goes with the weights through edits, and a keep tells it when it changes", () => {
		const store = new WeightStore();
		store.give(sevens("0"), { replace: true });
		store.carry(wishes, 1);
		assert.deepEqual(
			kept(store).layers.map(({ origin }) => origin),
			["given", "initialised"],
		);
		store.trained();
		assert.deepEqual(
			kept(store).layers.map(({ origin }) => origin),
			["trained", "trained"],
		);
		store.trained();
		assert.equal(store.keep(), undefined);
		store.carry([wish(0, 4, 1), wish(1, 9, 4)], 1);
		assert.deepEqual(store.origins, { initialised: 1, given: 0, trained: 1 }, "a layer that grew holds numbers that nobody trained");
		store.carry(wishes, 1);
		assert.deepEqual(store.origins, { initialised: 0, given: 0, trained: 2 }, "and what it was comes back");
	});

	test("its state has PyTorch's names", () => {
		const store = new WeightStore();
		store.carry(wishes, 1);
		assert.deepEqual(
			store.state().map(({ name, shape }) => [name, shape]),
			[
				["0.weight", [4, 1, 3, 3]],
				["0.bias", [4]],
				["1.weight", [8, 4, 3, 3]],
				["1.bias", [8]],
			],
		);
	});
});
