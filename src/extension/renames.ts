import * as vscode from "vscode";
import { isModelUri } from "./documents";

/** Whether what has another name now is a model, or a folder, which may hold some. A folder's name may look like a file's. */
export async function concernsModels(files: readonly { readonly newUri: vscode.Uri }[]): Promise<boolean> {
	if (files.some(({ newUri }) => isModelUri(newUri))) return true;
	const folders = await Promise.all(files.map(({ newUri }) => isFolder(newUri)));
	return folders.includes(true);
}

async function isFolder(uri: vscode.Uri): Promise<boolean> {
	try {
		return ((await vscode.workspace.fs.stat(uri)).type & vscode.FileType.Directory) !== 0;
	} catch {
		return false; // it is somewhere else already, of which another event tells
	}
}
