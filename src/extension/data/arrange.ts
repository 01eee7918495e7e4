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
	/** It lies in the folder of pictures to test with. */
	readonly test?: true;
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
			/** Where the folder is parted already: which of its sub-folders is which, and those that are neither. */
			readonly parts?: { readonly train: string; readonly test: string; readonly unused: readonly string[] };
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

const isPicture = (entry: Entry): boolean => !entry.folder && picture.test(entry.name);

type List = (path: readonly string[]) => Promise<readonly Entry[]>;

/**
 * Finds out what a folder of data holds: MNIST's four IDX files, one sub-folder of pictures a class, or two folders of such sub-folders, `train`
 * and `test` (or `val`, `valid`), as torchvision's users lay out two ImageFolders. `list` gives what stands in a folder,
 * by its names from the data's folder on. Throws a DataError that says what is wrong.
 */
export async function arrange(data: string, list: List): Promise<Arranged> {
	const all = (await list([])).filter(visible);
	const idx = arrangeIdx(data, all);
	if (idx) return idx;
	const folders = all.filter(({ folder }) => folder).sort(byName);
	const parts = await partsOf(folders, list);
	if (parts) return arrangeParts(data, all.length - folders.length, parts, list);
	if (folders.length < 2) throw new DataError(await tooFew(data, [], all, list));
	const { classes, files, others } = await arrangeClasses(data, [], folders, list);
	return { kind: "pictures", classes, files, others: others + all.length - folders.length };
}

/** The pictures of folders that are classes, each of which must have some. `path` leads to them. */
async function arrangeClasses(
	data: string,
	path: readonly string[],
	folders: readonly Entry[],
	list: List,
): Promise<{ readonly classes: readonly string[]; readonly files: readonly PictureFile[]; readonly others: number }> {
	if (folders.length > MAX_CLASSES) {
		const values = { data, count: folders.length, limit: MAX_CLASSES };
		throw new DataError(text("{data} has {count} sub-folders; at most {limit} classes can be trained.", values));
	}
	const files: PictureFile[] = [];
	let others = 0;
	for (const [label, { name }] of folders.entries()) {
		const entries = (await list([...path, name])).filter(visible);
		const pictures = entries.filter(isPicture).sort(byName);
		if (pictures.length === 0) throw new DataError(noPictures([data, ...path].join("/"), name, entries));
		others += entries.length - pictures.length;
		files.push(...pictures.map((entry) => ({ path: [...path, name, entry.name], label })));
		if (files.length > MAX_PICTURES) throw new DataError(text("{data} has more than {limit} pictures.", { data, limit: MAX_PICTURES }));
	}
	return { classes: folders.map(({ name }) => name), files, others };
}

const noPictures = (data: string, name: string, entries: readonly Entry[]) =>
	entries.some(({ folder }) => folder)
		? text("{data}/{name} holds folders instead of pictures: “data” names the folder whose sub-folders are the classes.", { data, name })
		: text("The class {name} of {data} has no PNG, JPEG or WebP picture.", { data, name });

/** The two parts of data that are parted already, by name, and what stands in them. */
interface Parts {
	readonly train: { readonly name: string; readonly entries: readonly Entry[] };
	readonly test: { readonly name: string; readonly entries: readonly Entry[] };
	readonly unused: readonly string[];
}

/** Folders called so that hold folders and no picture: a class may be called `train`, too. */
async function partsOf(folders: readonly Entry[], list: List): Promise<Parts | undefined> {
	const called = (wanted: string) => folders.find(({ name }) => name.toLowerCase() === wanted)?.name;
	const [train, test] = [called("train"), called("test") ?? called("val") ?? called("valid")];
	if (train === undefined || test === undefined) return undefined;
	const [forTrain, forTest] = [(await list([train])).filter(visible), (await list([test])).filter(visible)];
	const holdsClasses = (entries: readonly Entry[]) => entries.some(({ folder }) => folder) && !entries.some(isPicture);
	if (!holdsClasses(forTrain) || !holdsClasses(forTest)) return undefined;
	const unused = folders.map(({ name }) => name).filter((name) => name !== train && name !== test);
	return { train: { name: train, entries: forTrain }, test: { name: test, entries: forTest }, unused };
}

/** The classes are those of `train`; `test` may lack some, but has no others. */
async function arrangeParts(data: string, besides: number, { train, test, unused }: Parts, list: List): Promise<Arranged> {
	const foldersOf = (entries: readonly Entry[]) => entries.filter(({ folder }) => folder).sort(byName);
	const folders = foldersOf(train.entries);
	const whole = `${data}/${train.name}`;
	if (folders.length < 2) throw new DataError(await tooFew(whole, [train.name], train.entries, list));
	const trained = await arrangeClasses(data, [train.name], folders, list);
	const labels = new Map(trained.classes.map((name, label) => [name, label]));
	const tested = foldersOf(test.entries);
	const strange = tested.find(({ name }) => !labels.has(name));
	if (strange) {
		const values = { test: `${data}/${test.name}`, name: strange.name, train: whole };
		throw new DataError(text("{test} has the class {name}, which {train} has not.", values));
	}
	const { files, others } = await arrangeClasses(data, [test.name], tested, list);
	return {
		kind: "pictures",
		classes: trained.classes,
		files: [
			...trained.files,
			...files.map(({ path, label }) => ({ path, label: labels.get(tested[label]?.name ?? "") ?? 0, test: true as const })),
		],
		others: besides + trained.others + others + train.entries.length - folders.length + test.entries.length - tested.length,
		parts: { train: train.name, test: test.name, unused },
	};
}

/** Why a folder has not two classes. `path` leads to it. */
async function tooFew(data: string, path: readonly string[], all: readonly Entry[], list: List) {
	const only = all.find(({ folder }) => folder);
	if (only) {
		const inside = (await list([...path, only.name])).filter(visible);
		return inside.some(({ folder }) => folder) && !inside.some(isPicture)
			? noPictures(data, only.name, inside)
			: text("{data} has one class alone, {name}: a network tells at least two apart.", { data, name: only.name });
	}
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
