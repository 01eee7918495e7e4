import { clampTo } from "./clamp";
import { exp, expm1, log1p, normal, sigmoid, tanh } from "./exponential";
import { Kind } from "./kinds";

// @ts-ignore: decorator
@inline
export const SELU_ALPHA: f32 = 1.6732632423543772;
// @ts-ignore: decorator
@inline
export const SELU_SCALE: f32 = 1.0507009873554805;
/** √(2/π) and the cubic term of GELU's tanh approximation. */
// @ts-ignore: decorator
@inline
export const GELU_BETA: f32 = 0.7978845608028654;
// @ts-ignore: decorator
@inline
export const GELU_KAPPA: f32 = 0.044715;

// @ts-ignore: decorator
@inline
function splat(x: f32): v128 {
	return f32x4.splat(x);
}

/** tanh(ln(1 + eˣ)), of which Mish is x times: with w = e^−|x|, so that nothing overflows. */
// @ts-ignore: decorator
@inline
function mishShare(x: v128): v128 {
	const w = exp(f32x4.neg(f32x4.abs(x)));
	const twice = f32x4.add(w, w), square = f32x4.mul(w, w);
	const positive = f32x4.ge(x, splat(0));
	const top = f32x4.add(twice, v128.bitselect(splat(1), square, positive));
	const rest = v128.bitselect(f32x4.add(square, square), splat(2), positive);
	return f32x4.div(top, f32x4.add(top, rest));
}

/** f(x) of a kind that is known when this is compiled. The formulas are those of src/engine/ops. */
// @ts-ignore: decorator
@inline
export function curve(kind: i32, x: v128, p: v128, q: v128): v128 {
	const zero = splat(0);
	if (kind == Kind.ReLU) return f32x4.add(f32x4.pmax(x, zero), zero); // + 0: −0 becomes 0
	if (kind == Kind.ReLU6) return f32x4.add(clampTo(x, zero, splat(6)), zero);
	if (kind == Kind.LeakyReLU) return v128.bitselect(x, f32x4.mul(x, p), f32x4.gt(x, zero));
	if (kind == Kind.Hardtanh) return clampTo(x, p, q);
	if (kind == Kind.Hardsigmoid) return f32x4.div(clampTo(f32x4.add(x, splat(3)), zero, splat(6)), splat(6));
	if (kind == Kind.Hardswish) {
		const middle = f32x4.div(f32x4.mul(x, f32x4.add(x, splat(3))), splat(6));
		const upper = v128.bitselect(x, middle, f32x4.ge(x, splat(3)));
		return v128.andnot(upper, f32x4.le(x, splat(-3)));
	}
	if (kind == Kind.ELU) return v128.bitselect(x, f32x4.mul(p, expm1(f32x4.pmin(x, zero))), f32x4.gt(x, zero));
	if (kind == Kind.SELU) {
		const lower = f32x4.mul(splat(SELU_SCALE * SELU_ALPHA), expm1(f32x4.pmin(x, zero)));
		return v128.bitselect(f32x4.mul(x, splat(SELU_SCALE)), lower, f32x4.gt(x, zero));
	}
	if (kind == Kind.Sigmoid) return sigmoid(x);
	if (kind == Kind.Tanh) return tanh(x);
	if (kind == Kind.SiLU) return f32x4.div(x, f32x4.add(splat(1), exp(f32x4.neg(x))));
	if (kind == Kind.GELU) return f32x4.mul(x, normal(x));
	if (kind == Kind.GELUTanh) {
		// (1 + tanh u)/2 = 1/(1 + e^−2u)
		const cubic = f32x4.mul(f32x4.mul(f32x4.mul(x, x), x), splat(GELU_KAPPA));
		const u = f32x4.mul(f32x4.add(x, cubic), splat(-2 * GELU_BETA));
		return f32x4.div(x, f32x4.add(splat(1), exp(u)));
	}
	if (kind == Kind.Softplus) {
		const scaled = f32x4.mul(x, p);
		const bent = f32x4.add(f32x4.pmax(scaled, zero), log1p(exp(f32x4.neg(f32x4.abs(scaled)))));
		return v128.bitselect(x, f32x4.div(bent, p), f32x4.gt(scaled, q));
	}
	// Mish
	return f32x4.mul(x, mishShare(x));
}

/** f′(x) of a kind that is known when this is compiled, ReLU excepted; at corners what src/engine/ops says. */
// @ts-ignore: decorator
@inline
export function slope(kind: i32, x: v128, p: v128, q: v128): v128 {
	const zero = splat(0), one = splat(1);
	if (kind == Kind.ReLU6) return v128.and(one, v128.and(f32x4.gt(x, zero), f32x4.lt(x, splat(6))));
	if (kind == Kind.LeakyReLU) return v128.bitselect(one, p, f32x4.gt(x, zero));
	if (kind == Kind.Hardtanh) return v128.and(one, v128.and(f32x4.gt(x, p), f32x4.lt(x, q)));
	if (kind == Kind.Hardsigmoid) return v128.and(splat(1.0 / 6.0), v128.and(f32x4.gt(x, splat(-3)), f32x4.lt(x, splat(3))));
	if (kind == Kind.Hardswish) {
		const middle = f32x4.add(f32x4.div(x, splat(3)), splat(0.5));
		return v128.andnot(v128.bitselect(middle, one, f32x4.lt(x, splat(3))), f32x4.lt(x, splat(-3)));
	}
	if (kind == Kind.ELU) return v128.bitselect(one, f32x4.mul(p, exp(f32x4.pmin(x, zero))), f32x4.gt(x, zero));
	if (kind == Kind.SELU) {
		const lower = f32x4.mul(splat(SELU_SCALE * SELU_ALPHA), exp(f32x4.pmin(x, zero)));
		return v128.bitselect(splat(SELU_SCALE), lower, f32x4.gt(x, zero));
	}
	if (kind == Kind.Sigmoid) {
		const e = exp(f32x4.neg(f32x4.abs(x)));
		const sum = f32x4.add(one, e);
		return f32x4.div(e, f32x4.mul(sum, sum));
	}
	if (kind == Kind.Tanh) {
		// 1 − tanh² = 4e/(1 + e)² with e = e^−2|x|
		const e = exp(f32x4.mul(f32x4.abs(x), splat(-2)));
		const sum = f32x4.add(one, e);
		return f32x4.div(f32x4.mul(e, splat(4)), f32x4.mul(sum, sum));
	}
	if (kind == Kind.SiLU) {
		return f32x4.mul(sigmoid(x), f32x4.add(one, f32x4.mul(x, sigmoid(f32x4.neg(x)))));
	}
	if (kind == Kind.GELU) {
		const density = f32x4.mul(exp(f32x4.mul(f32x4.mul(x, x), splat(-0.5))), splat(0.3989422804014327));
		return f32x4.add(normal(x), f32x4.mul(x, density));
	}
	if (kind == Kind.GELUTanh) {
		// With s = 1/(1 + e^−2u): s + x·2·s·(1 − s)·u′. Beyond 32 nothing changes, and squares might overflow; infinities give NaN.
		const near = clampTo(x, splat(-32), splat(32));
		const square = f32x4.mul(f32x4.mul(near, near), splat(GELU_KAPPA));
		const u = f32x4.mul(f32x4.mul(near, f32x4.add(one, square)), splat(2 * GELU_BETA));
		const s = sigmoid(u), rest = sigmoid(f32x4.neg(u));
		const steepness = f32x4.mul(f32x4.add(one, f32x4.mul(square, splat(3))), splat(2 * GELU_BETA));
		const bend = f32x4.mul(f32x4.mul(f32x4.mul(near, s), rest), steepness);
		return f32x4.add(f32x4.add(s, bend), f32x4.sub(x, x));
	}
	if (kind == Kind.Softplus) {
		const scaled = f32x4.mul(x, p);
		return v128.bitselect(one, sigmoid(scaled), f32x4.gt(scaled, q));
	}
	// Mish. With w = e^−|x|, t = top/(top + rest): x·(1 − t²)·σ(x) = x·4·w·(1 + w)·(w for x ≥ 0)/(top + rest)²
	const w = exp(f32x4.neg(f32x4.abs(x)));
	const twice = f32x4.add(w, w), square = f32x4.mul(w, w);
	const positive = f32x4.ge(x, zero);
	const top = f32x4.add(twice, v128.bitselect(one, square, positive));
	const sum = f32x4.add(top, v128.bitselect(f32x4.add(square, square), splat(2), positive));
	const bend = f32x4.mul(f32x4.mul(splat(4), f32x4.add(w, square)), v128.bitselect(w, one, positive));
	return f32x4.add(f32x4.div(top, sum), f32x4.mul(x, f32x4.div(bend, f32x4.mul(sum, sum))));
}
