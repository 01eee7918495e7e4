import type { PanelFunctions } from "../src/protocol/panel";
import { MAX_IMAGE_PIXELS } from "../src/protocol/panel";
import { t } from "./l10n";

/** Longest side that a picture keeps; larger ones are scaled down. Networks look at far fewer pixels. */
const LONGEST = 4096;

/** How many times a picture still covers the size that it is wanted for: what is left of it is then the mean of many pixels, as of the whole. */
const COVER = 4;

/** Decodes a picture with the browser's own decoders into RGBA bytes, turned as its EXIF data says. */
export const decodeImage: PanelFunctions["decodeImage"] = async ({ bytes, type, name, cover }) => {
	if (bytes.byteLength === 0) return { ok: false, reason: t("{name} is empty.", { name }) };
	let bitmap: ImageBitmap;
	try {
		bitmap = await createImageBitmap(new Blob([bytes], { type }), { colorSpaceConversion: "default", premultiplyAlpha: "none" });
	} catch {
		return { ok: false, reason: t("{name} is not a picture that can be read here.", { name }) };
	}
	try {
		if (bitmap.width * bitmap.height > MAX_IMAGE_PIXELS) {
			return {
				ok: false,
				reason: t("{name} has {width}×{height} pixels, which is too many.", { name, width: bitmap.width, height: bitmap.height }),
			};
		}
		const enough = cover ? COVER * Math.max(cover.width / bitmap.width, cover.height / bitmap.height) : 1;
		const shrink = Math.min(1, enough, LONGEST / Math.max(bitmap.width, bitmap.height));
		const width = Math.max(1, Math.round(bitmap.width * shrink));
		const height = Math.max(1, Math.round(bitmap.height * shrink));
		const context = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
		if (!context) return { ok: false, reason: t("{name} could not be drawn.", { name }) };
		context.imageSmoothingQuality = "high";
		context.drawImage(bitmap, 0, 0, width, height);
		const { data } = context.getImageData(0, 0, width, height);
		return { ok: true, width, height, rgba: data.buffer as ArrayBuffer };
	} finally {
		bitmap.close();
	}
};
