import type { Place } from "../../../../src/network/derivation";
import type { GradientDerivation } from "../../../../src/network/gradient";
import type { LossDerivation } from "../../../../src/network/lossDerivation";
import type { EngineFault } from "../../../../src/protocol/engine";
import { Latest } from "../../../pixel/latest";
import type { Host } from "../../../rpc";

/** A number of a layer's output, or of the network's input. */
export type Spot = Place & { readonly layer: string };

export interface BackQuestion {
	readonly revision: number;
	/** Counts newer numbers of one revision. */
	readonly version: number;
	/** The number that is explained. */
	readonly pixel: Spot;
	/** Whether its gradient is wanted. */
	readonly gradients: boolean;
	/** The number of one of the layer's inputs whose gradient is explained. */
	readonly sent: (Spot & { readonly input: number }) | undefined;
	/** Whether the network ends here: then the loss follows. */
	readonly last: boolean;
}

/** The way back through a layer. What there is none of is undefined; `fault` says why. */
export interface BackAnswer {
	readonly question: BackQuestion;
	/** How the gradient of the number itself came about. */
	readonly arriving?: GradientDerivation | undefined;
	/** How that of an input's number did. */
	readonly sent?: GradientDerivation | undefined;
	readonly loss?: LossDerivation | undefined;
	readonly fault?: EngineFault | undefined;
}

/** Most terms and classes of an answer. */
const TERMS = 8;
const CLASSES = 12;

/** Asks what comes back, and what the loss is. */
export const backer = (host: Host, changed: () => void): Latest<BackQuestion, BackAnswer> =>
	new Latest(async (question) => {
		const { revision, gradients, pixel, sent, last } = question;
		const { tile, y, x } = pixel;
		const gradientOf = ({ layer, ...spot }: Spot) =>
			host.deriveGradient({ revision, layer, tile: spot.tile, y: spot.y, x: spot.x, count: TERMS });
		try {
			const [arrives, leaves, loss] = await Promise.all([
				gradients ? gradientOf(pixel) : undefined,
				gradients && sent ? gradientOf(sent) : undefined,
				last ? host.deriveLoss({ revision, tile, y, x, count: CLASSES }) : undefined,
			]);
			const fault = [arrives, leaves, loss].find((reply): reply is EngineFault => reply?.ok === false);
			return {
				question,
				arriving: arrives?.ok ? arrives.derivation : undefined,
				sent: leaves?.ok ? leaves.derivation : undefined,
				loss: loss?.ok ? loss.derivation : undefined,
				fault,
			};
		} catch (error) {
			const text = { message: error instanceof Error ? error.message : String(error) };
			return { question, fault: { ok: false, revision, code: "lost", text } };
		}
	}, changed);
