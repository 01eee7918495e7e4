import * as vscode from "vscode";
import { storedShape } from "../../network/pictureShape";
import { formatBytes, type Shape } from "../../network/shape";
import { text } from "../../network/text";
import { memoryLimit } from "../documents";
import { readImage } from "../images";
import { reasonOf } from "../reason";
import type { Arranged } from "./arrange";
import { DataError, DataGone } from "./fault";
import { unreadableLine } from "./leftOut";
import type { DataLink, During } from "./ownData";

/** Files that are read and decoded at the same time: one is read while another is decoded, and no more than these are in memory. */
const AT_ONCE = 3;
/** Progress is told at most this often, in milliseconds. */
const QUIET_MS = 100;

/** All pictures of a folder, fitted, and what could not be read. */
export interface ReadPictures {
	readonly pixels: Uint8Array;
	readonly labels: Uint8Array;
	/** Of data that are parted already: 1 for a picture to test with, 0 for one to train with. */
	readonly tested: Uint8Array | undefined;
	/** Files that are no picture that can be decoded, and why the first of them is not. */
	readonly unreadable: readonly string[];
}

/**
 * Reads, decodes and fits all pictures, a few at a time. What it will take is compared with the memory limit before any is read. Throws a
 * DataError; rejects with the signal's reason where it was cancelled.
 */
export async function readPictures(
	place: vscode.Uri,
	{ classes, files, parts }: Extract<Arranged, { kind: "pictures" }>,
	{ data, input, link, during }: { readonly data: string; readonly input: Shape; readonly link: DataLink; readonly during: During },
): Promise<ReadPictures> {
	const stored = storedShape(input);
	const size = stored.channels * stored.height * stored.width;
	// All pictures, and once more while they are parted.
	const wanted = 2 * files.length * size;
	if (wanted > memoryLimit()) {
		const values = { data, count: files.length, wanted: formatBytes(wanted), limit: formatBytes(memoryLimit()) };
		throw new DataError(text("The {count} pictures of {data} need {wanted}; the limit is {limit} (a setting).", values));
	}
	const pixels = new Uint8Array(files.length * size);
	const good = new Uint8Array(files.length);
	const unreadable: string[] = [];
	const { signal, progress } = during;
	let [next, done, told] = [0, 0, 0];
	progress(0, files.length);

	async function one(at: number): Promise<void> {
		const { path = [] } = files[at] ?? {};
		const decoded = await readImage(vscode.Uri.joinPath(place, ...path))
			.then((image) => link.decode(image, stored, signal))
			.catch((error: unknown) => {
				if (signal.aborted || error instanceof DataError) throw error;
				return { ok: false as const, reason: reasonOf(error) };
			});
		if (!decoded.ok) {
			unreadable.push(unreadableLine(path, decoded.reason));
			return;
		}
		const { width, height, rgba } = decoded;
		const fitted = await link.engine.call("fitPicture", [{ width, height, rgba, input }]);
		if (!fitted.ok) throw new DataError(fitted.text);
		pixels.set(new Uint8Array(fitted.pixels), at * size);
		good[at] = 1;
	}

	async function some(): Promise<void> {
		while (next < files.length) {
			signal.throwIfAborted();
			try {
				await one(next++);
			} catch (error) {
				next = files.length; // nobody reads on
				throw error;
			}
			done++;
			if (Date.now() - told < QUIET_MS) continue;
			told = Date.now();
			progress(done, files.length);
		}
	}

	await Promise.all(Array.from({ length: AT_ONCE }, some));
	signal.throwIfAborted();
	const kept = files.flatMap((_, i) => (good[i] ? [i] : []));
	const labels = Uint8Array.from(kept, (i) => files[i]?.label ?? 0);
	const tested = parts && Uint8Array.from(kept, (i) => (files[i]?.test ? 1 : 0));
	const lost = classes.find((_, label) => !labels.some((each, at) => each === label && tested?.[at] !== 1));
	if (lost !== undefined) {
		if (!(await isThere(place))) throw new DataGone(data); // taken away while it was read
		throw new DataError(text("No picture of the class {name} of {data} can be read.", { data, name: lost }));
	}
	for (const [at, from] of kept.entries()) if (at !== from) pixels.copyWithin(at * size, from * size, (from + 1) * size);
	return { pixels: kept.length === files.length ? pixels : pixels.slice(0, kept.length * size), labels, tested, unreadable };
}

async function isThere(folder: vscode.Uri): Promise<boolean> {
	try {
		await vscode.workspace.fs.stat(folder);
		return true;
	} catch (error) {
		return !(error instanceof vscode.FileSystemError && error.code === "FileNotFound");
	}
}
