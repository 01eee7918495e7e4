import * as vscode from "vscode";
import { formatBytes } from "../../network/shape";
import { text } from "../../network/text";
import { WeightsError } from "../../weights/fault";
import { brokenTensors, readHeader } from "../../weights/read";
import { memoryLimit } from "../documents";
import { reasonOf } from "../reason";
import { locate, shippedPlace } from "./locate";
import { nothing, stampOf, type WeightsState } from "./state";

/** Looks at the file that a model names as its weights: beside the model, else among the extension's own. Never rejects. */
export async function readState(extension: vscode.Uri, model: vscode.Uri, written: unknown): Promise<WeightsState> {
	if (typeof written !== "string" || written === "") return nothing;
	const place = locate(model, written);
	if (place === "outside") return { kind: "outside" };
	const beside = place && (await readFile(place, false));
	if (beside && beside.kind !== "missing") return beside;
	const own = shippedPlace(extension, written);
	const shipped = own && (await readFile(own, true));
	return shipped && shipped.kind !== "missing" ? shipped : { kind: "missing", place };
}

async function readFile(place: vscode.Uri, shipped: boolean): Promise<WeightsState> {
	try {
		const { size, type } = await vscode.workspace.fs.stat(place);
		if (type & vscode.FileType.Directory) return { kind: "unreadable", place, reason: text("it is a folder") };
		if (size > memoryLimit()) return { kind: "unreadable", place, reason: tooLarge(size) };
		const bytes = await vscode.workspace.fs.readFile(place);
		const header = readHeader(bytes);
		return { kind: "read", place, shipped, stamp: await stampOf(place, bytes), header, broken: brokenTensors(bytes, header) };
	} catch (error) {
		if (error instanceof WeightsError) return { kind: "unreadable", place, reason: error.text };
		if (error instanceof vscode.FileSystemError && error.code === "FileNotFound") return { kind: "missing", place };
		return { kind: "unreadable", place, reason: text("{reason}", { reason: reasonOf(error) }) };
	}
}

/** Why a file of so many bytes is not read. */
export const tooLarge = (size: number) =>
	text("it has {size}, which is more than the limit of {limit} for a whole network", {
		size: formatBytes(size),
		limit: formatBytes(memoryLimit()),
	});
