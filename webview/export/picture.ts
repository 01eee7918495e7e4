import type { PictureRequest } from "../../src/protocol/panel";
import { t } from "../l10n";
import { onStage, type Staged } from "./stage";
import { svgBytes, toSvg } from "./svg";

/** Dots a CSS pixel of a PNG: 288 dpi on paper, as far as the browser's largest canvas allows. */
const DENSITY = 3;
const MOST_DOTS = 120_000_000;
const LONGEST_SIDE = 32_000;

/** The view in front as a file: SVG with its text as text, or PNG at print quality. */
export function exportView(staged: Staged, { format, theme }: PictureRequest, title: string): Promise<ArrayBuffer> {
	return onStage(staged, theme, async (main) => {
		const svg = toSvg(main, getComputedStyle(staged.host).backgroundColor, title);
		return format === "svg" ? svgBytes(svg).buffer : toPng(svg);
	});
}

async function toPng(svg: SVGSVGElement): Promise<ArrayBuffer> {
	const [width, height] = [svg.width.baseVal.value, svg.height.baseVal.value];
	const scale = Math.min(DENSITY, LONGEST_SIDE / Math.max(width, height), Math.sqrt(MOST_DOTS / (width * height)));
	const image = new Image();
	const url = URL.createObjectURL(new Blob([svgBytes(svg)], { type: "image/svg+xml" }));
	try {
		image.src = url;
		await image.decode();
		const canvas = document.createElement("canvas");
		canvas.width = Math.max(1, Math.round(width * scale));
		canvas.height = Math.max(1, Math.round(height * scale));
		const context = canvas.getContext("2d");
		if (!context) throw new Error(t("The view is too large for a PNG. Export it as SVG."));
		context.imageSmoothingEnabled = false;
		context.drawImage(image, 0, 0, canvas.width, canvas.height);
		const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/png"));
		if (!blob) throw new Error(t("The view is too large for a PNG. Export it as SVG."));
		return await blob.arrayBuffer();
	} finally {
		URL.revokeObjectURL(url);
	}
}
