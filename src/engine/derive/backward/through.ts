import type { Form, Place, Source } from "../../../network/derivation";
import type { GradientTerm } from "../../../network/gradient";
import { uses } from "../../reach";
import { combinations } from "../combine";
import { gridOf, placeOf } from "../grid";
import { moved } from "../moved";
import { pools } from "../pools";
import type { Deriver } from "../site";
import { inputOf } from "../site";
import { Upsample } from "../upsample";
import { arrivingAt, defineSender, type Sender, summed } from "./site";

const same = (a: Place, b: Place): boolean => a.tile === b.tile && a.y === b.y && a.x === b.x;

/** ∂output/∂number, read off how the output came about: each place where it occurs counts. */
function factorOf(form: Form, input: number, place: Place): number {
	const own = (source: Source) => source.input === input && same(source, place);
	switch (form.form) {
		case "copy":
			return form.from && own(form.from) ? 1 : 0;
		case "max": {
			const { window, winner } = form;
			const columns = window.columns.length;
			const won = { tile: window.tile, y: window.rows[Math.floor(winner / columns)] ?? -1, x: window.columns[winner % columns] ?? -1 };
			return winner >= 0 && same(won, place) ? 1 : 0;
		}
		case "mean":
			return 1 / form.divisor;
		case "windows": {
			const [window] = form.windows;
			const row = window?.rows.indexOf(place.y) ?? -1;
			const column = window?.columns.indexOf(place.x) ?? -1;
			return row < 0 || column < 0 ? 0 : (window?.kernel?.values[row * (window?.columns.length ?? 1) + column] ?? 0);
		}
		case "combine":
			if (form.operator === "+") return form.terms.filter(own).length;
			return form.terms.reduce((product, term) => (own(term) ? product : product * term.value), 1);
		default:
			throw new TypeError(`what ${form.form} sends back is no sum of shares`);
	}
}

/** The sum over all outputs that depend on the number, each of which says by itself how it came about. */
function sender(deriver: Deriver): Sender {
	return defineSender({
		types: deriver.types,
		back(site) {
			const { model, layer, attributes, input, index } = site;
			const place = placeOf(gridOf(inputOf(site, input)), index);
			const arriving = arrivingAt(site);
			const reached = model.plan && uses(model.plan, layer.key, input, place);
			const terms: GradientTerm[] = [];
			for (let at = reached?.indexOf(1) ?? -1; reached && at >= 0; at = reached.indexOf(1, at + 1)) {
				const output = placeOf(arriving, at);
				const form = deriver.derive({ model, layer, attributes, place: output, index: at, parts: { from: 0, count: 1, order: "channel" } });
				const factor = factorOf(form, input, place);
				const gradient = arriving.data[at]!;
				if (factor !== 0) terms.push({ output, gradient, factor, product: gradient * factor });
			}
			return summed(terms, site.count);
		},
	});
}

export const through: readonly Sender[] = [...pools, ...moved, ...combinations, Upsample].map(sender);
