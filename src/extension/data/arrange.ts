import { text } from "../../network/text";
import { MAX_CLASSES, MAX_PICTURES } from "../../protocol/pictures";
import { DataError } from "./fault";

/** What stands in a folder. A link counts as what it leads to. */
export interface Entry {
	readonly name: string;
	readonly folder: boolean;
}

/** A picture of a class: names from the data's folder on, and the class's index. */
export interface PictureFile {
	readonly path: readonly string[];
	readonly label: number;
}

/** The two files of a part, by name. */
export type IdxPart = { readonly images: string; readonly labels: string };

/** What a folder of data holds. */
export type Arranged =
	| {
			readonly kind: "pictures";
			/** Names of the sub-folders that do not begin with a dot, sorted as Python sorts them: torchvision's ImageFolder. */
			readonly classes: readonly string[];
			/** Class by class, sorted by name. */
			readonly files: readonly PictureFile[];
			/** What else stands in the sub-folders, and files beside them. */
			readonly others: number;
	  }
	| { readonly kind: "idx"; readonly train: IdxPart; readonly test: IdxPart };

const picture = /\.(png|jpe?g|webp)$/i;
const visible = ({ name }: Entry): boolean => !name.startsWith(".");
/** By code points, as Python and torchvision sort names. */
const byName = (a: Entry, b: Entry): number => {
	const [one, other] = [Array.from(a.name), Array.from(b.name)];
	const at = one.findIndex((letter, i) => letter !== other[i]);
	return at < 0 ? one.length - other.length : (one[at]?.codePointAt(0) ?? 0) - (other[at]?.codePointAt(0) ?? -1);
};

/**
 * Finds out what a folder of data holds: MNIST's four IDX files, or one sub-folder of pictures a class. `list` gives what stands in a folder,
 * by its names from the data's folder on. Throws a DataError that says what is wrong.
 */
export async function arrange(data: string, list: (path: readonly string[]) => Promise<readonly Entry[]>): Promise<Arranged> {
	const all = (await list([])).filter(visible);
	const idx = arrangeIdx(data, all);
	if (idx) return idx;
	const folders = all.filter(({ folder }) => folder).sort(byName);
	if (folders.length < 2) throw new DataError(tooFew(data, all, folders));
	if (folders.length > MAX_CLASSES) {
		const values = { data, count: folders.length, limit: MAX_CLASSES };
		throw new DataError(text("{data} has {count} sub-folders; at most {limit} classes can be trained.", values));
	}
	const files: PictureFile[] = [];
	let others = all.length - folders.length;
	for (const [label, { name }] of folders.entries()) {
		const entries = (await list([name])).filter(visible);
		const pictures = entries.filter((entry) => !entry.folder && picture.test(entry.name)).sort(byName);
		if (pictures.length === 0) {
			const values = { data, name };
			throw new DataError(
				entries.some(({ folder }) => folder)
					? text("{data}/{name} holds folders instead of pictures: “data” names the folder whose sub-folders are the classes.", values)
					: text("The class {name} of {data} has no PNG, JPEG or WebP picture.", values),
			);
		}
		others += entries.length - pictures.length;
		files.push(...pictures.map((entry) => ({ path: [name, entry.name], label })));
		if (files.length > MAX_PICTURES) throw new DataError(text("{data} has more than {limit} pictures.", { data, limit: MAX_PICTURES }));
	}
	return { kind: "pictures", classes: folders.map(({ name }) => name), files, others };
}

function tooFew(data: string, all: readonly Entry[], [only]: readonly Entry[]) {
	if (only) return text("{data} has one class alone, {name}: a network tells at least two apart.", { data, name: only.name });
	return all.length === 0
		? text("{data} is empty: it should have one sub-folder of pictures a class.", { data })
		: text("{data} has no sub-folders: it should have one a class, with its pictures.", { data });
}

/** MNIST's four files, where the folder has any of them; gzipped or not, `-idx3-ubyte` or `.idx3-ubyte`. */
function arrangeIdx(data: string, all: readonly Entry[]): Arranged | undefined {
	const find = (part: string, what: string): string | undefined =>
		all.find(({ name, folder }) => !folder && new RegExp(`^${part}-${what}[-.]idx\\d-ubyte(\\.gz)?$`).test(name))?.name;
	const wanted = ["train-images", "train-labels", "t10k-images", "t10k-labels"] as const;
	const found = wanted.map((name) => find(...(name.split("-") as [string, string])));
	if (found.every((name) => name === undefined)) return undefined;
	const missing = wanted.filter((_, i) => found[i] === undefined);
	if (missing.length > 0) {
		const values = { data, missing: missing.map((name) => `${name}-idx${name.endsWith("images") ? 3 : 1}-ubyte`).join(", ") };
		throw new DataError(text("{data} lacks {missing} (or the same with .gz).", values));
	}
	const [images = "", labels = "", testImages = "", testLabels = ""] = found as string[];
	return { kind: "idx", train: { images, labels }, test: { images: testImages, labels: testLabels } };
}
