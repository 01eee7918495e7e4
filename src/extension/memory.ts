import * as v from "valibot";
import * as vscode from "vscode";
import { type InputChoice, inputChoiceSchema } from "../protocol/engine";
import { defaultView, type SavedView, savedViewSchema } from "../protocol/panel";
import { modelKey } from "./documents";
import type { Files } from "./files";
import { StoredFiles } from "./storedFiles";

/** What is remembered of a model between sessions: how its panel looked, and what went through it. */
export interface ModelMemory {
	readonly view: SavedView;
	readonly input: InputChoice | undefined;
	/** The picture file behind an "image" input, as a URI. */
	readonly image: string | undefined;
	/** What the picture behind an "image" input is called that was dropped, and is kept in the storage. */
	readonly dropped: string | undefined;
}

const schema = v.object({
	view: v.fallback(savedViewSchema, defaultView),
	input: v.fallback(v.optional(inputChoiceSchema), undefined),
	image: v.fallback(v.optional(v.string()), undefined),
	dropped: v.fallback(v.optional(v.pipe(v.string(), v.maxLength(1024))), undefined),
});

/** Most models that are remembered; the ones not opened for longest are forgotten. */
const LIMIT = 100;
const KEY = "convscope.models";
/** Dropped pictures that are kept, one a model. */
const PICTURES = { mostFiles: 20, mostBytes: 16 * 1024 * 1024, ending: ".picture" };

const nothing: ModelMemory = { view: defaultView, input: undefined, image: undefined, dropped: undefined };

/** Per model file, in the workspace's state, and pictures beside it in the workspace's storage. What is read is checked; what does not fit is reset field by field. */
export class Memories {
	private readonly pictures: StoredFiles;

	constructor(
		private readonly state: vscode.Memento,
		storage: vscode.Uri | undefined,
		files: Files,
	) {
		this.pictures = new StoredFiles(storage && vscode.Uri.joinPath(storage, "pictures"), PICTURES, files);
	}

	of(uri: vscode.Uri): ModelMemory {
		const kept = v.safeParse(schema, this.all()[modelKey(uri)] ?? {});
		return kept.success ? { ...nothing, ...kept.output } : nothing;
	}

	/** The picture that was dropped onto a model's panel last; undefined where it is not kept. */
	picture(uri: vscode.Uri): Promise<Uint8Array | undefined> {
		return this.pictures.read(uri);
	}

	/** Keeps a picture that was dropped. Gives whether it is small enough for that. */
	async keepPicture(uri: vscode.Uri, bytes: Uint8Array): Promise<boolean> {
		if (bytes.byteLength > PICTURES.mostBytes) return false;
		await this.pictures.write(uri, bytes);
		return true;
	}

	async keep(uri: vscode.Uri, change: Partial<ModelMemory>): Promise<void> {
		const { [modelKey(uri)]: _, ...others } = this.all();
		const recent = Object.entries(others).slice(-(LIMIT - 1));
		await this.state.update(KEY, Object.fromEntries([...recent, [modelKey(uri), { ...this.of(uri), ...change }]]));
	}

	/** A model that has just been made has no past, whatever had its name before. */
	async forget(uri: vscode.Uri): Promise<void> {
		const { [modelKey(uri)]: kept, ...others } = this.all();
		if (kept !== undefined) await this.state.update(KEY, others);
		await this.pictures.discard(uri);
	}

	/** What is remembered of a file goes with it when it is renamed. */
	async move(from: vscode.Uri, to: vscode.Uri): Promise<void> {
		const { [modelKey(from)]: kept, ...others } = this.all();
		if (kept !== undefined) await this.state.update(KEY, { ...others, [modelKey(to)]: kept });
		await this.pictures.move(from, to);
	}

	private all(): Record<string, unknown> {
		const kept = this.state.get<unknown>(KEY);
		return typeof kept === "object" && kept !== null && !Array.isArray(kept) ? (kept as Record<string, unknown>) : {};
	}
}
