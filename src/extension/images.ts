import * as vscode from "vscode";
import { MAX_IMAGE_BYTES, MAX_IMAGE_PIXELS } from "../protocol/panel";
import { exact } from "./datasets";
import { type ImageHeader, readImageHeader } from "./imageHeader";
import { t } from "./l10n";
import { reasonOf } from "./reason";

/** A picture file, looked at but not decoded: the panel's browser does that. */
export interface ImageFile {
	readonly name: string;
	/** MIME type by content, not by name. */
	readonly type: string;
	readonly bytes: ArrayBuffer;
}

/** Reads a picture that the user picked. Throws an Error that says what is wrong with it. */
export async function readImage(uri: vscode.Uri): Promise<ImageFile> {
	const name = uri.path.split("/").at(-1) ?? uri.path;
	const { size } = await vscode.workspace.fs.stat(uri);
	if (size > MAX_IMAGE_BYTES) throw new Error(tooLarge(name));
	return checkImage(name, exact(await vscode.workspace.fs.readFile(uri)));
}

/** Looks at a picture's header: what it is and how large it would become. Throws an Error that says what is wrong with it. */
export function checkImage(name: string, bytes: ArrayBuffer): ImageFile {
	if (bytes.byteLength === 0) throw new Error(t("{name} is empty.", { name }));
	if (bytes.byteLength > MAX_IMAGE_BYTES) throw new Error(tooLarge(name));
	let header: ImageHeader | undefined;
	try {
		header = readImageHeader(new Uint8Array(bytes));
	} catch (error) {
		throw new Error(t("{name} is not a PNG, JPEG or WebP picture ({reason}).", { name, reason: reasonOf(error) }));
	}
	if (!header) throw new Error(t("{name} is not a PNG, JPEG or WebP picture.", { name }));
	if (header.width * header.height > MAX_IMAGE_PIXELS) {
		throw new Error(
			t("{name} is too large: {width} × {height} pixels; at most {limit} million are decoded.", {
				name,
				width: header.width,
				height: header.height,
				limit: Math.round(MAX_IMAGE_PIXELS / 1e6),
			}),
		);
	}
	return { name, type: header.type, bytes };
}

const tooLarge = (name: string): string =>
	t("{name} is too large: picture files of at most {limit} MiB are read.", { name, limit: MAX_IMAGE_BYTES / 1024 ** 2 });

/** The file dialog for a picture. */
export async function askForImage(): Promise<vscode.Uri | undefined> {
	const picked = await vscode.window.showOpenDialog({
		canSelectMany: false,
		title: t("Choose an input picture"),
		openLabel: t("Use as Input"),
		filters: { [t("Pictures")]: ["png", "jpg", "jpeg", "webp"] },
	});
	return picked?.[0];
}
