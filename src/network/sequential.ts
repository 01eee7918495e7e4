import * as v from "valibot";
import { type Attribute, count } from "./attribute";
import { text } from "./text";

/** A key that says where a layer stands in the network rather than what it computes. The reader checks it; documentation lives here. */
export type StructureKey = Omit<Attribute<unknown>, "read">;

const id = v.pipe(v.string(), v.minLength(1));

/** Names that `from` always knows, and that no layer may take. */
export const RESERVED_IDS: readonly string[] = ["previous", "input"];

/** Keys that every layer may have besides its attributes. */
export const layerKeys: Readonly<Record<"type" | "id" | "from", StructureKey>> = {
	type: {
		schema: id,
		required: true,
		expects: text("the name of a layer, as PyTorch spells it"),
		doc: "What the layer does: PyTorch's name for it.",
	},
	id: {
		schema: id,
		required: false,
		expects: text("a name"),
		doc: "A name of your own, by which other layers can take this layer's output; it also names the layer's weights.",
	},
	from: {
		schema: v.union([id, v.array(id)]),
		required: false,
		expects: text("the id of a layer, or a list of ids"),
		doc: 'Which outputs this layer takes: an id, "previous" (the layer above, the default) or "input" (what enters this sequence); a list for layers that join several.',
		usual: RESERVED_IDS,
	},
};

/** `Sequential` is no layer kind: the reader expands it into the layers inside. */
export const SEQUENTIAL = "Sequential";

export const sequentialDoc = "Layers one after the other as one block, which can have a name and be repeated.";

/** Keys of a Sequential besides {@link layerKeys}. */
export const sequentialKeys: Readonly<Record<"layers" | "repeat", StructureKey>> = {
	layers: {
		schema: v.array(v.looseObject({ type: id })),
		required: true,
		expects: text("a list of layers"),
		doc: "The layers of the block, from input to output. Ids given inside are known only inside.",
	},
	repeat: count("How many times the block stands one behind the other, each time with weights of its own.", { default: 1, usual: [2, 3] }),
};
