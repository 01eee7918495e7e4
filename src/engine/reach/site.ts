import type { Shape } from "../../network/shape";
import { span } from "../derive/window";
import type { PlanStep } from "../plan";
import type { Block, Links, Relation } from "./relation";

/** A layer and one of its inputs. Shapes are those of the network room, without the batch. */
export interface ReachSite<A = Readonly<Record<string, unknown>>> {
	readonly step: PlanStep;
	/** In the form that rules compute with. */
	readonly attributes: A;
	readonly inputs: readonly Shape[];
	/** Which of them. */
	readonly input: number;
	/** Its shape. */
	readonly shape: Shape;
	readonly output: Shape;
}

/** What a kind's outputs depend on, of a forward pass in eval mode. */
export interface Reacher<A = Readonly<Record<string, unknown>>> {
	/** The kinds that it knows. */
	readonly types: readonly string[];
	relate(site: ReachSite<A>): Relation;
}

/** Keeps attribute types inside a family's file, as `defineOp` does. */
export const defineReacher = <A = Readonly<Record<string, unknown>>>(reacher: Reacher<A>): Reacher => reacher as unknown as Reacher;

/** Each place of an axis depends on all of its `size` places. */
export const all = (size: number): Links => [{ outs: span(0, size), ins: span(0, size) }];

/** Along an axis of `count` outputs and `size` inputs, what each output reads; what lies beside the input is left out. */
export function reading(count: number, size: number, reads: (out: number) => readonly number[]): Links {
	return Array.from({ length: count }, (_, out): Block => ({ outs: [out], ins: reads(out).filter((at) => at >= 0 && at < size) }));
}
