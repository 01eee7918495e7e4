import { type Parameters, type Tensor, tensor } from "../../engine";
import type { Pair } from "../../network/shape";
import type { GoldenCase } from "./read";

/** What a case gives, asked for by name; a missing or malformed field is an error with its name. */
export class Given {
	constructor(private readonly source: GoldenCase) {}

	has(name: string): boolean {
		return this.source.inputs[name] !== undefined;
	}

	tensor(name: string): Tensor {
		const found = this.source.inputs[name];
		if (!found) throw new Error(`in.${name} is missing`);
		return tensor(found.shape, Float32Array.from(found.data));
	}

	/** Names of all tensors that go in. */
	get names(): string[] {
		return Object.keys(this.source.inputs);
	}

	/** The numbers of a tensor in the type that they have: class indices are whole. */
	numbersOf(name: string): Float32Array | Int32Array {
		const found = this.source.inputs[name];
		if (!found) throw new Error(`in.${name} is missing`);
		return found.data.slice();
	}

	optional(name: string): Tensor | undefined {
		return this.has(name) ? this.tensor(name) : undefined;
	}

	/** Zeros of the shape that the result has. */
	result(name: string): Tensor {
		const found = this.source.results[name];
		if (!found) throw new Error(`out.${name} is missing`);
		return tensor(found.shape);
	}

	parameters(): Parameters {
		return { weight: this.optional("w"), bias: this.optional("b"), running_mean: this.optional("rm"), running_var: this.optional("rv") };
	}

	get attributes(): Readonly<Record<string, unknown>> {
		return this.source.attributes;
	}

	raw(name: string): unknown {
		return this.source.attributes[name];
	}

	/** Whether an attribute says something: Python's None does not. */
	says(name: string): boolean {
		return (this.raw(name) ?? undefined) !== undefined;
	}

	number(name: string, otherwise?: number): number {
		const value = this.raw(name) ?? otherwise;
		if (typeof value !== "number") throw new Error(`attrs.${name} is no number`);
		return value;
	}

	text(name: string, otherwise?: string): string {
		const value = this.raw(name) ?? otherwise;
		if (typeof value !== "string") throw new Error(`attrs.${name} is no text`);
		return value;
	}

	flag(name: string, otherwise = false): boolean {
		return Boolean(this.raw(name) ?? otherwise);
	}

	numbers(name: string): number[] {
		const value = this.raw(name);
		if (!Array.isArray(value) || !value.every((item) => typeof item === "number")) throw new Error(`attrs.${name} is no list of numbers`);
		return value;
	}

	/** A pair, or one number for both; `otherwise` where it is missing. */
	pair(name: string, otherwise?: Pair): Pair {
		const value = this.raw(name) ?? otherwise;
		if (typeof value === "number") return [value, value];
		if (value === otherwise && otherwise) return otherwise;
		const [a, b, ...rest] = this.numbers(name);
		if (a === undefined || b === undefined || rest.length) throw new Error(`attrs.${name} is no pair`);
		return [a, b];
	}

	nameList(name: string): string[] {
		const value = this.raw(name);
		if (!Array.isArray(value) || !value.every((item) => typeof item === "string")) throw new Error(`attrs.${name} is no list of names`);
		return value;
	}

	/** attrs.axis counted from the front, 0 being the batch. */
	axis({ shape }: Tensor): number {
		const axis = this.number("axis", -1);
		return axis < 0 ? axis + shape.length : axis;
	}

	/** attrs.pads = [top, left, bottom, right], or what a padding of [height, width] means; none where neither is there. */
	pads(): [number, number, number, number] {
		if (!this.says("pads")) {
			const name = this.says("torch_padding") ? "torch_padding" : "padding";
			const [down, across] = this.raw(name) === "valid" ? [0, 0] : this.pair(name, [0, 0]);
			return [down, across, down, across];
		}
		const [top, left, bottom, right, ...rest] = this.numbers("pads");
		if (top === undefined || left === undefined || bottom === undefined || right === undefined || rest.length) {
			throw new Error("attrs.pads is not [top, left, bottom, right]");
		}
		return [top, left, bottom, right];
	}
}
