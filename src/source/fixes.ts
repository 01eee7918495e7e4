import * as v from "valibot";
import { readAttributes } from "../network/attribute";
import { INPUT } from "../network/graph";
import type { Fault, Fix } from "../network/issue";
import type { LayerKind } from "../network/kind";
import type { Shape } from "../network/shape";
import type { Layer } from "./analysis";
import type { Wired } from "./wire";

type Values = Readonly<Record<string, unknown>>;

/** The fixes of a fault that do clear it: those which change the layer itself are tried on its shape rule first. */
export function fixesThatClear(
	fault: Fault,
	kind: LayerKind,
	inputs: readonly Shape[],
	written: Values,
	hasCause: boolean,
): readonly Fix[] {
	return (fault.fixes ?? []).filter((fix) => {
		if (fix.kind === "set-cause") return hasCause;
		if (fix.kind !== "set" && fix.kind !== "remove") return true;
		const { [fix.attribute]: _, ...others } = written;
		return isLegal(kind, inputs, fix.kind === "set" ? { ...others, [fix.attribute]: fix.value } : others);
	});
}

/** Whether a layer with these attributes accepts these inputs without a word. */
function isLegal(kind: LayerKind, inputs: readonly Shape[], written: Values): boolean {
	for (const [name, attribute] of Object.entries(kind.attributes)) {
		if (Object.hasOwn(written, name) ? !v.is(attribute.schema, written[name]) : attribute.required) return false;
	}
	return kind.infer(inputs, readAttributes(kind.attributes, written)).ok;
}

/** Second inputs that a joining layer could take: what enters its sequence, and the nearest layers above with an id. */
export function severalInputs(
	kind: LayerKind,
	values: Values,
	wired: Wired,
	inputs: readonly Shape[],
	layers: readonly Layer[],
): readonly Fix[] {
	const [shape] = inputs;
	const first = wired.node.item.source.keys.from?.written;
	if (!shape) return [];
	const list = wired.node.key.slice(0, wired.node.key.length - wired.node.item.segment.length);
	const fixes: Fix[] = [];
	for (let index = layers.length - 1; index >= INPUT && fixes.length < 3; index--) {
		const other = layers[index];
		const name = index === INPUT ? (list === "" ? "input" : undefined) : other?.key === `${list}${other?.id}` ? other.id : undefined;
		const otherShape = index === INPUT ? undefined : other?.shape;
		if (!name || wired.inputs.includes(index)) continue;
		if (otherShape && !kind.infer([shape, otherShape], values).ok) continue;
		if (!otherShape && index !== INPUT) continue;
		fixes.push({ kind: "set", attribute: "from", value: [typeof first === "string" ? first : "previous", name] });
	}
	return fixes;
}
