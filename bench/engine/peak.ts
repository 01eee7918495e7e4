/** Accumulators: enough that a chain of multiply and add never waits, few enough for 15 registers with the two constants. */
const CHAINS = 12;
/** Floating-point operations of one turn. */
export const FLOPS_PER_TURN = CHAINS * 2 * 4;

const I32 = 0x7f;
const F32 = 0x7d;
const V128 = 0x7b;
const SIMD = 0xfd;

const unsigned = (value: number): number[] => (value < 128 ? [value] : [(value & 127) | 128, ...unsigned(value >> 7)]);
const section = (id: number, ...bytes: number[]): number[] => [id, ...unsigned(bytes.length), ...bytes];
const get = (local: number): number[] => [0x20, local];
const set = (local: number): number[] => [0x21, local];
const simd = (code: number): number[] => [SIMD, ...unsigned(code)];
const splat = (value: number): number[] => [0x43, ...new Uint8Array(new Float32Array([value]).buffer), ...simd(0x13)];

/**
 * A WebAssembly module that exports peak(turns): each turn is `CHAINS` times a ← a · m + k on four float32 numbers, multiply and add apart,
 * all in registers. It is written out by hand so that no compiler improves it: nothing a WebAssembly kernel does can be faster.
 */
export function peakModule(): Uint8Array<ArrayBuffer> {
	const [factor, term, first] = [1, 2, 3];
	const chains = Array.from({ length: CHAINS }, (_, i) => first + i);
	const body = [
		...[1, CHAINS + 2, V128],
		...[...splat(0.999), ...set(factor), ...splat(0.001), ...set(term)],
		...[0x03, 0x40],
		...chains.flatMap((a) => [...get(a), ...get(factor), ...simd(0xe6), ...get(term), ...simd(0xe4), ...set(a)]),
		...[...get(0), 0x41, 1, 0x6b, 0x22, 0, 0x0d, 0],
		0x0b,
		...chains.flatMap((a, i) => [...get(a), ...(i > 0 ? simd(0xe4) : [])]),
		...[...simd(0x1f), 0],
		0x0b,
	];
	return new Uint8Array([
		...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
		...section(1, 1, 0x60, 1, I32, 1, F32),
		...section(3, 1, 0),
		...section(7, 1, 4, ...new TextEncoder().encode("peak"), 0, 0),
		...section(10, 1, ...unsigned(body.length), ...body),
	]);
}
