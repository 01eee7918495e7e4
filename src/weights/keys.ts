/**
 * The first key that stands twice in one object of a JSON text, or undefined. The text must be valid JSON: `JSON.parse` takes the last of two
 * silently, and a file that says two things about one tensor is not to be trusted.
 */
export function repeatedKey(json: string): string | undefined {
	const open: Set<string>[] = [];
	const token = /"(?:[^"\\]|\\.)*"(\s*:)?|[{}]/g;
	for (const [whole, colon] of json.matchAll(token)) {
		if (whole === "{") open.push(new Set());
		else if (whole === "}") open.pop();
		else if (colon !== undefined) {
			const key: unknown = JSON.parse(whole.slice(0, -colon.length));
			const keys = open.at(-1);
			if (typeof key !== "string" || !keys) continue;
			if (keys.has(key)) return key;
			keys.add(key);
		}
	}
	return undefined;
}
