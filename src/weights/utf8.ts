/** The little of the Encoding Standard that is used here; its types live in libraries that this room does not know. */
interface Encoding {
	readonly TextDecoder: new (label: "utf-8", options: { readonly fatal: true }) => { decode(bytes: Uint8Array): string };
	readonly TextEncoder: new () => { encode(text: string): Uint8Array };
}

const { TextDecoder, TextEncoder } = globalThis as unknown as Encoding;

/** Throws a TypeError where the bytes are no UTF-8. */
export const decode = (bytes: Uint8Array): string => new TextDecoder("utf-8", { fatal: true }).decode(bytes);

export const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
