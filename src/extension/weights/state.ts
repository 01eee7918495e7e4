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
	/** Place and contents: another text, other weights. */
	readonly stamp: string;
	readonly header: WeightsHeader;
	/** Names of tensors with numbers that are not finite. */
	readonly broken: readonly string[];
}

/** Not every file system tells times, and a file may be written anew as it was: its contents are what counts. */
export async function stampOf(place: vscode.Uri, bytes: Uint8Array): Promise<string> {
	const digest = await crypto.subtle.digest("SHA-1", new Uint8Array(bytes));
	return `${place} ${Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}

export const nothing: WeightsState = { kind: "none" };
