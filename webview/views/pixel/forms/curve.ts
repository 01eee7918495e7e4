import { html, nothing, svg, type TemplateResult } from "lit";
import { formatValue } from "../../../format";
import { t } from "../../../l10n";
import { extentOf } from "../../../pixel/ink";
import type { Context, Of } from "../context";
import { sourceFigure } from "../source";

const WIDTH = 340;
const HEIGHT = 220;
const PAD = 26;

/** An activation function: its curve, with this number's point on it. */
export function curve(context: Context, derivation: Of<"curve">): TemplateResult {
	const { from, xs, ys, slope, value } = derivation;
	const name = context.layer.type;
	const [right, top] = [Math.max(1, extentOf([...xs, from.value])), Math.max(1, extentOf(ys), Math.abs(value))];
	const x = (at: number) => PAD + ((at + right) / (2 * right)) * (WIDTH - 2 * PAD);
	const y = (at: number) => HEIGHT - PAD - ((at + top) / (2 * top)) * (HEIGHT - 2 * PAD);
	const tangent = tangentAt(context, derivation);
	const path = xs.map((at, i) => `${i === 0 ? "M" : "L"}${x(at).toFixed(1)} ${y(ys[i] ?? 0).toFixed(1)}`).join("");
	/** The tangent, a third of the picture to either side. */
	const line = (by: number): string => {
		const reach = Math.min(right / 3, by === 0 ? right : (0.6 * top) / Math.abs(by));
		const end = (step: number) => `${x(from.value + step).toFixed(1)} ${y(value + by * step).toFixed(1)}`;
		return `M${end(-reach)}L${end(reach)}`;
	};
	const label = t("{name}: {x} becomes {y}", { name, x: formatValue(from.value), y: formatValue(value) });
	return html`<div class="form-pair">${sourceFigure(context, from)}<span class="operator">→</span>
		<figure><svg class="curve" role="img" aria-label=${label} viewBox="0 0 ${WIDTH} ${HEIGHT}" width=${WIDTH} height=${HEIGHT}>
			${svg`<line class="axis" x1=${PAD} x2=${WIDTH - PAD} y1=${y(0)} y2=${y(0)} /><line class="axis" x1=${x(0)} x2=${x(0)} y1=${PAD} y2=${HEIGHT - PAD} />
			<text class="axis-text" x=${WIDTH - PAD} y=${y(0) + 14} text-anchor="end">${formatValue(right)}</text>
			<text class="axis-text" x=${PAD} y=${y(0) + 14}>${formatValue(-right)}</text>
			<text class="axis-text" x=${x(0) + 5} y=${PAD + 4}>${formatValue(top)}</text>
			<path class="curve-line" d=${path} />
			${tangent === undefined ? nothing : svg`<path class="curve-tangent" d=${line(tangent)} />`}
			<path class="curve-guide" d="M${x(from.value)} ${y(0)}V${y(value)}H${x(0)}" />
			<circle class="curve-point" cx=${x(from.value)} cy=${y(value)} r="5" />`}
		</svg><figcaption>${name}(${formatValue(from.value)}) = <b>${formatValue(value)}</b>${slope === undefined ? "" : html`<span class="dim"> · ${t("slope {value} below 0", { value: formatValue(slope) })}</span>`}${tangent === undefined ? "" : html`<span class="dim"> · ${t("slope {slope} here", { slope: formatValue(tangent) })}</span>`}</figcaption></figure></div>`;
}

/** f′(x), as the way back takes it; undefined where it is not shown. */
function tangentAt(context: Context, { from }: Of<"curve">): number | undefined {
	const { sent, question } = context.back ?? {};
	const spot = question?.sent;
	if (spot?.tile !== from.tile || spot.y !== from.y || spot.x !== from.x) return undefined;
	const part = sent?.parts.find(({ layer }) => layer === context.layer.key);
	return part?.form === "slope" ? part.slope : undefined;
}
