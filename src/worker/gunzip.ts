/**
 * Unpacks gzip, in Node and in browsers alike. Throws a RangeError as soon as more than `maxBytes` come out, so that a small file cannot
 * fill the memory, and a TypeError where the data is damaged or cut off.
 */
export async function gunzip(packed: ArrayBuffer, maxBytes: number): Promise<Uint8Array> {
	const reader = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip")).getReader();
	const chunks: Uint8Array[] = [];
	let length = 0;
	for (;;) {
		const { done, value } = await reader.read().catch((cause: unknown) => {
			throw new TypeError("its gzip data are damaged or cut off", { cause }); // what is thrown may say nothing at all
		});
		if (done) break;
		length += value.length;
		if (length > maxBytes) {
			await reader.cancel();
			throw new RangeError(`the file unpacks to more than ${maxBytes} bytes`);
		}
		chunks.push(value);
	}
	const result = new Uint8Array(length);
	let at = 0;
	for (const chunk of chunks) {
		result.set(chunk, at);
		at += chunk.length;
	}
	return result;
}
