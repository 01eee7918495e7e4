import * as vscode from "vscode";
import type { Graph } from "../../network/graph";
import { formatBytes } from "../../network/shape";
import { type Text, text } from "../../network/text";
import type { TrainRecipe } from "../../network/train";
import type { EngineFault } from "../../protocol/engine";
import { isBuiltIn } from "../../protocol/training";
import { exact } from "../datasets";
import { memoryLimit } from "../documents";
import type { EngineHost } from "../engineHost";
import type { ImageFile } from "../images";
import { reasonOf } from "../reason";
import type { Arranged } from "./arrange";
import { classesIssue, type DataIssue } from "./classes";
import { DataError, DataGone } from "./fault";
import type { DataFolders } from "./folders";
import { leftOut, type Notice } from "./leftOut";
import { type Found, lookInto } from "./look";
import { readPictures } from "./readPictures";

/** A decoded picture: RGBA. */
export type Decoded =
	| { readonly ok: true; readonly width: number; readonly height: number; readonly rgba: ArrayBuffer }
	| { readonly ok: false; readonly reason: string };

/** How reading is followed, and left off. */
export interface During {
	readonly signal: AbortSignal;
	progress(done: number, total: number): void;
}

/** What reading data needs of the session. */
export interface DataLink {
	readonly engine: EngineHost;
	readonly model: vscode.Uri;
	readonly folders: DataFolders;
	/** Decodes a picture, in the panel; a large one may be made smaller, as long as it still covers `size` several times. Rejects with a DataError without a panel. */
	decode(image: ImageFile, size: { readonly width: number; readonly height: number }, signal: AbortSignal): Promise<Decoded>;
	say(severity: "warning" | "info", message: Text): void;
	log(line: string): void;
	/** There is something else to say at the line of `data`, the names of the classes are others, or there are other pictures to look at. */
	changed(): void;
}

/** Most unreadable files that are logged one by one. */
const MOST_LOGGED = 20;
/** Most folders that are named. */
const MOST_NAMED = 5;

/** The pictures of one's own that a model is trained with: found beside the model, read when they are first needed, handed to the worker once. */
export class OwnData {
	/** What is wrong with the data that were looked at last. */
	issue: (DataIssue & { readonly data: string }) | undefined;
	private known: { readonly data: string; readonly classes: readonly string[] } | undefined;
	/** Counts what was looked at. */
	private looks = 0;
	/** What the worker has, and what of it the text says. */
	private inWorker = "";
	private inWorkerFor = "";
	/** What can be looked at: as the text called it, how many pictures, and how often some were handed over. */
	held: { readonly data: string; readonly count: number; readonly times: number } | undefined;
	private times = 0;

	constructor(private readonly link: DataLink) {}

	/** Names of the classes of these data, where they are known. */
	classes(data: string | undefined): readonly string[] | undefined {
		return this.known?.data === data ? this.known?.classes : undefined;
	}

	/** Looks at a folder without reading any picture, so that its classes have names, and what is wrong is said before it is trained. Never rejects. */
	async look(data: string | undefined): Promise<void> {
		const look = ++this.looks;
		if (data === undefined || isBuiltIn(data)) return this.tell(undefined);
		try {
			const found = await lookInto(this.link.model, data, this.link.folders);
			if (look !== this.looks) return; // another one was named meanwhile
			this.found(data, found);
			this.tell(undefined);
		} catch (error) {
			if (look === this.looks) this.tell({ data, severity: "error", text: textOf(error) });
		}
	}

	/** The worker is gone, and the pictures with it. */
	lost(): void {
		this.inWorker = "";
		if (!this.held) return;
		this.held = undefined;
		this.link.changed();
	}

	/** Sees to it that the worker has the pictures that a recipe names, fitted to the network's input. Gives the fault where it cannot. */
	async prepare(recipe: TrainRecipe, graph: Graph, during: During): Promise<EngineFault | undefined> {
		const { data } = recipe;
		const wanted = JSON.stringify([data, recipe.test_split, recipe.split_seed, graph.input]);
		try {
			this.looks++;
			const found = await lookInto(this.link.model, data, this.link.folders);
			this.found(data, found);
			const stamp = JSON.stringify([found, wanted]);
			if (stamp !== this.inWorker || !this.link.engine.alive) {
				this.inWorker = "";
				const { arranged, place } = found;
				const { count, notice } =
					arranged.kind === "idx"
						? { count: await this.handIdx(data, place, arranged), notice: undefined }
						: await this.handPictures(recipe, place, arranged, graph, during);
				if (this.link.engine.alive) {
					this.inWorker = stamp;
					this.inWorkerFor = wanted;
					this.held = { data, count, times: ++this.times };
					this.link.changed();
				}
				this.tell(undefined);
				if (notice) this.link.say(notice.severity, notice.text); // last: the next input takes back what was said before it
			}
			this.tell(undefined);
			return undefined;
		} catch (error) {
			if (error instanceof DataGone && this.inWorker !== "" && this.inWorkerFor === wanted && this.link.engine.alive) {
				const said = text("{data} is not there any more. It is trained with what was read of it before.", { data });
				this.tell({ data, severity: "warning", text: said });
				return undefined;
			}
			const fault = { ok: false, revision: 0, code: "no-input", text: textOf(error) } as const;
			const elsewhere = error instanceof DataError && error.elsewhere;
			if (!during.signal.aborted && !elsewhere) this.tell({ data, severity: "error", text: fault.text });
			return fault;
		}
	}

	private async handPictures(
		{ data, test_split: testSplit, split_seed: splitSeed }: TrainRecipe,
		place: vscode.Uri,
		arranged: Extract<Arranged, { kind: "pictures" }>,
		{ input, nodes }: Graph,
		during: During,
	): Promise<{ readonly count: number; readonly notice: Notice | undefined }> {
		const { classes, others, parts } = arranged;
		const misfit = classesIssue(data, classes, { output: nodes.at(-1)?.shape, labels: undefined });
		if (misfit?.severity === "error") throw new DataError(misfit.text);
		const { link } = this;
		const { pixels, labels, tested, unreadable } = await readPictures(place, arranged, { data, input, link, during });
		const request = { name: data, input, classes, pixels: pixels.buffer as ArrayBuffer, labels: labels.buffer as ArrayBuffer };
		const reply = await link.engine.call("setPictures", [
			{ ...request, testSplit, splitSeed, tested: tested?.buffer as ArrayBuffer | undefined },
		]);
		if (!reply.ok) throw new DataError(reply.text);
		for (const line of unreadable.slice(0, MOST_LOGGED)) link.log(`${data}: ${line}`);
		const { train, test } = reply;
		const unused = parts?.unused.slice(0, MOST_NAMED) ?? [];
		return { count: test || train, notice: leftOut({ data, train, test }, { unreadable, others, unused }) };
	}

	private async handIdx(data: string, place: vscode.Uri, arranged: Extract<Arranged, { kind: "idx" }>): Promise<number> {
		let count = 0;
		for (const part of ["train", "test"] as const) {
			const read = async (name: string): Promise<ArrayBuffer> => {
				const file = vscode.Uri.joinPath(place, name);
				const { size } = await vscode.workspace.fs.stat(file);
				if (2 * size <= memoryLimit()) return exact(await vscode.workspace.fs.readFile(file));
				const values = { file: `${data}/${name}`, size: formatBytes(size), limit: formatBytes(memoryLimit()) };
				throw new DataError(text("{file} has {size}, which is too much for the limit of {limit} (a setting).", values));
			};
			const [images, labels] = [await read(arranged[part].images), await read(arranged[part].labels)];
			const reply = await this.link.engine.call("setDataset", [{ name: data, part, images, labels }]);
			if (!reply.ok) throw new DataError(reply.text);
			count = reply.total || count;
		}
		return count;
	}

	private found(data: string, { arranged }: Found): void {
		const classes = arranged.kind === "pictures" ? arranged.classes : undefined;
		const before = JSON.stringify(this.classes(data));
		this.known = classes && { data, classes };
		if (JSON.stringify(classes) !== before) this.link.changed();
	}

	private tell(issue: OwnData["issue"]): void {
		if (JSON.stringify(issue) === JSON.stringify(this.issue)) return;
		this.issue = issue;
		this.link.changed();
	}
}

const textOf = (error: unknown): Text => (error instanceof DataError ? error.text : text("{reason}", { reason: reasonOf(error) }));
