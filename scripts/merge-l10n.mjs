// Merges l10n/parts/ROOM.zh-cn.json, one file a room, into the bundle that VS Code loads: node scripts/merge-l10n.mjs
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const folder = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../l10n");
const parts = readdirSync(path.join(folder, "parts")).sort();
const merged = Object.assign({}, ...parts.map((part) => JSON.parse(readFileSync(path.join(folder, "parts", part), "utf8"))));
const sorted = Object.fromEntries(Object.entries(merged).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(path.join(folder, "bundle.l10n.zh-cn.json"), `${JSON.stringify(sorted, null, "\t")}\n`);
