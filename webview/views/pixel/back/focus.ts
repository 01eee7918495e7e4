import type { Derivation, Place, Window } from "../../../../src/network/derivation";

/** Which number of the input was chosen to be explained: of a window, by its row and column within the window. */
export type Chosen = Place & { readonly input: number };

/** A number of one of the layer's inputs. */
export type Focus = Place & { readonly input: number };

const inside = (at: number | undefined, size: number): at is number => at !== undefined && at >= 0 && at < size;

/**
 * The input number whose gradient is explained: the chosen one, or else the winner, the window's middle, the largest feature. Undefined where it lies in the
 * border. `size`: of the input's tiles.
 */
export function focusOf(
	derivation: Derivation,
	chosen: Chosen | undefined,
	size: { readonly height: number; readonly width: number },
): Focus | undefined {
	switch (derivation.form) {
		case "windows": {
			const { windows } = derivation;
			const window = windows.find(({ tile }) => tile === chosen?.tile) ?? windows[0];
			return window && spotIn(window, chosen, size);
		}
		case "max": {
			const { window, winner } = derivation;
			const columns = window.columns.length;
			const won = winner < 0 ? undefined : { ...window, y: Math.floor(winner / columns), x: winner % columns };
			return spotIn(window, chosen ?? won, size);
		}
		case "mean":
			return spotIn(derivation.window, chosen, size);
		case "terms": {
			const term = chosen ?? derivation.terms[0];
			return term && { input: term.input, tile: term.tile, y: term.y, x: term.x };
		}
		case "combine":
			return derivation.terms.find(({ input }) => input === (chosen?.input ?? 0));
		default:
			return derivation.from;
	}
}

/** A window's number by its row and column in it, or the one nearest to its middle that lies on the map. */
function spotIn(
	{ input, tile, rows, columns }: Window,
	chosen: Pick<Place, "y" | "x"> | undefined,
	{ height, width }: { readonly height: number; readonly width: number },
): Focus | undefined {
	const middle = (at: readonly number[], size: number) => {
		const centre = at[at.length >> 1];
		return inside(centre, size) ? centre : at.find((place) => inside(place, size));
	};
	const y = chosen ? rows[chosen.y] : middle(rows, height);
	const x = chosen ? columns[chosen.x] : middle(columns, width);
	return inside(y, height) && inside(x, width) ? { input, tile, y, x } : undefined;
}
