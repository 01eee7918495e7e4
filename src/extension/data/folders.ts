import * as v from "valibot";
import * as vscode from "vscode";
import { folderOf, locate } from "../weights/locate";

const KEY = "convscope.dataFolders";
/** Most folders that are remembered; the ones chosen first are forgotten. */
const MOST = 50;
const schema = v.fallback(v.array(v.pipe(v.string(), v.maxLength(8192))), []);

/**
 * Where data may be read. A model may come from anywhere: below its own folder and in the workspace it reads what came with it, elsewhere only
 * folders that a person has chosen in this workspace.
 */
export class DataFolders {
	constructor(private readonly state: vscode.Memento) {}

	/** The folder that a model names. Undefined where it names one beside itself and lies nowhere; "outside" where that folder was not chosen. */
	locate(model: vscode.Uri, written: string): vscode.Uri | "outside" | undefined {
		const place = locate(model, written);
		if (place !== "outside") return place;
		const outside = resolve(model, written);
		return outside && this.chosen.includes(outside.toString()) ? outside : "outside";
	}

	/** A person has chosen a folder. Gives how the model's text calls it: from the model's own folder on where it lies there or in the workspace, else as a whole path. */
	async choose(model: vscode.Uri, place: vscode.Uri): Promise<string> {
		const name = nameFor(model, place);
		if (this.locate(model, name) === "outside") {
			const key = resolve(model, name)?.toString() ?? place.toString();
			await this.state.update(KEY, [...this.chosen.filter((each) => each !== key), key].slice(-MOST));
		}
		return name;
	}

	private get chosen(): readonly string[] {
		return v.parse(schema, this.state.get(KEY) ?? []);
	}
}

/** `C:/photos` or `C:\photos`. */
const isDrive = (written: string): boolean => /^[a-z]:[/\\]/i.test(written);

/** What a name leads to, be it allowed or not; undefined where it leads nowhere. */
function resolve(model: vscode.Uri, written: string): vscode.Uri | undefined {
	if (written.includes("\0")) return undefined;
	const base = model.scheme === "untitled" ? vscode.Uri.file("/") : model;
	if (isDrive(written)) return vscode.Uri.file(written);
	if (/^[a-z][\w+.-]*:/i.test(written)) return parsed(written);
	if (written.startsWith("/"))
		return base.with({ path: vscode.Uri.joinPath(base.with({ path: "/" }), written).path, query: "", fragment: "" });
	const folder = folderOf(model);
	return folder && vscode.Uri.joinPath(folder, written);
}

function parsed(written: string): vscode.Uri | undefined {
	try {
		return vscode.Uri.parse(written, true);
	} catch {
		return undefined;
	}
}

function nameFor(model: vscode.Uri, place: vscode.Uri): string {
	const folder = folderOf(model);
	const same = folder && folder.scheme === place.scheme && folder.authority === place.authority;
	const workspace = vscode.workspace.getWorkspaceFolder(place);
	if (same && (workspace || isBelow(folder.path, place.path))) return relative(folder.path, place.path);
	const alike = model.scheme === place.scheme || (model.scheme === "untitled" && place.scheme === "file");
	if (!alike) return place.toString();
	return place.scheme === "file" && isDrive(place.fsPath) ? place.fsPath.replaceAll("\\", "/") : place.path;
}

const isBelow = (folder: string, path: string): boolean => path.startsWith(folder.endsWith("/") ? folder : `${folder}/`);

/** A path as it is written in a folder: `photos`, `../photos`; "." for the folder itself. */
function relative(folder: string, path: string): string {
	const [from, to] = [folder.split("/").filter(Boolean), path.split("/").filter(Boolean)];
	let same = 0;
	while (same < from.length && from[same] === to[same]) same++;
	return [...from.slice(same).map(() => ".."), ...to.slice(same)].join("/") || ".";
}
