import type { Derivation } from "../../../../src/network/derivation";
import type { PanelModel } from "../../../../src/protocol/panel";
import { keyAt } from "../../../paint/range";
import type { Question } from "../../../pixel/deriver";
import { sizeAt } from "../../../pixel/place";
import type { Host } from "../../../rpc";
import { sourceOf } from "../context";
import { type BackAnswer, backer } from "./backer";
import { type Chosen, type Focus, focusOf } from "./focus";

/** The way back of the number that the zoom explains; at the network's end, the loss. */
export class WayBack {
	readonly #latest: ReturnType<typeof backer>;

	/** `changed` is called after each answer. */
	constructor(host: Host, changed: () => void) {
		this.#latest = backer(host, changed);
	}

	/** What was found, of that layer, with gradients or without. */
	answer(layer: string, gradients: boolean): BackAnswer | undefined {
		const { answer } = this.#latest;
		return answer?.question.pixel.layer === layer && answer.question.gradients === gradients ? answer : undefined;
	}

	/** The number of an input whose gradient is explained. */
	focus(model: PanelModel, index: number, derivation: Derivation, chosen: Chosen | undefined): Focus | undefined {
		const layer = model.layers[index];
		const size = layer && sizeAt(model, sourceOf({ layer }, chosen?.input ?? 0));
		return size && focusOf(derivation, chosen, size);
	}

	/** Asks for the way back of the number whose derivation answers `question`. */
	ask(model: PanelModel, index: number, { revision, version, tile, y, x }: Question, gradients: boolean, focus: Focus | undefined): void {
		const layer = model.layers[index];
		if (!layer) return;
		const at = focus && { layer: keyAt(model, sourceOf({ layer }, focus.input)), input: focus.input, tile: focus.tile };
		this.#latest.ask({
			revision,
			version,
			pixel: { layer: layer.key, tile, y, x },
			gradients,
			sent: at && { ...at, y: focus.y, x: focus.x },
			last: index === model.layers.length - 1,
		});
	}
}
