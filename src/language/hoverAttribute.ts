import type { Attribute } from "../network/attribute";
import { layerKeys } from "../network/sequential";
import { formatCount, formatShape, sameShape } from "../network/shape";
import { type Say, type Text, text } from "../network/text";
import type { Analysis, AttributeSource, LayerSource } from "../source/analysis";
import { formatJson } from "./edit";
import { sequenceCosts } from "./hoverLayer";
import { layersOf } from "./lookup";
import { code, lines, plain } from "./markdown";
import { feederName } from "./names";
import { inputShapesOf, type Outcome, outcomeOf } from "./whatif";

/** Most other values that a hover compares with. */
const COMPARED = 3;

/** An attribute: what may stand there, and what other values would change here, in numbers. `explains`: also what it means. */
export function attributeHover(analysis: Analysis, source: LayerSource, entry: AttributeSource, explains: boolean, say: Say): string[] {
	const layer = layersOf(analysis, source)[0];
	const attributes = layer?.kind?.attributes ?? {};
	const attribute = Object.hasOwn(attributes, entry.name) ? attributes[entry.name] : undefined;
	if (!layer || !attribute) return [];
	const sections = [...explanation(explains, attribute.doc, say), accepted(attribute, say)];
	const now = outcomeOf(analysis, layer, {});
	const comparisons = others(attribute, entry.written).flatMap((value) => {
		const then = outcomeOf(analysis, layer, { [entry.name]: value });
		if (!then || (now && sameOutcome(now, then))) return [];
		return [`${code(`${formatJson(entry.written)} → ${formatJson(value)}`)} ${differences(now, then, say)}`];
	});
	if (comparisons.length > 0) sections.push(lines(comparisons.slice(0, COMPARED)));
	else if (now && entry.name.startsWith("in_")) sections.push(plain(say(text("It is what comes in; it may be left out."))));
	return sections;
}

/** `a positive integer · 1 where it is not written` */
export function accepted(attribute: Pick<Attribute<unknown>, "expects" | "default">, say: Say): string {
	const expected = plain(say(attribute.expects));
	if (attribute.default === undefined) return expected;
	return `${expected} · ${plain(say(text("{value} where it is not written", { value: formatJson(attribute.default) })))}`;
}

/** Other values to compare with: the usual ones, the nearest numbers first, then the neighbours. The schema sorts out what may not stand there. */
function others(attribute: Attribute<unknown>, written: unknown): unknown[] {
	const candidates: unknown[] = [...(attribute.usual ?? [])];
	if (typeof written === "number") {
		const distance = (value: unknown) =>
			typeof value === "number" ? Math.abs(Math.log((Math.abs(value) + 1) / (Math.abs(written) + 1))) : 0;
		candidates.sort((a, b) => distance(a) - distance(b));
		if (Number.isInteger(written)) candidates.push(written * 2, Math.floor(written / 2), written + 1, written - 1);
	}
	const now = JSON.stringify(written);
	return [...new Set(candidates)].filter((value) => JSON.stringify(value) !== now);
}

const sameOutcome = (a: Outcome, b: Outcome): boolean => sameShape(a.shape, b.shape) && a.parameters === b.parameters && a.macs === b.macs;

/** What another value would make: only what differs is said. */
function differences(now: Outcome | undefined, then: Outcome, say: Say): string {
	const parts: Text[] = [];
	if (!now) parts.push(text("output {shape}", { shape: formatShape(then.shape) }));
	else if (!sameShape(now.shape, then.shape)) {
		parts.push(text("output {shape} instead of {now}", { shape: formatShape(then.shape), now: formatShape(now.shape) }));
	}
	if (now && now.parameters !== then.parameters) {
		parts.push(text("{count} parameters instead of {now}", { count: formatCount(then.parameters), now: formatCount(now.parameters) }));
	}
	if (now && now.macs !== then.macs) parts.push(costs(now.macs, then.macs));
	return parts.map((part) => plain(say(part))).join(", ");
}

/** `MACs × 4`, `MACs ÷ 2.5` */
function costs(now: number, then: number): Text {
	const factor = (value: number) => String(Number(value.toPrecision(2)));
	if (now === 0 || then === 0) return text("{count} multiply-adds", { count: formatCount(then) });
	return then > now ? text("MACs × {factor}", { factor: factor(then / now) }) : text("MACs ÷ {factor}", { factor: factor(now / then) });
}

/** The keys that any layer may have: what they do here. `explains`: also what they mean. */
export function keyHover(analysis: Analysis, source: LayerSource, name: string, explains: boolean, say: Say): string[] {
	const layers = layersOf(analysis, source);
	const [layer] = layers;
	switch (name) {
		case "id": {
			const keys = layers.map(({ key }) => code(key));
			const names = keys.length > COMPARED ? [...keys.slice(0, 2), "…", ...keys.slice(-1)] : keys;
			const here = names.length > 0 ? [`${plain(say(text("Here it is called")))} ${names.join(" ")}`] : [];
			return here;
		}
		case "from": {
			const shapes = layer && inputShapesOf(analysis, layer);
			const feeders = (layer?.inputs ?? []).map((index, i) => {
				const shape = shapes?.[i];
				return `${code(feederName(analysis, index))}${shape ? ` ${code(formatShape(shape))}` : ""}`;
			});
			return [...explanation(explains, layerKeys.from.doc, say), ...(feeders.length > 0 ? [lines(feeders)] : [])];
		}
		case "repeat":
			return [plain(say(sequenceCosts(analysis, source)))];
		default:
			return [];
	}
}

const explanation = (explains: boolean, doc: string, say: Say): string[] => (explains ? [plain(say(text(doc)))] : []);
