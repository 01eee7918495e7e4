import * as vscode from "vscode";
import { type Say, sayFrom, type Text, text } from "../network/text";

/** The translations that VS Code loaded for its display language; empty in English. */
export const strings: Readonly<Record<string, string>> = vscode.l10n.bundle ?? {};

/** A Text in VS Code's display language. */
export const say: Say = sayFrom(strings);

/** A sentence of this room in VS Code's display language. */
export const t = (message: string, args?: Text["args"]): string => say(text(message, args));
