import * as vscode from "vscode";
import type { Shape } from "../network/shape";
import type { DatasetName, DatasetPart, InputChoice } from "../protocol/engine";

/** A dataset's files, as `EngineFunctions.setDataset` takes them. */
export interface DatasetFiles {
	readonly images: ArrayBuffer;
	readonly labels: ArrayBuffer;
	readonly classes: readonly string[];
}

/** How many axes the pictures' file has. */
const axes: Readonly<Record<DatasetName, number>> = { mnist: 3, emoji8: 4 };
/** What the files of each part begin with, as MNIST's are named. */
const prefixes: Readonly<Record<DatasetPart, string>> = { train: "train", test: "t10k" };

const digits = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];

/** The datasets that the extension ships, read when they are first asked for. */
export class Datasets {
	constructor(private readonly extension: vscode.Uri) {}

	/** One part's files, gzipped as they lie there. Each call gives buffers of its own, since they are moved to the worker. */
	async read(name: DatasetName, part: DatasetPart): Promise<DatasetFiles> {
		const folder = vscode.Uri.joinPath(this.extension, "media", "datasets", name);
		const read = async (file: string) => exact(await vscode.workspace.fs.readFile(vscode.Uri.joinPath(folder, file)));
		const prefix = prefixes[part];
		const [images, labels] = await Promise.all([
			read(`${prefix}-images-idx${axes[name]}-ubyte.gz`),
			read(`${prefix}-labels-idx1-ubyte.gz`),
		]);
		return { images, labels, classes: name === "mnist" ? digits : await this.classes(folder) };
	}

	private async classes(folder: vscode.Uri): Promise<string[]> {
		const bytes = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(folder, "classes.json"));
		const { classes } = JSON.parse(new TextDecoder().decode(bytes)) as { classes: string[] };
		return classes;
	}
}

/** An exact copy: a file's bytes may be a view on a larger buffer, and posting that would ship all of it. */
export const exact = (bytes: Uint8Array): ArrayBuffer => new Uint8Array(bytes).buffer;

/** What goes through a network before anybody chooses: a digit for one channel, else a colour picture. */
export const defaultChoice = (input: Shape | undefined): InputChoice =>
	(input?.length === 3 ? input[0] : 1) === 1
		? { kind: "sample", dataset: "mnist", index: 7 }
		: { kind: "sample", dataset: "emoji8", index: 0 };
