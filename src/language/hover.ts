import { elements, formatBytes, formatCount, formatShape } from "../network/shape";
import { english, type Say, type Text, text } from "../network/text";
import type { Analysis, AttributeSource, Range } from "../source/analysis";
import { attributeHover, keyHover } from "./hoverAttribute";
import { layerSections, sequenceSections } from "./hoverLayer";
import { trainHover, trainKeyHover } from "./hoverTrain";
import { attributeAt, sourceAt } from "./lookup";
import { code, lines, plain } from "./markdown";

export interface Hover {
	/** What the hover is about. */
	readonly range: Range;
	/**
	 * Markdown, a section each, to be joined by blank lines. Nothing in it is trusted or HTML. The first section is the title: a picture of the layer's
	 * maps goes right behind it.
	 */
	readonly sections: readonly string[];
	/** Key of the layer whose maps belong into the hover, or "input"; undefined where no picture does. */
	readonly picture: string | undefined;
}

/**
 * What can be said about the thing at an offset, in the language of `say`; undefined where there is nothing of ours. What an attribute or a
 * layer kind means is left to VS Code's own JSON hover wherever that has it from the schema (on a key, a value and a list's brackets), or it
 * would be said twice; our schemas have it in the languages that we have.
 */
export function hoverAt(analysis: Analysis, offset: number, say: Say = english): Hover | undefined {
	const source = sourceAt(analysis.sources, offset);
	if (!source) return topLevelHover(analysis, offset, say);
	const { attribute, part } = attributeAt(analysis, source, offset);
	if (attribute && attribute.name !== "type") {
		const range = part === "key" ? attribute.key : attribute.value;
		const sections = source.attributes.includes(attribute)
			? attributeHover(analysis, source, attribute, insideList(attribute, offset), say)
			: keyHover(analysis, source, attribute.name, insideList(attribute, offset), say);
		return sections.length > 0 ? { range, sections, picture: undefined } : undefined;
	}
	const range = attribute ? { start: attribute.key.start, end: Math.max(attribute.key.end, attribute.value.end) } : source.range;
	const explains = attribute === undefined;
	if (source.children) return { range, sections: sequenceSections(analysis, source, explains, say), picture: undefined };
	const { sections, layer } = layerSections(analysis, source, explains, say);
	return sections.length > 0 ? { range, sections, picture: layer?.state === "ok" ? layer.key : undefined } : undefined;
}

/** Whether an offset is between the brackets of a list, where the schema describes nothing. */
const insideList = ({ written, value }: AttributeSource, offset: number): boolean =>
	Array.isArray(written) && value.start < offset && offset < value.end - 1;

const inside = ({ key, value }: AttributeSource, offset: number): boolean => key.start <= offset && offset <= Math.max(key.end, value.end);

function trainSection(analysis: Analysis, section: AttributeSource, offset: number, say: Say): Hover | undefined {
	const { attribute, part } = analysis.trainSource ? attributeAt(analysis, analysis.trainSource, offset) : {};
	const sections = attribute ? trainKeyHover(analysis, attribute, say) : trainHover(analysis, say);
	const range = attribute ? (part === "key" ? attribute.key : attribute.value) : { start: section.key.start, end: section.value.end };
	return sections.length > 0 ? { range, sections, picture: undefined } : undefined;
}

function topLevelHover(analysis: Analysis, offset: number, say: Say): Hover | undefined {
	const entry = Object.values(analysis.keys).find((candidate) => inside(candidate, offset));
	if (entry?.name === "train") return trainSection(analysis, entry, offset, say);
	if (entry?.name !== "input" || !analysis.input) return undefined;
	const { shape } = analysis.input;
	const [channels = 0, height, width] = shape;
	const facts: Text[] = [
		...(height && width ? [text("Channels × height × width: {channels} of {height}×{width} pixels.", { channels, height, width })] : []),
		text("{count} numbers, {bytes} for one picture.", { count: formatCount(elements(shape)), bytes: formatBytes(4 * elements(shape)) }),
	];
	const last = analysis.layers.at(-1);
	if (analysis.complete && last?.shape) {
		facts.push(text("The network makes {shape} of it.", { shape: formatShape(last.shape) }));
	}
	return {
		range: { start: entry.key.start, end: Math.max(entry.key.end, entry.value.end) },
		sections: [`**${plain(say(text("Input")))}** ${code(formatShape(shape))}`, lines(facts.map((fact) => plain(say(fact))))],
		picture: "input",
	};
}
