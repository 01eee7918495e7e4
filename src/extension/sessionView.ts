import type { Frame, Want } from "../protocol/frame";
import type { PanelModel, PanelStatus } from "../protocol/panel";
import type { PanelTraining } from "../protocol/training";
import type { Decoded } from "./data/ownData";
import type { ImageFile } from "./images";

/** What a session tells whoever shows it. */
export interface SessionView {
	readonly wants: readonly Want[];
	/** The page is there and visible. */
	readonly ready: boolean;
	/** The text is being typed: what is told next may come a moment later, so that the editor's own answers come first. */
	editorFirst(): void;
	show(model: PanelModel): void;
	/** Resolves when the frame is on the screen, or cannot be any more. */
	frame(frame: Frame): Promise<void>;
	status(status: PanelStatus): void;
	training(training: PanelTraining): void;
	/** Decodes a picture, which may be made smaller as long as it covers `cover` several times. Rejects with a DataError where that cannot be done. */
	decode(image: ImageFile, cover: { readonly width: number; readonly height: number }, signal: AbortSignal): Promise<Decoded>;
}
