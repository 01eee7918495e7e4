import type { TemplateResult } from "lit";
import type { Derivation, Form } from "../../../../src/network/derivation";
import type { Context, Of } from "../context";
import { curve } from "./curve";
import { localResponse, normalise } from "./normalise";
import { max, mean } from "./pools";
import { softmax } from "./softmax";
import { combine, copy } from "./sources";
import { terms } from "./terms";
import { windows } from "./windows";

/** The picture of each form of derivation. */
export const formViews: { readonly [F in Form["form"]]: (context: Context, derivation: Of<F>) => TemplateResult } = {
	windows,
	terms,
	max,
	mean,
	curve,
	normalise,
	localResponse,
	softmax,
	copy,
	combine,
};

/** The picture of a derivation. */
export const formView = (context: Context, derivation: Derivation): TemplateResult =>
	(formViews[derivation.form] as (context: Context, derivation: Derivation) => TemplateResult)(context, derivation);
