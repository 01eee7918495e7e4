/** What the bench asks of an engine's process, one JSON a line on its standard input. */
export type Request =
	/** Prepare a workload (see writeNet) for so many pictures at once; reply: {@link Opened}. */
	| { readonly do: "open"; readonly file: string; readonly batch: number; readonly warmMs: number }
	/** Run it for some time; reply: {@link Timed}. */
	| { readonly do: "time"; readonly ms: number }
	/** Forget it; reply: {}. */
	| { readonly do: "close" };

export interface Opened {
	/** What forward gave for the first input, or the losses of {@link CHECKED_STEPS} steps on it: float32, little-endian, base64. */
	readonly values: string;
	/** Milliseconds of each pass before it was warm. */
	readonly passes: readonly number[];
	readonly facts?: Readonly<Record<string, number>>;
}

export interface Timed {
	/** Milliseconds a pass; of very short passes each is the mean of several in a row. */
	readonly samples: readonly number[];
}

export interface Failed {
	readonly error: string;
}

/** Steps whose losses are compared. */
export const CHECKED_STEPS = 3;
/** A sample is made of as many passes as take this long: the clock's own cost stays below a thousandth. */
export const SAMPLE_MS = 0.2;

/** Replies begin so: libraries print what they like on the same stream. */
const MARK = "@bench ";

export const encodeLine = (message: object): string => `${MARK}${JSON.stringify(message)}\n`;

/** The message of a line, or undefined where it is none. Throws a SyntaxError where a message is damaged. */
export function decodeLine(line: string): unknown {
	return line.startsWith(MARK) ? JSON.parse(line.slice(MARK.length)) : undefined;
}

export const encodeNumbers = (numbers: Float32Array): string =>
	Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength).toString("base64");

export function decodeNumbers(text: string): Float32Array {
	const bytes = new Uint8Array(Buffer.from(text, "base64"));
	return new Float32Array(bytes.buffer);
}
