import * as vscode from "vscode";
import { layerAt, layerOfKey, rangeOfLayer } from "../language";
import type { Layer } from "../source/analysis";
import { modelKey } from "./documents";
import { PANEL_TYPE } from "./panelType";
import type { Session } from "./session";

/** The editor's side of "text and picture are one thing": where the caret is, where a layer stands, and the glow of a hovered layer. */
export class EditorLink implements vscode.Disposable {
	private readonly glowing = vscode.window.createTextEditorDecorationType({
		isWholeLine: true,
		backgroundColor: new vscode.ThemeColor("editor.rangeHighlightBackground"),
		overviewRulerColor: new vscode.ThemeColor("editorOverviewRuler.rangeHighlightForeground"),
		overviewRulerLane: vscode.OverviewRulerLane.Center,
	});

	/** The editor that shows a session's document; the active one first. */
	editorOf(session: Session): vscode.TextEditor | undefined {
		const key = modelKey(session.uri);
		const { activeTextEditor, visibleTextEditors } = vscode.window;
		return [activeTextEditor, ...visibleTextEditors].find((editor) => editor !== undefined && modelKey(editor.document.uri) === key);
	}

	/** Shows a document that no editor shows, in the first column. */
	async show(document: vscode.TextDocument): Promise<void> {
		const key = modelKey(document.uri);
		if (vscode.window.visibleTextEditors.some((editor) => modelKey(editor.document.uri) === key)) return;
		await vscode.window.showTextDocument(document, { viewColumn: columnBeside(document.uri), preview: false });
	}

	/** The layer that the caret is on, in a visible editor. Of a repeated layer, the repetition `now` selected if it is one of them. */
	layerAtCaret(session: Session, now?: string): Layer | undefined {
		const editor = this.editorOf(session);
		if (!editor) return undefined;
		const layer = layerAt(session.analysis, editor.document.offsetAt(editor.selection.active))?.layer;
		const current = now === undefined ? undefined : layerOfKey(session.analysis, now);
		return layer && current?.source === layer.source ? current : layer;
	}

	/**
	 * Puts the caret on a layer's line and scrolls there; opens the file where it is not visible, but over a panel only together with the focus.
	 * Focus moves only when asked to.
	 */
	reveal(session: Session, key: string, focus: boolean): void {
		const range = rangeOfLayer(session.analysis, key);
		if (range) void this.revealOffset(session, range.start, focus);
	}

	revealLine(session: Session, line: number): void {
		const document = session.openDocument;
		void this.revealOffset(session, document.offsetAt(new vscode.Position(Math.min(line, document.lineCount - 1), 0)), true);
	}

	private async revealOffset(session: Session, offset: number, focus: boolean): Promise<void> {
		if (session.isLost) return; // the panel says so, and has a button that opens the text again
		let editor = this.editorOf(session);
		if (!editor || focus) {
			const group = groupBeside(session.uri);
			if (!focus && group?.activeTab && isPanel(group.activeTab)) return; // whoever clicks in the panel goes on there
			editor = await vscode.window.showTextDocument(session.openDocument, {
				viewColumn: editor?.viewColumn ?? group?.viewColumn ?? vscode.ViewColumn.Beside,
				preserveFocus: !focus,
			});
		}
		const position = editor.document.positionAt(offset);
		if (editor.selection.active.line !== position.line) editor.selection = new vscode.Selection(position, position);
		editor.revealRange(new vscode.Range(position, position), vscode.TextEditorRevealType.InCenterIfOutsideViewport);
	}

	/** Lights up a layer's lines while the pointer is on it in the panel. */
	glow(session: Session, key: string | undefined): void {
		const editor = this.editorOf(session);
		if (!editor) return;
		const range = key === undefined ? undefined : rangeOfLayer(session.analysis, key);
		editor.setDecorations(
			this.glowing,
			range ? [new vscode.Range(editor.document.positionAt(range.start), editor.document.positionAt(range.end))] : [],
		);
	}

	dispose(): void {
		this.glowing.dispose();
	}
}

const isPanel = ({ input }: vscode.Tab): boolean => input instanceof vscode.TabInputWebview && input.viewType.endsWith(PANEL_TYPE);

/** Where a model's editor opens: where its tab is, else in the first column without a panel, else (undefined) in a new one beside. */
function groupBeside(uri: vscode.Uri): vscode.TabGroup | undefined {
	const { all } = vscode.window.tabGroups;
	const holds = ({ input }: vscode.Tab) => input instanceof vscode.TabInputText && modelKey(input.uri) === modelKey(uri);
	return all.find(({ tabs }) => tabs.some(holds)) ?? all.find(({ tabs }) => !tabs.some(isPanel));
}

/** The column of that. */
export const columnBeside = (uri: vscode.Uri): vscode.ViewColumn => groupBeside(uri)?.viewColumn ?? vscode.ViewColumn.Beside;
