/**
 * Work that is made piece by piece: each `next()` makes one, and the last gives the result. Between two pieces anything may be done that leaves
 * alone what the work is about; whoever lets go of it half-made has not had it made.
 */
export type Pieces<T, Note = void> = Generator<Note, T, void>;

/** All pieces at once. */
export function whole<T>(pieces: Pieces<T, unknown>): T {
	for (;;) {
		const { done, value } = pieces.next();
		if (done) return value as T;
	}
}

/** The same pieces, each with a note that says what the next one is part of. */
export function* noted<T, Note>(pieces: Pieces<T, unknown>, note: Note): Pieces<T, Note> {
	for (;;) {
		const { done, value } = pieces.next();
		if (done) return value as T;
		yield note;
	}
}
