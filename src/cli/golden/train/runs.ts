import { type Backend, type Kernels, Model, type Tensor } from "../../../engine";
import { type Target, Trainer } from "../../../engine/train";
import { elements, type Shape } from "../../../network/shape";
import type { Claim, Computed } from "../claim";
import type { Given } from "../given";
import { agree } from "./agree";
import { netOf } from "./nets";
import { lossIn, optimiserIn } from "./recipe";

/** Losses may be off by that part of themselves, as the suite says for float32. */
const LOSS_TOLERANCE = 1e-4;

type Numbers = ReadonlyMap<string, { readonly shape: Shape; readonly data: ArrayLike<number> }>;

const parametersOf = (model: Model): [name: string, tensor: Tensor][] =>
	model.layers.flatMap(({ key, parameters }) =>
		Object.entries<Tensor | undefined>({ ...parameters }).flatMap(([name, tensor]): [string, Tensor][] =>
			tensor ? [[`${key}.${name}`, tensor]] : [],
		),
	);

/** The case's network with its first weights, and what trains it. */
function prepare(given: Given, init: Numbers, batch: number, backend: Backend): Trainer {
	const x = given.tensor("x");
	const shapes = new Map([...init].map(([name, { shape }]) => [name, shape]));
	const graph = netOf(given.text("net"), x.shape.slice(1), shapes);
	if (!graph) throw new Error(`the network is not understood: ${given.text("net")}`);
	const model = new Model(backend);
	model.compile(graph, { seed: 0, batch, gradients: true });
	const waiting = new Map(init);
	for (const [name, { shape, data }] of parametersOf(model)) {
		const start = waiting.get(name);
		if (start?.shape.join() !== shape.join()) throw new Error(`in.init.${name} is ${start?.shape.join("×")}, not ${shape.join("×")}`);
		data.set(Array.from(start.data));
		waiting.delete(name);
	}
	if (waiting.size > 0) throw new Error(`the network has no ${[...waiting.keys()].join(", ")}`);
	model.weightsChanged();
	return new Trainer(model, { loss: lossIn(given.text("loss")), optimiser: optimiserIn(given.text("optimizer")) });
}

/** `count` rows from row `first` on, beginning again behind the last. */
function rows<T extends Target>(all: T, total: number, first: number, count: number): T {
	const size = all.length / total;
	const picked = all.slice(0, count * size) as T;
	for (let i = 0; i < count; i++) {
		const from = ((first + i) % total) * size;
		picked.set(all.subarray(from, from + size), i * size);
	}
	return picked;
}

const startOf = (given: Given): Numbers =>
	new Map(given.names.flatMap((name) => (name.startsWith("init.") ? [[name.slice(5), given.tensor(name)] as const] : [])));

function run(given: Given, backend: Backend): Computed {
	const batch = given.number("batch");
	const trainer = prepare(given, startOf(given), batch, backend);
	const { model } = trainer;
	const x = given.tensor("x");
	const t = given.numbersOf("t");
	const total = x.shape[0] ?? 0;
	const batchOf = (step: number) => [rows(x.data, total, step * batch, batch), rows(t, total, step * batch, batch)] as const;
	const computed: Record<string, Float32Array> = {};
	const losses = given.numbers("losses").map((_, step) => {
		const { loss } = trainer.step(...batchOf(step));
		if (step === 0) {
			computed.logits0 = model.output.data.slice();
			for (const { key, parameterGradients } of model.layers) {
				for (const [name, gradient] of Object.entries<Tensor | undefined>({ ...parameterGradients })) {
					if (gradient) computed[`grad0.${key}.${name}`] = gradient.data.slice();
				}
			}
		}
		return loss;
	});
	agree("attrs.losses", losses, given.numbers("losses"), LOSS_TOLERANCE, true);
	for (const [name, { data }] of parametersOf(model)) computed[`final.${name}`] = data.slice();
	trainer.evaluate(...batchOf(0));
	computed.eval_logits = model.output.data.slice();
	return computed;
}

/** A case whose numbers stand in the index: `init` and `final` are nested lists, every step is the whole data. */
function runReadable(given: Given, backend: Backend): Computed {
	const trainer = prepare(given, nested(given.raw("init")), given.tensor("x").shape[0] ?? 1, backend);
	const losses = given.numbers("losses").map(() => trainer.step(given.tensor("x").data, given.numbersOf("t")).loss);
	agree("attrs.losses", losses, given.numbers("losses"), LOSS_TOLERANCE, true);
	const final = nested(given.raw("final"));
	for (const [name, { data }] of parametersOf(trainer.model)) {
		agree(`attrs.final.${name}`, Array.from(data), Array.from(final.get(name)?.data ?? []), 1e-5);
	}
	return {};
}

function nested(value: unknown): Numbers {
	if (typeof value !== "object" || value === null) throw new Error("attrs.init or attrs.final is missing");
	return new Map(
		Object.entries(value).map(([name, list]: [string, unknown]) => {
			const shape: number[] = [];
			for (let inner = list; Array.isArray(inner); inner = inner[0]) shape.push(inner.length);
			const data = (Array.isArray(list) ? list.flat(shape.length) : []).map(Number);
			if (data.length !== elements(shape)) throw new Error(`${name} is no tensor`);
			return [name, { shape, data }];
		}),
	);
}

/** Training needs memory and not only kernels. */
function backendOf(kernels: Kernels | Backend): Backend {
	if (!("prepare" in kernels)) throw new Error(`${kernels.name} cannot run whole networks`);
	return kernels;
}

export const runClaims: Readonly<Record<string, Claim>> = {
	train: { tolerance: 1e-4, long: true, run: (given, kernels) => run(given, backendOf(kernels)) },
	train_readable: { tolerance: 1e-4, long: true, run: (given, kernels) => runReadable(given, backendOf(kernels)) },
};
