import assert from "node:assert/strict";
import { suite, test } from "mocha";
import { type Arranged, arrange, type Entry } from "../../../src/extension/data/arrange";
import { classesIssue } from "../../../src/extension/data/classes";
import { DataError } from "../../../src/extension/data/fault";
import { leftOut, unreadableLine } from "../../../src/extension/data/leftOut";

/** A folder as names: null for a file, what stands in it for a folder. */
interface Tree extends Readonly<Record<string, Tree | null>> {}

function arranged(tree: Tree): Promise<Arranged> {
	const entries = (folder: Tree): Entry[] => Object.entries(folder).map(([name, inside]) => ({ name, folder: inside !== null }));
	return arrange("photos", async (path) => entries(path.reduce((folder: Tree, name) => folder[name] ?? {}, tree)));
}

const refused = (tree: Tree, message: RegExp) =>
	assert.rejects(arranged(tree), (error) => error instanceof DataError && message.test(error.message));

suite("extension: a folder of pictures", () => {
	test("classes and pictures are sorted as torchvision's ImageFolder sorts them; what is no picture is counted", async () => {
		const found = await arranged({
			zebra: { "2.png": null, "10.PNG": null, "1.jpeg": null, "notes.txt": null },
			Ant: { "a.webp": null, "b.jpg": null, more: {} },
			ünder: { "x.png": null, ".hidden.png": null },
			".git": { "y.png": null },
			"licence.md": null,
			".DS_Store": null,
		});
		assert.ok(found.kind === "pictures");
		assert.deepEqual(found.classes, ["Ant", "zebra", "ünder"]);
		assert.deepEqual(
			found.files.map(({ path, label }) => `${label} ${path.join("/")}`),
			["0 Ant/a.webp", "0 Ant/b.jpg", "1 zebra/1.jpeg", "1 zebra/10.PNG", "1 zebra/2.png", "2 ünder/x.png"],
		);
		assert.equal(found.others, 3);
	});

	test("folders that cannot be trained with say why", async () => {
		const picture = { "1.png": null };
		await refused({}, /photos is empty/);
		await refused({ ".keep": null }, /photos is empty/);
		await refused({ "1.png": null }, /has no sub-folders/);
		await refused({ cat: picture }, /one class alone, cat/);
		await refused({ cat: picture, dog: { "readme.txt": null } }, /class dog of photos has no PNG/);
		await refused({ photos: { cat: picture, dog: picture } }, /photos\/photos holds folders instead of pictures/);
		await refused({ cat: picture, dog: { young: picture } }, /photos\/dog holds folders instead of pictures/);
		await refused(Object.fromEntries(Array.from({ length: 257 }, (_, i) => [`${i}`, picture])), /has 257 sub-folders; at most 256/);
	});

	test("`train` beside `test`, `val` or `valid`: the parts are those of the folders, the classes those of `train`", async () => {
		const two = { "1.png": null, "2.png": null };
		for (const test of ["test", "val", "Valid"]) {
			const found = await arranged({ train: { dog: two, cat: two, "notes.txt": null }, [test]: { dog: two }, ".cache": {} });
			assert.ok(found.kind === "pictures");
			assert.deepEqual([found.classes, found.others, found.parts], [["cat", "dog"], 1, { train: "train", test, unused: [] }]);
			assert.deepEqual(
				found.files.map(({ path, label, test: tested }) => `${label} ${path.join("/")} ${tested ?? false}`),
				["0 train/cat/1.png false", "0 train/cat/2.png false", "1 train/dog/1.png false", "1 train/dog/2.png false"].concat([
					`1 ${test}/dog/1.png true`,
					`1 ${test}/dog/2.png true`,
				]),
			);
		}
		const three = await arranged({ train: { cat: two, dog: two }, val: { cat: two }, test: { cat: two } });
		assert.deepEqual(three.kind === "pictures" && three.parts, { train: "train", test: "test", unused: ["val"] });
		const vehicles = await arranged({ train: two, test: two });
		assert.deepEqual(
			vehicles.kind === "pictures" && [vehicles.classes, vehicles.parts],
			[["test", "train"], undefined],
			"classes of that name",
		);
		const parted = (train: Tree, test: Tree) => ({ train, test });
		await refused(parted({ cat: two, dog: two }, { cat: two, hen: two }), /photos\/test has the class hen, which photos\/train has not/);
		await refused(parted({ cat: two }, { cat: two }), /photos\/train has one class alone, cat/);
		await refused(parted({ cat: two, dog: {} }, { cat: two }), /class dog of photos\/train has no PNG/);
	});

	test("MNIST's four files, gzipped or not", async () => {
		const found = await arranged({
			"train-images-idx3-ubyte.gz": null,
			"train-labels.idx1-ubyte": null,
			"t10k-images-idx3-ubyte": null,
			"t10k-labels-idx1-ubyte.gz": null,
			others: {},
		});
		assert.deepEqual(found, {
			kind: "idx",
			train: { images: "train-images-idx3-ubyte.gz", labels: "train-labels.idx1-ubyte" },
			test: { images: "t10k-images-idx3-ubyte", labels: "t10k-labels-idx1-ubyte.gz" },
		});
		await refused(
			{ "train-images-idx3-ubyte": null, "t10k-labels-idx1-ubyte": null },
			/lacks train-labels-idx1-ubyte, t10k-images-idx3-ubyte/,
		);
	});

	test("classes against scores and labels", () => {
		const said = (output: readonly number[] | undefined, labels?: readonly string[]) => {
			const issue = classesIssue("photos", ["cat", "dog", "hen"], { output, labels });
			return issue && `${issue.severity} ${issue.text.message}`;
		};
		for (const output of [[3], undefined, [3, 2, 2]]) assert.equal(said(output, ["cat", "dog", "hen"]), undefined);
		assert.match(said([2]) ?? "", /^error .*gives only \{scores\} scores/);
		assert.match(said([10]) ?? "", /^warning .*gives \{scores\} scores/);
		assert.match(said([3], ["dog", "cat", "hen"]) ?? "", /^warning .*in this order/);
		assert.equal(said([3], ["a", "b"]), undefined);
	});
});

suite("extension: what of a folder was not taken", () => {
	const read = { data: "pets", train: 30, test: 6 };
	const said = (skipped: Parameters<typeof leftOut>[1]) => {
		const { message, args } = leftOut(read, skipped)?.text ?? { message: "" };
		return message.replace(/\{(\w+)\}/g, (_, name: string) => String(args?.[name]));
	};

	test("one file is one file, and named once, by its place", () => {
		const line = unreadableLine(["cross", "broken.png"], "broken.png is not a PNG, JPEG or WebP picture.");
		assert.equal(line, "cross/broken.png is not a PNG, JPEG or WebP picture.");
		assert.equal(
			said({ unreadable: [line], others: 0, unused: [] }),
			"pets: 30 pictures to train with, 6 to test with; 1 file skipped. cross/broken.png is not a PNG, JPEG or WebP picture.",
		);
		assert.match(said({ unreadable: [line], others: 1, unused: [] }), /; 2 files skipped\. cross/);
		assert.match(said({ unreadable: [], others: 1, unused: [] }), /; 1 file that is no picture skipped\.$/);
		assert.match(said({ unreadable: [], others: 3, unused: ["old"] }), /; 3 files that are no pictures skipped\.$/);
		assert.match(said({ unreadable: [], others: 0, unused: ["old", "raw"] }), /; folders that are not used: old, raw\.$/);
		assert.equal(leftOut(read, { unreadable: [], others: 0, unused: [] }), undefined);
	});

	test("a reason that names no file stands behind the file's place, whatever the name holds", () => {
		assert.equal(unreadableLine(["a", "$&.png"], "it is damaged"), "a/$&.png: it is damaged");
		assert.equal(unreadableLine(["a", "$&.png"], "$&.png is empty."), "a/$&.png is empty.");
	});
});
