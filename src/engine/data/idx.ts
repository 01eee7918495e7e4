/** Numbers of one byte each in the IDX format of MNIST. */
export interface IdxBytes {
	/** Sizes of the axes, outermost first: [count, height, width] for pictures, [count] for labels. */
	readonly shape: readonly number[];
	/** A view on the file's own bytes, row-major. */
	readonly bytes: Uint8Array;
}

/**
 * Reads an IDX file of unsigned bytes: two zero bytes, 0x08, the number of axes, each axis as a 32-bit big-endian number, the numbers.
 * Source: Y. LeCun, C. Cortes, "The MNIST database", file formats. Copies nothing and allocates nothing from what the header claims.
 * Throws a SyntaxError that says what is wrong with any other file.
 */
export function readIdx(file: Uint8Array): IdxBytes {
	if (file.length < 4) throw new SyntaxError(`an IDX file has a header of at least 4 bytes; there are ${file.length}`);
	const [zero0, zero1, type, axes = 0] = file;
	if (zero0 !== 0 || zero1 !== 0) throw new SyntaxError("not an IDX file: it does not start with two zero bytes");
	if (type !== 0x08) throw new SyntaxError(`the IDX file holds type 0x${type?.toString(16)}; only unsigned bytes (0x08) are read`);
	if (axes < 1 || axes > 4) throw new SyntaxError(`the IDX file has ${axes} axes; 1 to 4 are read`);
	const header = 4 + 4 * axes;
	if (file.length < header) throw new SyntaxError("the IDX file ends within its header");
	const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
	const shape = Array.from({ length: axes }, (_, axis) => view.getUint32(4 + 4 * axis));
	const count = shape.reduce((product, size) => product * size, 1);
	if (count !== file.length - header) {
		throw new SyntaxError(`the IDX file says ${shape.join("×")} = ${count} bytes, but holds ${file.length - header}`);
	}
	return { shape, bytes: file.subarray(header) };
}
