/**
 * Random numbers that are looked up, not drawn: number i of a stream depends on nothing but the stream's key and i, so taking more or
 * fewer of them changes none of the others. Built on the finaliser of MurmurHash3 (Austin Appleby, public domain), used as SplitMix uses
 * it (Steele, Lea, Flood, "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014). Not for cryptography.
 */
export class Stream {
	readonly #a: number;
	readonly #b: number;

	constructor(...key: readonly (string | number)[]) {
		const text = JSON.stringify(key);
		this.#a = hash(text, 0x9747b28c);
		this.#b = hash(text, 0x1b873593);
	}

	/** A whole number from 0 to 2³² − 1. */
	bits(i: number): number {
		return mix(mix(Math.imul(i, 0x9e3779b9) ^ this.#a) ^ this.#b);
	}

	/** A number of [0, 1) with 24 random bits, exact in float32. */
	uniform(i: number): number {
		return (this.bits(i) >>> 8) / 0x1000000;
	}
}

function mix(h: number): number {
	let x = h | 0;
	x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
	x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
	return (x ^ (x >>> 16)) >>> 0;
}

/** 32 bits of a string; FNV-1a (Fowler, Noll, Vo), finished by {@link mix}. */
function hash(text: string, seed: number): number {
	let h = seed | 0;
	for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
	return mix(h);
}
