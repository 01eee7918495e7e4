import { clampTo } from "./clamp";

/**
 * Functions of pieces of lines: each kind of `pointwise` is a class with `y`, f(x), and `back`, g · f′(x), at corners what src/engine/ops says.
 * Classes without fields, so that the loops over them are compiled for each kind (`changetype<C>(0)` is an instance). `p`, `q`: the call's parameters.
 */

// @ts-ignore: decorator
@inline
export function splat(x: f32): v128 {
	return f32x4.splat(x);
}

@unmanaged
export class ReLU {
	// @ts-ignore: decorator
	@inline
	y(x: v128, p: v128, q: v128): v128 {
		return f32x4.add(f32x4.pmax(x, splat(0)), splat(0)); // + 0: −0 becomes 0
	}
	// @ts-ignore: decorator
	@inline
	back(g: v128, x: v128, p: v128, q: v128): v128 {
		return v128.and(g, f32x4.gt(x, splat(0))); // 0 where it is flat, whatever g is
	}
}

@unmanaged
export class ReLU6 {
	// @ts-ignore: decorator
	@inline
	y(x: v128, p: v128, q: v128): v128 {
		return f32x4.add(clampTo(x, splat(0), splat(6)), splat(0));
	}
	// @ts-ignore: decorator
	@inline
	back(g: v128, x: v128, p: v128, q: v128): v128 {
		return f32x4.mul(g, v128.and(splat(1), v128.and(f32x4.gt(x, splat(0)), f32x4.lt(x, splat(6)))));
	}
}

@unmanaged
export class LeakyReLU {
	// @ts-ignore: decorator
	@inline
	y(x: v128, p: v128, q: v128): v128 {
		return v128.bitselect(x, f32x4.mul(x, p), f32x4.gt(x, splat(0)));
	}
	// @ts-ignore: decorator
	@inline
	back(g: v128, x: v128, p: v128, q: v128): v128 {
		return f32x4.mul(g, v128.bitselect(splat(1), p, f32x4.gt(x, splat(0))));
	}
}

@unmanaged
export class Hardtanh {
	// @ts-ignore: decorator
	@inline
	y(x: v128, p: v128, q: v128): v128 {
		return clampTo(x, p, q);
	}
	// @ts-ignore: decorator
	@inline
	back(g: v128, x: v128, p: v128, q: v128): v128 {
		return f32x4.mul(g, v128.and(splat(1), v128.and(f32x4.gt(x, p), f32x4.lt(x, q))));
	}
}

@unmanaged
export class Hardsigmoid {
	// @ts-ignore: decorator
	@inline
	y(x: v128, p: v128, q: v128): v128 {
		return f32x4.div(clampTo(f32x4.add(x, splat(3)), splat(0), splat(6)), splat(6));
	}
	// @ts-ignore: decorator
	@inline
	back(g: v128, x: v128, p: v128, q: v128): v128 {
		return f32x4.mul(g, v128.and(splat(1.0 / 6.0), v128.and(f32x4.gt(x, splat(-3)), f32x4.lt(x, splat(3)))));
	}
}

@unmanaged
export class Hardswish {
	// @ts-ignore: decorator
	@inline
	y(x: v128, p: v128, q: v128): v128 {
		const middle = f32x4.div(f32x4.mul(x, f32x4.add(x, splat(3))), splat(6));
		const upper = v128.bitselect(x, middle, f32x4.ge(x, splat(3)));
		return v128.andnot(upper, f32x4.le(x, splat(-3)));
	}
	// @ts-ignore: decorator
	@inline
	back(g: v128, x: v128, p: v128, q: v128): v128 {
		const middle = f32x4.add(f32x4.div(x, splat(3)), splat(0.5));
		return f32x4.mul(g, v128.andnot(v128.bitselect(middle, splat(1), f32x4.lt(x, splat(3))), f32x4.lt(x, splat(-3))));
	}
}
