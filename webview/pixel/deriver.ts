import type { Derivation, DerivationQuery } from "../../src/network/derivation";
import type { EngineFault } from "../../src/protocol/engine";
import type { Host } from "../rpc";
import { Latest } from "./latest";

/** How far the windows of a layer reach beyond its input, in numbers: what is drawn as border. */
export interface Border {
	readonly top: number;
	readonly left: number;
	readonly bottom: number;
	readonly right: number;
}

export interface Question extends DerivationQuery {
	readonly revision: number;
	/** Counts the layer's newer numbers of one revision (it trains). */
	readonly version: number;
	/** The activation that follows, whose number of the same place is wanted, too. */
	readonly activation: string | undefined;
	/** Size of the input tiles and of the output's. */
	readonly input: { readonly height: number; readonly width: number } | undefined;
	readonly output: { readonly height: number; readonly width: number };
}

export interface Answer {
	readonly question: Question;
	readonly derivation: Derivation | undefined;
	readonly activation: Derivation | undefined;
	readonly border: Border;
	readonly fault: EngineFault | undefined;
}

const noBorder: Border = { top: 0, left: 0, bottom: 0, right: 0 };

/** Asks how numbers came about. */
export class Deriver {
	readonly #host: Host;
	readonly #latest: Latest<Question, Answer>;
	#borderOf = "";
	#border = noBorder;

	constructor(host: Host, changed: () => void) {
		this.#host = host;
		this.#latest = new Latest((question) => this.#answer(question), changed);
	}

	get answer(): Answer | undefined {
		return this.#latest.answer;
	}

	ask(question: Question): void {
		this.#latest.ask(question);
	}

	async #answer(question: Question): Promise<Answer> {
		const { revision, layer, tile, y, x, from, count, order, gradient } = question;
		const query = { layer, tile, y, x, from, count, order, gradient };
		try {
			const [main, after] = await Promise.all([
				this.#host.derive({ revision, ...query }),
				question.activation === undefined
					? undefined
					: this.#host.derive({ revision, ...query, layer: question.activation, from: 0, count: 1, gradient: false }),
			]);
			const border = main.ok ? await this.#findBorder(question, main.derivation) : noBorder;
			return {
				question,
				derivation: main.ok ? main.derivation : undefined,
				activation: after?.ok ? after.derivation : undefined,
				border,
				fault: main.ok ? undefined : main,
			};
		} catch (error) {
			const text = { message: error instanceof Error ? error.message : String(error) };
			return {
				question,
				derivation: undefined,
				activation: undefined,
				border: noBorder,
				fault: { ok: false, revision, code: "lost", text },
			};
		}
	}

	/** The windows of the first and of the last pixel reach furthest out. */
	async #findBorder(question: Question, derivation: Derivation): Promise<Border> {
		const { revision, layer, tile, output, input } = question;
		const key = `${layer} ${revision}`;
		if (!input || windowOf(derivation) === undefined) return noBorder;
		if (this.#borderOf === key) return this.#border;
		const query = { revision, layer, tile, from: 0, count: 1, order: "channel", gradient: false } as const;
		const [first, last] = await Promise.all([
			this.#host.derive({ ...query, y: 0, x: 0 }),
			this.#host.derive({ ...query, y: output.height - 1, x: output.width - 1 }),
		]);
		const start = first.ok ? windowOf(first.derivation) : undefined;
		const end = last.ok ? windowOf(last.derivation) : undefined;
		this.#borderOf = key;
		this.#border = {
			top: Math.max(0, -Math.min(0, ...(start?.rows ?? []))),
			left: Math.max(0, -Math.min(0, ...(start?.columns ?? []))),
			bottom: Math.max(0, Math.max(0, ...(end?.rows ?? [])) - input.height + 1),
			right: Math.max(0, Math.max(0, ...(end?.columns ?? [])) - input.width + 1),
		};
		return this.#border;
	}
}

const windowOf = (derivation: Derivation) =>
	derivation.form === "windows"
		? derivation.windows[0]
		: derivation.form === "max" || derivation.form === "mean"
			? derivation.window
			: undefined;
