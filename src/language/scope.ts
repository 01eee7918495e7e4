import type { Shape } from "../network/shape";
import type { Analysis, LayerSource } from "../source/analysis";
import { firstLayer, outputsOf } from "./lookup";

/** Something that `from` may name. */
export interface Reference {
	readonly name: string;
	/** `Conv2d`, or what else stands behind the name. */
	readonly type: string;
	readonly shape: Shape | undefined;
}

/** What a layer may name in `from`: nearest first the ids above it, in its own list and around it, then `previous` and `input`. */
export function scope(analysis: Analysis, source: LayerSource): readonly Reference[] {
	const found = new Map<string, Reference>();
	const add = (reference: Reference) => {
		if (!found.has(reference.name)) found.set(reference.name, reference);
	};
	let previous: LayerSource | undefined;
	let owner: LayerSource | undefined;
	for (const { siblings, at, parent } of chain(analysis, source)) {
		if (at === siblings.indexOf(source)) {
			previous = siblings[at - 1];
			owner = parent;
		}
		for (const sibling of siblings.slice(0, at).reverse()) {
			const id = sibling.keys.id?.written;
			if (typeof id === "string" && id !== "") add({ name: id, type: sibling.type ?? "?", shape: outputsOf(analysis, sibling)[0]?.shape });
		}
	}
	const entering = enteringShape(analysis, owner);
	add({ name: "previous", type: previous?.type ?? "input", shape: previous ? outputsOf(analysis, previous)[0]?.shape : entering });
	add({ name: "input", type: "input", shape: entering });
	return [...found.values()];
}

/** The lists around a source, innermost first, with its place in each. */
function chain(analysis: Analysis, source: LayerSource) {
	const found: { siblings: readonly LayerSource[]; at: number; parent: LayerSource | undefined }[] = [];
	let parent: LayerSource | undefined;
	while (parent !== source) {
		const siblings: readonly LayerSource[] = parent?.children ?? analysis.sources;
		const at = siblings.findIndex(({ range }) => range.start <= source.range.start && source.range.end <= range.end);
		if (at < 0) break;
		found.unshift({ siblings, at, parent });
		parent = siblings[at];
	}
	return found;
}

/** What enters a Sequential: what its first layer reads where that reads nothing else; the model's input at the top. */
function enteringShape(analysis: Analysis, owner: LayerSource | undefined): Shape | undefined {
	if (!owner) return analysis.input?.shape;
	const first = firstLayer(analysis, owner);
	return first?.source.keys.from ? undefined : first?.inputShapes?.[0];
}
