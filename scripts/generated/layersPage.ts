import type { Attributes } from "../../src/network/attribute";
import type { Group, LayerKind } from "../../src/network/kind";
import { kinds } from "../../src/network/registry";
import { layerKeys, SEQUENTIAL, type StructureKey, sequentialDoc, sequentialKeys } from "../../src/network/sequential";
import { english } from "../../src/network/text";

const titles: Readonly<Record<Group, string>> = {
	convolution: "Convolution",
	pooling: "Pooling",
	linear: "Fully connected",
	activation: "Activation",
	normalization: "Normalization",
	regularization: "Regularization",
	shape: "Shape",
	combine: "Joining branches",
};

/** Text as it may stand in a table. */
export const cell = (text: string): string => text.replaceAll("|", "\\|");

function byDefault({ required, default: value }: StructureKey): string {
	if (required) return "needed";
	return value === undefined ? "–" : `\`${JSON.stringify(value)}\``;
}

function table(keys: Attributes | Readonly<Record<string, StructureKey>>): string[] {
	const rows = Object.entries(keys).map(
		([name, key]) => `| \`${name}\` | ${byDefault(key)} | ${cell(english(key.expects))} | ${cell(key.doc)} |`,
	);
	return rows.length > 0 ? ["", "| attribute | default | value | meaning |", "|---|---|---|---|", ...rows] : [];
}

function section(kind: LayerKind): string[] {
	return ["", `### ${kind.type}`, kind.doc, "", `Shape: ${kind.rule ? `\`${kind.rule}\`` : "kept"}`, ...table(kind.attributes)];
}

/** `docs/layers.md`: every layer kind as it is registered. */
export function layersPage(): string {
	const groups = [...new Set(kinds.map(({ group }) => group))];
	return `${[
		"<!-- Written by npm run schema from src/network; changes belong there. -->",
		"# Layers",
		"",
		"Names, attributes, defaults and shape rules are PyTorch's. Shapes are channels × height × width (C×H×W) or a vector of features, without the",
		"batch; a rule for H holds for W with the second number of each pair.",
		"",
		"Every layer may have these keys as well:",
		...table(layerKeys),
		...groups.flatMap((group) => ["", `## ${titles[group]}`, ...kinds.filter((kind) => kind.group === group).flatMap(section)]),
		"",
		"## Blocks",
		"",
		`### ${SEQUENTIAL}`,
		sequentialDoc,
		...table(sequentialKeys),
	].join("\n")}\n`;
}
