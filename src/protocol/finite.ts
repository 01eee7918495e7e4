/**
 * VS Code's bridge to the panel turns NaN and ±Infinity into null. In answers they cross it by name instead.
 */
interface Named {
	readonly nonFinite: "NaN" | "Infinity" | "-Infinity";
}

const isNamed = (value: object): value is Named => "nonFinite" in value && typeof value.nonFinite === "string";

/** The same value with every number replaced that `replace` gives something else for. Buffers are left alone, and what has nothing to replace is the same object. */
function mapped(value: unknown, replace: (value: unknown) => unknown): unknown {
	const replaced = replace(value);
	if (replaced !== value || typeof value !== "object" || value === null || value instanceof ArrayBuffer) return replaced;
	if (Array.isArray(value)) {
		const items = value.map((item) => mapped(item, replace));
		return items.some((item, i) => !Object.is(item, value[i])) ? items : value;
	}
	const entries = Object.entries(value);
	const changed = entries.map(([key, item]) => [key, mapped(item, replace)] as const);
	return changed.some(([, item], i) => !Object.is(item, entries[i]?.[1])) ? Object.fromEntries(changed) : value;
}

/** An answer as it may cross the bridge. */
export const bridged = (answer: unknown): unknown =>
	mapped(answer, (value) => (typeof value === "number" && !Number.isFinite(value) ? { nonFinite: `${value}` } : value));

/** What {@link bridged} was given. */
export const unbridged = (answer: unknown): unknown =>
	mapped(answer, (value) => (typeof value === "object" && value !== null && isNamed(value) ? Number(value.nonFinite) : value));
