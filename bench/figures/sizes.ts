import type { Figure } from "../table";

/** What scripts/package.mjs weighs, in bytes, minified. */
export interface Sizes {
	readonly package: number;
	/** What waking the extension loads, and what it loads later. */
	readonly activation: number;
	readonly later: number;
	readonly page: number;
}

/** Weight of what ships: 1 kB = 1,000 bytes, 1 MB = 1,000,000 bytes. */
export function sizeFigures(sizes: Sizes): readonly Figure[] {
	const kilobytes = (bytes: number) => ({ unit: "kB", samples: [bytes / 1000] }) as const;
	return [
		{ what: "VSIX, with samples and 5,000 digits", limit: 3, unit: "MB", samples: [sizes.package / 1e6] },
		{ what: "host bundle, what wakes up", limit: 150, ...kilobytes(sizes.activation) },
		{ what: "host bundle, what is loaded later", limit: undefined, ...kilobytes(sizes.later) },
		{ what: "webview bundle", limit: 250, ...kilobytes(sizes.page) },
	];
}
