import { along } from "../field";
import { POINTWISE } from "../pointwise";
import { first, type Lowering } from "../site";
import { call } from "../work";

type Attributes = Readonly<Record<string, unknown>>;

/** An activation that the kernels know: its kind there, and its parameters. */
interface Known {
	readonly kind: number;
	readonly p?: (attributes: Attributes) => number;
	readonly q?: (attributes: Attributes) => number;
}

/** y = f(x), number by number; ∂x = g · f′(x). */
function lowering(kindOf: (attributes: Attributes) => Known | undefined): Lowering {
	return {
		takes: ({ attributes }) => kindOf(attributes) !== undefined,
		lower({ step, x: inputs, y, gradients }) {
			const x = first(inputs);
			const { kind = 0, p, q } = kindOf(step.attributes) ?? {};
			const curve = { kind, p: p?.(step.attributes) ?? 0, q: q?.(step.attributes) ?? 0 };
			const rows = { images: y.images, rows: y.rows, length: y.columns * y.lanes };
			const forward = [call("pointwise", { ...along("x", x), ...along("y", y), ...rows, ...curve })];
			const backward = (gradients?.inputs ?? []).map(({ field, add, forInput }) => ({
				...call("pointwiseBackward", {
					...along("x", x),
					...along("g", gradients?.g ?? y),
					...along("gx", field),
					...rows,
					...curve,
					add: add ? 1 : 0,
				}),
				forInput,
			}));
			return { forward: () => forward, backward: () => backward };
		},
	};
}

const number = (name: string) => (attributes: Attributes) => Number(attributes[name]);
const plain = (kind: number, p?: Known["p"], q?: Known["q"]): Lowering => lowering(() => ({ kind, p, q }));

/** Every activation that is a function of one number. */
export const pointwise: Readonly<Record<string, Lowering>> = {
	ReLU: plain(POINTWISE.ReLU),
	ReLU6: plain(POINTWISE.ReLU6),
	LeakyReLU: plain(POINTWISE.LeakyReLU, number("negative_slope")),
	Hardtanh: plain(POINTWISE.Hardtanh, number("min_val"), number("max_val")),
	Hardsigmoid: plain(POINTWISE.Hardsigmoid),
	Hardswish: plain(POINTWISE.Hardswish),
	ELU: plain(POINTWISE.ELU, number("alpha")),
	SELU: plain(POINTWISE.SELU),
	Sigmoid: plain(POINTWISE.Sigmoid),
	Tanh: plain(POINTWISE.Tanh),
	SiLU: plain(POINTWISE.SiLU),
	GELU: lowering(({ approximate }) => ({ kind: approximate === "tanh" ? POINTWISE.GELUTanh : POINTWISE.GELU })),
	Softplus: plain(POINTWISE.Softplus, number("beta"), number("threshold")),
	Mish: plain(POINTWISE.Mish),
};
