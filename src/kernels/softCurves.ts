import { clampTo } from "./clamp";
import { splat } from "./curves";
import { exp, expm1, log1p, normal, sigmoid, tanh } from "./exponential";

/** The kinds of `pointwise` that need exponentials: see curves.ts. Nothing overflows on the way; formulas are those of src/engine/ops, rearranged for float32. */

const SELU_SCALE: f32 = 1.0507009873554805;
const SELU_LOWER: f32 = 1.0507009873554805 * 1.6732632423543772;
/** √(2/π) and the cubic term of GELU's tanh approximation. */
const GELU_BETA: f32 = 0.7978845608028654;
const GELU_KAPPA: f32 = 0.044715;

@unmanaged
export class ELU {
	// @ts-ignore: decorator
	@inline
	y(x: v128, p: v128, q: v128): v128 {
		return v128.bitselect(x, f32x4.mul(p, expm1(f32x4.pmin(x, splat(0)))), f32x4.gt(x, splat(0)));
	}
	// @ts-ignore: decorator
	@inline
	back(g: v128, x: v128, p: v128, q: v128): v128 {
		return f32x4.mul(g, v128.bitselect(splat(1), f32x4.mul(p, exp(f32x4.pmin(x, splat(0)))), f32x4.gt(x, splat(0))));
	}
}

@unmanaged
export class SELU {
	// @ts-ignore: decorator
	@inline
	y(x: v128, p: v128, q: v128): v128 {
		const lower = f32x4.mul(splat(SELU_LOWER), expm1(f32x4.pmin(x, splat(0))));
		return v128.bitselect(f32x4.mul(x, splat(SELU_SCALE)), lower, f32x4.gt(x, splat(0)));
	}
	// @ts-ignore: decorator
	@inline
	back(g: v128, x: v128, p: v128, q: v128): v128 {
		const lower = f32x4.mul(splat(SELU_LOWER), exp(f32x4.pmin(x, splat(0))));
		return f32x4.mul(g, v128.bitselect(splat(SELU_SCALE), lower, f32x4.gt(x, splat(0))));
	}
}

@unmanaged
export class Sigmoid {
	// @ts-ignore: decorator
	@inline
	y(x: v128, p: v128, q: v128): v128 {
		return sigmoid(x);
	}
	/** σ(x)·σ(−x) = e/(1 + e)² with e = e^−|x|. */
	// @ts-ignore: decorator
	@inline
	back(g: v128, x: v128, p: v128, q: v128): v128 {
		const e = exp(f32x4.neg(f32x4.abs(x)));
		const sum = f32x4.add(splat(1), e);
		return f32x4.mul(g, f32x4.div(e, f32x4.mul(sum, sum)));
	}
}

@unmanaged
export class Tanh {
	// @ts-ignore: decorator
	@inline
	y(x: v128, p: v128, q: v128): v128 {
		return tanh(x);
	}
	/** 1 − tanh² = 4·e/(1 + e)² with e = e^−2|x|. */
	// @ts-ignore: decorator
	@inline
	back(g: v128, x: v128, p: v128, q: v128): v128 {
		const e = exp(f32x4.mul(f32x4.abs(x), splat(-2)));
		const sum = f32x4.add(splat(1), e);
		return f32x4.mul(g, f32x4.div(f32x4.mul(e, splat(4)), f32x4.mul(sum, sum)));
	}
}

@unmanaged
export class SiLU {
	// @ts-ignore: decorator
	@inline
	y(x: v128, p: v128, q: v128): v128 {
		return f32x4.div(x, f32x4.add(splat(1), exp(f32x4.neg(x))));
	}
	// @ts-ignore: decorator
	@inline
	back(g: v128, x: v128, p: v128, q: v128): v128 {
		return f32x4.mul(g, f32x4.mul(sigmoid(x), f32x4.add(splat(1), f32x4.mul(x, sigmoid(f32x4.neg(x))))));
	}
}

@unmanaged
export class GELU {
	// @ts-ignore: decorator
	@inline
	y(x: v128, p: v128, q: v128): v128 {
		return f32x4.mul(x, normal(x));
	}
	// @ts-ignore: decorator
	@inline
	back(g: v128, x: v128, p: v128, q: v128): v128 {
		const density = f32x4.mul(exp(f32x4.mul(f32x4.mul(x, x), splat(-0.5))), splat(0.3989422804014327));
		return f32x4.mul(g, f32x4.add(normal(x), f32x4.mul(x, density)));
	}
}

@unmanaged
export class GELUTanh {
	/** (1 + tanh u)/2 = 1/(1 + e^−2u). */
	// @ts-ignore: decorator
	@inline
	y(x: v128, p: v128, q: v128): v128 {
		const cubic = f32x4.mul(f32x4.mul(f32x4.mul(x, x), x), splat(GELU_KAPPA));
		const u = f32x4.mul(f32x4.add(x, cubic), splat(-2 * GELU_BETA));
		return f32x4.div(x, f32x4.add(splat(1), exp(u)));
	}
	/** With s = 1/(1 + e^−2u): s + x·2·s·(1 − s)·u′. Beyond 32 nothing changes, and squares might overflow; infinities give NaN. */
	// @ts-ignore: decorator
	@inline
	back(g: v128, x: v128, p: v128, q: v128): v128 {
		const near = clampTo(x, splat(-32), splat(32));
		const square = f32x4.mul(f32x4.mul(near, near), splat(GELU_KAPPA));
		const u = f32x4.mul(f32x4.mul(near, f32x4.add(splat(1), square)), splat(2 * GELU_BETA));
		const s = sigmoid(u), rest = sigmoid(f32x4.neg(u));
		const steepness = f32x4.mul(f32x4.add(splat(1), f32x4.mul(square, splat(3))), splat(2 * GELU_BETA));
		const bend = f32x4.mul(f32x4.mul(f32x4.mul(near, s), rest), steepness);
		return f32x4.mul(g, f32x4.add(f32x4.add(s, bend), f32x4.sub(x, x)));
	}
}

@unmanaged
export class Softplus {
	// @ts-ignore: decorator
	@inline
	y(x: v128, p: v128, q: v128): v128 {
		const scaled = f32x4.mul(x, p);
		const bent = f32x4.add(f32x4.pmax(scaled, splat(0)), log1p(exp(f32x4.neg(f32x4.abs(scaled)))));
		return v128.bitselect(x, f32x4.div(bent, p), f32x4.gt(scaled, q));
	}
	// @ts-ignore: decorator
	@inline
	back(g: v128, x: v128, p: v128, q: v128): v128 {
		const scaled = f32x4.mul(x, p);
		return f32x4.mul(g, v128.bitselect(splat(1), sigmoid(scaled), f32x4.gt(scaled, q)));
	}
}

/** With w = e^−|x|, tanh(ln(1 + eˣ)) = top/sum: top = 1 + 2w, sum = top + 2w² for x ≥ 0; top = w² + 2w, sum = top + 2 else. */
@unmanaged
export class Mish {
	// @ts-ignore: decorator
	@inline
	y(x: v128, p: v128, q: v128): v128 {
		const w = exp(f32x4.neg(f32x4.abs(x)));
		const square = f32x4.mul(w, w), positive = f32x4.ge(x, splat(0));
		const top = f32x4.add(f32x4.add(w, w), v128.bitselect(splat(1), square, positive));
		const sum = f32x4.add(top, v128.bitselect(f32x4.add(square, square), splat(2), positive));
		return f32x4.mul(x, f32x4.div(top, sum));
	}
	/** The second term, x·(1 − t²)·σ(x), is x·4·(w + w²)·(w for x ≥ 0)/sum². */
	// @ts-ignore: decorator
	@inline
	back(g: v128, x: v128, p: v128, q: v128): v128 {
		const w = exp(f32x4.neg(f32x4.abs(x)));
		const square = f32x4.mul(w, w), positive = f32x4.ge(x, splat(0));
		const top = f32x4.add(f32x4.add(w, w), v128.bitselect(splat(1), square, positive));
		const sum = f32x4.add(top, v128.bitselect(f32x4.add(square, square), splat(2), positive));
		const bend = f32x4.mul(f32x4.mul(splat(4), f32x4.add(w, square)), v128.bitselect(w, splat(1), positive));
		return f32x4.mul(g, f32x4.add(f32x4.div(top, sum), f32x4.mul(x, f32x4.div(bend, f32x4.mul(sum, sum)))));
	}
}
