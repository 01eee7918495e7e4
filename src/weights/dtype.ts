/** Number types of the format, and bytes of one number of each. Source: safetensors' own documentation, "Format". */
export const dtypes = {
	BOOL: 1,
	U8: 1,
	I8: 1,
	F8_E5M2: 1,
	F8_E4M3: 1,
	F8_E8M0: 1,
	I16: 2,
	U16: 2,
	F16: 2,
	BF16: 2,
	I32: 4,
	U32: 4,
	F32: 4,
	I64: 8,
	U64: 8,
	F64: 8,
} as const;

export type Dtype = keyof typeof dtypes;

export const isDtype = (value: unknown): value is Dtype => typeof value === "string" && Object.hasOwn(dtypes, value);

/** Numbers out of little-endian bytes (as every machine that runs VS Code has them), which start at the buffer's start. */
const readers: Readonly<Partial<Record<Dtype, (buffer: ArrayBuffer) => Float32Array>>> = {
	F32: (buffer) => new Float32Array(buffer),
	F64: (buffer) => Float32Array.from(new Float64Array(buffer)),
	F16: (buffer) => Float32Array.from(new Uint16Array(buffer), half),
	BF16: (buffer) => new Float32Array(Uint32Array.from(new Uint16Array(buffer), (bits) => bits << 16).buffer),
	I64: (buffer) => Float32Array.from(new BigInt64Array(buffer), Number), // PyTorch's num_batches_tracked
};

/** Whether numbers of that type become weights. */
export const isReadable = (dtype: Dtype): boolean => readers[dtype] !== undefined;

/** The bytes as float32, rounded where they are finer; undefined for types that hold no weights. Copies. */
export const toFloat32 = (dtype: Dtype, bytes: Uint8Array): Float32Array | undefined => readers[dtype]?.(new Uint8Array(bytes).buffer);

/** IEEE 754 binary16: 1 bit sign, 5 exponent, 10 fraction. */
function half(bits: number): number {
	const sign = bits & 0x8000 ? -1 : 1;
	const exponent = (bits >> 10) & 31;
	const fraction = (bits & 1023) / 1024;
	if (exponent === 0) return sign * fraction * 2 ** -14;
	if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
	return sign * (1 + fraction) * 2 ** (exponent - 15);
}
