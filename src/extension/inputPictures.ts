import * as vscode from "vscode";
import { text } from "../network/text";
import type { Drawn } from "../protocol/drawing";
import type { InputChoice } from "../protocol/engine";
import type { Decoded } from "./data/ownData";
import { askForImage, checkImage, type ImageFile, readImage } from "./images";
import { t } from "./l10n";
import type { Memories, ModelMemory } from "./memory";
import { reasonOf } from "./reason";
import type { Session } from "./session";

/** What choosing an input needs of the panel. */
interface PicturesLink {
	readonly session: Session;
	readonly memories: Memories;
	readonly log: vscode.LogOutputChannel;
	/** Decodes a picture in the page, as soon as there is one. */
	decode(image: ImageFile): Promise<Decoded>;
}

/** Whether what went in last was drawn: a picture without a file. */
const isDrawing = ({ input, image, dropped }: ModelMemory): boolean =>
	input?.kind === "image" && image === undefined && dropped === undefined;

/** What a panel makes its model's input: a sample, or a picture that was picked, dropped or drawn. Each is remembered for the next time. */
export class InputPictures {
	/** Counts what was chosen, so that a picture that takes its time does not replace a later choice. */
	private choices = 0;

	constructor(private readonly link: PicturesLink) {}

	private get memory(): ModelMemory {
		return this.link.memories.of(this.link.session.uri);
	}

	private keep(change: Partial<ModelMemory>): Promise<void> {
		return this.link.memories.keep(this.link.session.uri, { image: undefined, dropped: undefined, ...change });
	}

	/** Whether the page has a drawing that went in last time, and has to give it again. */
	get isDrawn(): boolean {
		return !this.link.session.input.hasImage && isDrawing(this.memory);
	}

	/** The picture that went in when the panel was open last, from its file or as it was dropped. */
	restore(): void {
		const { input, image, dropped } = this.memory;
		if (input?.kind !== "image") return;
		if (image) void this.useFile(vscode.Uri.parse(image));
		else if (dropped !== undefined) void this.use(async () => checkImage(dropped, await this.droppedBytes(dropped)));
	}

	private async droppedBytes(name: string): Promise<ArrayBuffer> {
		const bytes = await this.link.memories.picture(this.link.session.uri);
		if (!bytes) throw new Error(t("{name}, which was dropped here, is not kept any more.", { name }));
		return new Uint8Array(bytes).buffer;
	}

	choose(choice: InputChoice): void {
		this.choices++;
		this.link.session.chooseInput(choice);
		void this.keep({ input: choice });
	}

	/** A drawing becomes the input. Resolves when it is on the screen, or cannot be; the panel says why. */
	async draw({ width, height, rgba }: Drawn): Promise<void> {
		const { session } = this.link;
		this.choices++;
		session.setImage(t("drawing"), width, height, rgba);
		if (!isDrawing(this.memory)) await this.keep({ input: { kind: "image" } });
		await session.idle;
	}

	/** Asks for a picture file and makes it the input. */
	async pick(): Promise<void> {
		const uri = await askForImage();
		if (uri) await this.useFile(uri);
	}

	/** Makes a picture file the input. */
	async useFile(uri: vscode.Uri): Promise<void> {
		if (await this.use(() => readImage(uri))) await this.keep({ input: { kind: "image" }, image: uri.toString() });
	}

	/** A picture that was dropped onto the panel becomes the input. It has no place of its own: a copy is kept in the workspace's storage. */
	async drop(name: string, bytes: ArrayBuffer): Promise<void> {
		const { memories, session, log } = this.link;
		if (!(await this.use(() => checkImage(name, bytes)))) return;
		try {
			if (await memories.keepPicture(session.uri, new Uint8Array(bytes))) await this.keep({ input: { kind: "image" }, dropped: name });
		} catch (error) {
			log.warn(`${name} could not be kept for the next time: ${reasonOf(error)}`);
		}
	}

	/** Gives whether the picture is the input now. */
	private async use(read: () => ImageFile | Promise<ImageFile>): Promise<boolean> {
		const { session, log } = this.link;
		const chosen = ++this.choices;
		try {
			const image = await read();
			const { name } = image;
			const decoded = await this.link.decode(image);
			if (!decoded.ok) throw new Error(t("{name} could not be decoded ({reason}). Is the file whole?", { name, reason: decoded.reason }));
			if (chosen !== this.choices) return false; // something else was chosen while this picture was being read
			session.setImage(name, decoded.width, decoded.height, decoded.rgba);
			return true;
		} catch (error) {
			log.warn(`input picture: ${reasonOf(error)}`);
			session.say("error", text("{reason}", { reason: reasonOf(error) }));
			void vscode.window.showErrorMessage(reasonOf(error));
			return false;
		}
	}
}
