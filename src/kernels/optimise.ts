import { begin } from "./share";

@unmanaged
class Sgd {
	value: usize;
	gradient: usize;
	velocity: usize;
	count: i32;
	rate: f32;
	momentum: f32;
	dampening: f32;
	decay: f32;
	nesterov: i32;
	first: i32;
}

@unmanaged
class Adam {
	value: usize;
	gradient: usize;
	first: usize;
	second: usize;
	count: i32;
	rate: f32;
	beta1: f32;
	beta2: f32;
	eps: f32;
	decay: f32;
	decoupled: i32;
	correction1: f32;
	correction2: f32;
}

/** torch.optim.SGD. Each part takes a stretch of the numbers. */
export function sgd(call: usize, part: i32, parts: i32): void {
	const args = changetype<Sgd>(call);
	const vectors = args.count >> 2;
	const first = <usize>begin(vectors, part, parts) << 4;
	const end = args.value + (<usize>begin(vectors, part + 1, parts) << 4);
	const rate = f32x4.splat(args.rate), decay = f32x4.splat(args.decay), momentum = f32x4.splat(args.momentum);
	const nesterov = args.nesterov;
	let value = args.value + first, gradient = args.gradient + first, velocity = args.velocity + first;
	if (!args.velocity) {
		for (; value < end; value += 16, gradient += 16) {
			const w = v128.load(value);
			const d = f32x4.add(v128.load(gradient), f32x4.mul(decay, w));
			v128.store(value, f32x4.sub(w, f32x4.mul(rate, d)));
		}
		return;
	}
	const kept = f32x4.splat(args.first ? 1 : <f32>(1 - <f64>args.dampening));
	const before = f32x4.splat(args.first ? 0 : args.momentum);
	for (; value < end; value += 16, gradient += 16, velocity += 16) {
		const w = v128.load(value);
		const d = f32x4.add(v128.load(gradient), f32x4.mul(decay, w));
		// At first the velocity may be anything, NaN too.
		const old = args.first ? f32x4.splat(0) : v128.load(velocity);
		const v = f32x4.add(f32x4.mul(before, old), f32x4.mul(kept, d));
		v128.store(velocity, v);
		const step = nesterov ? f32x4.add(d, f32x4.mul(momentum, v)) : v;
		v128.store(value, f32x4.sub(w, f32x4.mul(rate, step)));
	}
}

/** torch.optim.Adam and AdamW. Each part takes a stretch of the numbers. */
export function adam(call: usize, part: i32, parts: i32): void {
	const args = changetype<Adam>(call);
	const vectors = args.count >> 2;
	const from = <usize>begin(vectors, part, parts) << 4;
	const end = args.value + (<usize>begin(vectors, part + 1, parts) << 4);
	let value = args.value + from, gradient = args.gradient + from, first = args.first + from, second = args.second + from;
	const beta1 = f32x4.splat(args.beta1), beta2 = f32x4.splat(args.beta2);
	const rest1 = f32x4.splat(<f32>(1 - <f64>args.beta1)), rest2 = f32x4.splat(<f32>(1 - <f64>args.beta2));
	const rate = f32x4.splat(<f32>(<f64>args.rate / <f64>args.correction1)), root = f32x4.splat(args.correction2);
	const eps = f32x4.splat(args.eps);
	const shrink = f32x4.splat(args.decoupled ? <f32>(1 - <f64>args.rate * <f64>args.decay) : 1);
	const pull = f32x4.splat(args.decoupled ? 0 : args.decay);
	for (; value < end; value += 16, gradient += 16, first += 16, second += 16) {
		const w = f32x4.mul(v128.load(value), shrink);
		const g = f32x4.add(v128.load(gradient), f32x4.mul(pull, w));
		const m = f32x4.add(f32x4.mul(beta1, v128.load(first)), f32x4.mul(rest1, g));
		const v = f32x4.add(f32x4.mul(beta2, v128.load(second)), f32x4.mul(rest2, f32x4.mul(g, g)));
		v128.store(first, m);
		v128.store(second, v);
		const divisor = f32x4.add(f32x4.div(f32x4.sqrt(v), root), eps);
		v128.store(value, f32x4.sub(w, f32x4.div(f32x4.mul(rate, m), divisor)));
	}
}
