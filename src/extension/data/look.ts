import * as vscode from "vscode";
import { text } from "../../network/text";
import { reasonOf } from "../reason";
import { type Arranged, arrange } from "./arrange";
import { DataError, DataGone } from "./fault";
import type { DataFolders } from "./folders";

/** A folder of data, and what it holds. */
export interface Found {
	readonly place: vscode.Uri;
	readonly arranged: Arranged;
}

/** Looks into the folder that a model names as its data. Throws a DataError that says what is wrong. */
export async function lookInto(model: vscode.Uri, data: string, folders: DataFolders): Promise<Found> {
	const place = folders.locate(model, data);
	if (place === "outside") {
		throw new DataError(
			text(
				"{data} lies outside of the workspace, where only a folder is read that you have chosen: Convscope: Use a Folder as Training Data.",
				{
					data,
				},
			),
		);
	}
	if (!place) throw new DataError(text("{data} is looked for beside the model: save it first.", { data }));
	try {
		const { type } = await vscode.workspace.fs.stat(place);
		if ((type & vscode.FileType.Directory) === 0) throw new DataError(text("{data} is no folder.", { data }));
		const arranged = await arrange(data, async (path) =>
			(await vscode.workspace.fs.readDirectory(vscode.Uri.joinPath(place, ...path))).map(([name, type]) => ({
				name,
				folder: (type & vscode.FileType.Directory) !== 0,
			})),
		);
		return { place, arranged };
	} catch (error) {
		if (error instanceof DataError) throw error;
		if (error instanceof vscode.FileSystemError && error.code === "FileNotFound") throw new DataGone(data);
		throw new DataError(text("{data} cannot be read: {reason}", { data, reason: reasonOf(error) }));
	}
}
