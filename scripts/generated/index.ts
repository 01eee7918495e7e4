import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { english, sayFrom } from "../../src/network/text";
import { layersPage } from "./layersPage";
import { modelSchema } from "./schema";
import { trainPage } from "./trainPage";

/** English sentence to Chinese: the shipped bundle and the rooms' parts, as far as they exist. */
export function chinese(root: string): Record<string, string> {
	const parts = path.join(root, "l10n/parts");
	const files = existsSync(parts) ? readdirSync(parts).filter((name) => name.endsWith(".zh-cn.json")) : [];
	const table: Record<string, string> = {};
	for (const file of [path.join(root, "l10n/bundle.l10n.zh-cn.json"), ...files.sort().map((name) => path.join(parts, name))]) {
		if (existsSync(file)) Object.assign(table, JSON.parse(readFileSync(file, "utf8")));
	}
	return table;
}

/** Every file that is written from the registry: its path below the project, and its text. */
export function generatedFiles(root: string): Record<string, string> {
	const json = (value: unknown): string => `${JSON.stringify(value, null, "\t")}\n`;
	return {
		"schemas/cnn.schema.json": json(modelSchema(english)),
		"schemas/cnn.schema.zh-cn.json": json(modelSchema(sayFrom(chinese(root)))),
		"docs/layers.md": layersPage(),
		"docs/train.md": trainPage(),
	};
}
