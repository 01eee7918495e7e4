import * as v from "valibot";
import type * as vscode from "vscode";
import { type InputChoice, inputChoiceSchema } from "../protocol/engine";
import { defaultView, type SavedView, savedViewSchema } from "../protocol/panel";
import { modelKey } from "./documents";

/** What is remembered of a model between sessions: how its panel looked, and what went through it. */
export interface ModelMemory {
	readonly view: SavedView;
	readonly input: InputChoice | undefined;
	/** The picture file behind an "image" input, as a URI. */
	readonly image: string | undefined;
}

const schema = v.object({
	view: v.fallback(savedViewSchema, defaultView),
	input: v.fallback(v.optional(inputChoiceSchema), undefined),
	image: v.fallback(v.optional(v.string()), undefined),
});

/** Most models that are remembered; the ones not opened for longest are forgotten. */
const LIMIT = 100;
const KEY = "convscope.models";

/** Per model file, in the workspace's state. What is read is checked; what does not fit is reset field by field. */
export class Memories {
	constructor(private readonly state: vscode.Memento) {}

	of(uri: vscode.Uri): ModelMemory {
		const kept = v.safeParse(schema, this.all()[modelKey(uri)] ?? {});
		return kept.success
			? { input: undefined, image: undefined, ...kept.output }
			: { view: defaultView, input: undefined, image: undefined };
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
	}

	/** What is remembered of a file goes with it when it is renamed. */
	async move(from: vscode.Uri, to: vscode.Uri): Promise<void> {
		const { [modelKey(from)]: kept, ...others } = this.all();
		if (kept !== undefined) await this.state.update(KEY, { ...others, [modelKey(to)]: kept });
	}

	private all(): Record<string, unknown> {
		const kept = this.state.get<unknown>(KEY);
		return typeof kept === "object" && kept !== null && !Array.isArray(kept) ? (kept as Record<string, unknown>) : {};
	}
}
