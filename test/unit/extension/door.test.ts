import assert from "node:assert/strict";
import fc from "fast-check";
import { suite, test } from "mocha";
import { admit } from "../../../src/extension/door";

const call = (m: string, ...a: unknown[]) => ({ t: "q", i: "1", m, a });

suite("the panel's door", () => {
	test("lets in answers, and calls whose arguments fit", () => {
		assert.deepEqual(admit({ t: "s", i: "1", r: 3 }), { ok: true, message: { t: "s", i: "1", r: 3 } });
		assert.deepEqual(admit(call("select", "3", true)), { ok: true, message: call("select", "3", true) });
	});

	test("strips what a call may not carry", () => {
		const want = { layer: "0", what: "maps", from: 0, count: 4, maxSide: 28 };
		assert.deepEqual(admit(call("want", [{ ...want, extra: "?" }])), { ok: true, message: call("want", [want]) });
	});

	for (const [what, message] of [
		["no object", 7],
		["neither call nor answer", { hello: 1 }],
		["unknown function", call("eval", "1 + 1")],
		["a function of every object", call("toString")],
		["a negative count", call("want", [{ layer: "0", what: "maps", from: 0, count: -1, maxSide: 28 }])],
		["a huge side", call("want", [{ layer: "0", what: "maps", from: 0, count: 1, maxSide: 1e9 }])],
		["a missing argument", call("select")],
		["a wrong type", call("chooseInput", { kind: "sample", dataset: "imagenet", index: 0 })],
		["a picture that is no buffer", call("dropImage", { name: "a.png", type: "image/png", bytes: "…" })],
	] as const) {
		test(`refuses ${what}`, () => assert.equal(admit(message).ok, false));
	}

	test("refuses a list that is too long before it looks at the items", () => {
		let looked = 0;
		const item = () =>
			new Proxy(
				{},
				{
					get: () => {
						looked++;
						return undefined;
					},
				},
			);
		assert.equal(admit(call("want", Array.from({ length: 5000 }, item))).ok, false);
		assert.equal(looked, 0);
	});

	test("never throws, whatever arrives", () => {
		fc.assert(fc.property(fc.anything(), (message) => typeof admit(message).ok === "boolean"));
	});
});
