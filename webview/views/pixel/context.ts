import type { Derivation, Form, WeightQuery } from "../../../src/network/derivation";
import type { PanelLayer, PanelModel } from "../../../src/protocol/panel";
import type { App } from "../../app";
import type { Border } from "../../pixel/deriver";
import type { Digits } from "../../pixel/expression";
import type { Colours } from "../../pixel/ink";
import type { Pixel } from "../../pixel/place";
import type { BackAnswer } from "./back/backer";
import type { Chosen, Focus } from "./back/focus";

/** The parts of a long sum that are shown. */
export interface Page {
	readonly from: number;
	readonly count: number;
	readonly order: "channel" | "contribution";
}

/** What a form's view gets beside the derivation. */
export interface Context {
	readonly app: App;
	readonly version: number;
	readonly model: PanelModel;
	readonly index: number;
	readonly layer: PanelLayer;
	/** The place whose derivation this is. */
	readonly pixel: Pixel;
	readonly border: Border;
	/** How the line of arithmetic writes its numbers. */
	readonly digits: Digits;
	readonly colours: Colours;
	/** Width that the view may take, in CSS pixels. */
	readonly room: number;
	readonly gradients: boolean;
	/** The input's number whose gradient is explained, where gradients are shown; undefined in the border. */
	readonly focus: Focus | undefined;
	/** What was found of the way back, where gradients are shown. */
	readonly back: BackAnswer | undefined;
	/** Explains the gradient of another number of the input. */
	lookAt(chosen: Chosen): void;
	readonly page: Page;
	turnTo(page: Partial<Page>): void;
	/** Goes to a number of another layer. */
	goTo(index: number, pixel: Pixel): void;
	/** Shows how a weight's gradient comes about. */
	showWeight(query: Omit<WeightQuery, "count" | "layer">): void;
}

export type Of<F extends Form["form"]> = Extract<Derivation, { readonly form: F }>;

/** The layer (−1: the input) that is the n-th input of the explained one. */
export const sourceOf = ({ layer }: Pick<Context, "layer">, input: number): number => layer.inputs[input] ?? -1;
