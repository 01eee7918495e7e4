/** A picture of palette indices, row by row; `palette` holds up to 256 little-endian RGBA words (0xAABBGGRR). */
export interface IndexedPicture {
	readonly width: number;
	readonly height: number;
	readonly pixels: Uint8Array;
	readonly palette: Uint32Array;
}

/** The picture as a PNG. Source: W3C PNG specification, third edition; `deflate` of CompressionStream is the zlib format it wants. */
export async function indexedPng({ width, height, pixels, palette }: IndexedPicture): Promise<Uint8Array> {
	const header = new DataView(new ArrayBuffer(13));
	header.setUint32(0, width);
	header.setUint32(4, height);
	header.setUint8(8, 8); // bits a pixel
	header.setUint8(9, 3); // indexed
	const lines = new Uint8Array((width + 1) * height); // each line begins with its filter: 0, none
	for (let y = 0; y < height; y++) lines.set(pixels.subarray(y * width, (y + 1) * width), y * (width + 1) + 1);
	return join([
		Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
		chunk("IHDR", new Uint8Array(header.buffer)),
		chunk("PLTE", Uint8Array.from([...palette].flatMap((word) => [word & 255, (word >> 8) & 255, (word >> 16) & 255]))),
		chunk(
			"tRNS",
			Uint8Array.from(palette, (word) => word >>> 24),
		),
		chunk("IDAT", await deflate(lines)),
		chunk("IEND", new Uint8Array(0)),
	]);
}

async function deflate(bytes: Uint8Array): Promise<Uint8Array> {
	const stream = new Blob([bytes as Uint8Array<ArrayBuffer>]).stream().pipeThrough(new CompressionStream("deflate"));
	return new Uint8Array(await new Response(stream).arrayBuffer());
}

function chunk(type: string, data: Uint8Array): Uint8Array {
	const body = join([new TextEncoder().encode(type), data]);
	const framed = new Uint8Array(body.length + 8);
	const view = new DataView(framed.buffer);
	view.setUint32(0, data.length);
	framed.set(body, 4);
	view.setUint32(body.length + 4, crc32(body));
	return framed;
}

function join(parts: readonly Uint8Array[]): Uint8Array {
	const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
	let at = 0;
	for (const part of parts) {
		whole.set(part, at);
		at += part.length;
	}
	return whole;
}

/** CRC-32 of ISO 3309, as PNG wants it. */
function crc32(bytes: Uint8Array): number {
	let crc = 0xffffffff;
	for (const byte of bytes) {
		crc ^= byte;
		for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
	}
	return ~crc >>> 0;
}
