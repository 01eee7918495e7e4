import type * as vscode from "vscode";
import type { Text } from "../../network/text";
import type { WeightsHeader } from "../../weights/read";

/** What became of the file that a model's `weights` names. */
export type WeightsState =
	/** Nothing is named, or no text. */
	| { readonly kind: "none" }
	/** `place`: where it would be; undefined where the model has no folder yet. */
	| { readonly kind: "missing"; readonly place: vscode.Uri | undefined }
	/** The name leads out of the model's folder and the workspace. */
	| { readonly kind: "outside" }
	| { readonly kind: "unreadable"; readonly place: vscode.Uri; readonly reason: Text }
	| WeightsRead;

export interface WeightsRead {
	readonly kind: "read";
	readonly place: vscode.Uri;
	/** It is not beside the model, but one of those that come with the extension. */
	readonly shipped: boolean;
	/** Place, time and size: another text, another file. */
	readonly stamp: string;
	readonly header: WeightsHeader;
}

export const nothing: WeightsState = { kind: "none" };
