import * as vscode from "vscode";
import type { ModelCard } from "../../network/modelCard";
import { type Text, text } from "../../network/text";
import type { EngineFault } from "../../protocol/engine";
import { readCard } from "../../weights/card";
import { matchWeights, stateName, type WeightedLayer } from "../../weights/match";
import { readHeader } from "../../weights/read";
import type { EngineHost } from "../engineHost";
import { reasonOf } from "../reason";
import type { WeightsFiles } from "./files";
import { locate } from "./locate";
import { stampOf } from "./state";

/** What the weights of a model need to know of its session. */
export interface WeightsLink {
	readonly files: WeightsFiles;
	readonly engine: EngineHost;
	readonly document: vscode.TextDocument;
	/** The layers of the text as it is now. */
	readonly layers: readonly WeightedLayer[];
	/** Whether some of the weights were trained here. */
	readonly trained: boolean;
	say(severity: "warning" | "info", message: Text): void;
}

/**
 * The file that one model's weights come from. Before a run it is handed to the worker where the text names another one, or where it has
 * changed; weights that were trained since are not overwritten by that, only by a person's wish.
 */
export class ModelWeights {
	/** The file that the worker was given, or that was saved. */
	private file: { readonly stamp: string; readonly name: string; readonly card: ModelCard | undefined } | undefined;
	/** Whether the worker has that file, for layers that begin anew. */
	private inWorker = false;
	/** Whether it is still wanted for them: not after a person had all weights initialised anew. */
	private wanted = true;
	/** Tensors of the text's file that some layer has had; undefined where the weights are those of another file, or were saved. */
	private taken: ReadonlySet<string> | undefined;
	private before: Promise<unknown> = Promise.resolve();

	constructor(private readonly link: WeightsLink) {}

	/** The name of the file that weights were taken from or saved in last. */
	get name(): string | undefined {
		return this.file?.name;
	}

	/** What that file says of how its weights came about. */
	get card(): ModelCard | undefined {
		return this.file?.card;
	}

	/** Sees to it that the worker has the file that the text names. Never rejects: what is wrong with a file stands on its line. */
	prepare(): Promise<void> {
		const now = this.before.then(() => this.hand());
		this.before = now;
		return now;
	}

	private async hand(): Promise<void> {
		const { files, document } = this.link;
		const state = await files.look(document);
		if (state.kind !== "read") return;
		const another = state.stamp !== this.file?.stamp;
		const fitting = matchWeights(this.link.layers, state.header.tensors).fitting.map(({ layer, tensor }) => stateName(layer, tensor));
		// Layers that were there already find their tensors now: they got the file's names, or its shapes.
		const more = !another && this.wanted && !this.link.trained && fitting.some((name) => this.taken?.has(name) === false);
		if (!another && !more && (this.inWorker || !this.wanted)) return;
		const name = nameOf(state.place);
		if (another && this.link.trained) {
			this.file = { stamp: state.stamp, name, card: readCard(state.header.metadata) };
			this.link.say(
				"info",
				text("{name} has changed, but the weights here were trained since. “Load Weights” takes those of the file.", { name }),
			);
			return;
		}
		try {
			const bytes = await vscode.workspace.fs.readFile(state.place);
			const before = another ? [] : (this.taken ?? []);
			const fault = await this.give(name, bytes, another || more, state.stamp);
			if (fault) this.link.say("warning", fault.text);
			else this.taken = new Set([...before, ...fitting]);
		} catch (error) {
			this.link.say("warning", text("{reason}", { reason: reasonOf(error) }));
		}
	}

	/**
	 * Hands a file to the worker; with `replace`, the next run's weights are its. Gives the fault where it cannot be read. `stamp`: that of the
	 * file that the text names, where it is that one.
	 */
	async give(name: string, file: Uint8Array, replace: boolean, stamp?: string): Promise<EngineFault | undefined> {
		const reply = await this.link.engine.call("loadWeights", [{ bytes: new Uint8Array(file).buffer, replace }]);
		if (!reply.ok) return reply;
		this.file = { stamp: stamp ?? this.file?.stamp ?? "", name, card: readCard(readHeader(file).metadata) };
		this.inWorker = this.link.engine.alive;
		this.wanted = true;
		this.taken = undefined;
		return undefined;
	}

	/** The weights as they are now were written to a file. Where the text names it, or names none yet, they need not be read from there. */
	async saved(place: vscode.Uri, bytes: Uint8Array): Promise<void> {
		const { files, document } = this.link;
		const written = files.written(document);
		const named = written === undefined ? undefined : locate(document.uri, written);
		const own = written === undefined || named?.toString() === place.toString();
		this.file = {
			stamp: own ? await stampOf(place, bytes) : (this.file?.stamp ?? ""),
			name: nameOf(place),
			card: readCard(readHeader(bytes).metadata),
		};
		this.taken = undefined;
		files.saved(document.uri);
	}

	/** All weights are initialised anew, from their seed alone. */
	reinitialised(): void {
		this.wanted = false;
	}

	/** The worker is gone, and with it what it had of the file. */
	lost(): void {
		this.inWorker = false;
	}
}

const nameOf = ({ path }: vscode.Uri): string => path.split("/").at(-1) ?? path;
