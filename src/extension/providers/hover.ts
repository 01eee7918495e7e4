import * as vscode from "vscode";
import type { Analyses } from "../documents";
import { say, t } from "../l10n";
import type { OpenModels } from "../openModels";

/** A hover must not keep the reader waiting for its picture. */
const PICTURE_MS = 1_500;
/** Maps in a hover's picture, and the longest side of each in pixels of data. */
const MAPS = 16;
const SIDE = 32;

/** What a layer or an attribute says in the user's own numbers, with a picture of the layer's maps as they are now. */
export class Hovers implements vscode.HoverProvider {
	constructor(
		private readonly analyses: Analyses,
		private readonly models: OpenModels,
		private readonly log: vscode.LogOutputChannel,
	) {}

	async provideHover(
		document: vscode.TextDocument,
		position: vscode.Position,
		token: vscode.CancellationToken,
	): Promise<vscode.Hover | undefined> {
		const { hoverAt } = await import("../answers");
		if (token.isCancellationRequested) return undefined;
		const analysis = this.analyses.of(document);
		const offset = document.offsetAt(position);
		const found = hoverAt(analysis, offset, say);
		if (!found) return undefined;
		const contents = found.sections.map((section) => new vscode.MarkdownString(section));
		if (found.picture !== undefined && vscode.workspace.getConfiguration("convscope").get<boolean>("hover.maps", true)) {
			const picture = await this.picture(document, found.picture);
			if (token.isCancellationRequested) return undefined;
			if (picture) contents.splice(1, 0, new vscode.MarkdownString(picture));
		}
		return new vscode.Hover(contents, new vscode.Range(document.positionAt(found.range.start), document.positionAt(found.range.end)));
	}

	/** The layer's maps as a Markdown image, or undefined where they cannot be had in time. */
	private async picture(document: vscode.TextDocument, layer: string): Promise<string | undefined> {
		const timeout = new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), PICTURE_MS));
		try {
			const session = (await this.models.opened()).sessions.of(document);
			const frame = await Promise.race([session.pictures([{ layer, what: "maps", from: 0, count: MAPS, maxSide: SIDE }]), timeout]);
			const [set] = frame?.sets ?? [];
			if (!frame || !set || set.count === 0) return undefined;
			const dark = [vscode.ColorThemeKind.Dark, vscode.ColorThemeKind.HighContrast].includes(vscode.window.activeColorTheme.kind);
			const { contactSheet } = await import("../answers");
			const sheet = await contactSheet(frame, set, dark);
			const shown = t("{shown} of {total} maps", { shown: set.count, total: set.total });
			return `![${shown}](${sheet.uri}|width=${sheet.width},height=${sheet.height})`;
		} catch (error) {
			this.log.warn(`hover picture: ${error instanceof Error ? error.message : String(error)}`);
			return undefined;
		}
	}
}
