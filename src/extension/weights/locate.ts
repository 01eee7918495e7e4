import * as vscode from "vscode";
import { isCopy } from "../documents";

/** The folder that names in a model are relative to, of a copy that of its file; undefined for an unsaved model or a copy outside of a workspace. */
export function folderOf(model: vscode.Uri): vscode.Uri | undefined {
	if (model.scheme !== "untitled" && !isCopy(model)) return vscode.Uri.joinPath(model, "..");
	const folder = vscode.workspace.workspaceFolders?.find(({ uri }) => model.path.startsWith(`${uri.path}/`));
	return folder && vscode.Uri.joinPath(folder.uri.with({ path: model.path }), "..");
}

/**
 * Where a file is that a model names. Undefined where the model has no folder; "outside" where the name leads out of that folder and of the
 * workspace: a model may come from anywhere, and reads nothing but what came with it.
 */
export function locate(model: vscode.Uri, written: string): vscode.Uri | "outside" | undefined {
	if (/^[/\\]|^[a-z][\w+.-]*:/i.test(written) || written.includes("\0")) return "outside";
	const folder = folderOf(model);
	if (!folder) return undefined;
	const place = vscode.Uri.joinPath(folder, written);
	const inside = place.path.startsWith(folder.path.endsWith("/") ? folder.path : `${folder.path}/`);
	return inside || vscode.workspace.getWorkspaceFolder(place) ? place : "outside";
}

/** The file of that name among those that come with the extension's samples, if it can be one. */
export const shippedPlace = (extension: vscode.Uri, written: string): vscode.Uri | undefined =>
	/^[\w-]+\.safetensors$/.test(written) ? vscode.Uri.joinPath(extension, "media", "samples", written) : undefined;

/** A file's name as a model in that folder would write it; undefined where it is not below the folder. */
export function nameFrom(folder: vscode.Uri, place: vscode.Uri): string | undefined {
	const start = folder.path.endsWith("/") ? folder.path : `${folder.path}/`;
	const same = place.scheme === folder.scheme && place.authority === folder.authority && place.path.startsWith(start);
	return same ? place.path.slice(start.length) : undefined;
}
