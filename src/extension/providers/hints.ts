import * as vscode from "vscode";
import { inlayHints, lenses, type ModelSymbol, symbols } from "../../language";
import { type Analyses, modelKey } from "../documents";
import { say, t } from "../l10n";
import type { OpenModels } from "../openModels";
import type { Diagnostics } from "./diagnostics";
import { toRange } from "./ranges";

const setting = (name: string): boolean => vscode.workspace.getConfiguration("convscope").get<boolean>(name, true);

/** `→ 6×28×28` behind every layer, where the editor's own setting and ours want it. */
export class InlayHints implements vscode.InlayHintsProvider {
	readonly onDidChangeInlayHints: vscode.Event<void>;

	constructor(
		private readonly analyses: Analyses,
		diagnostics: Diagnostics,
	) {
		this.onDidChangeInlayHints = diagnostics.onPublished;
	}

	provideInlayHints(document: vscode.TextDocument, range: vscode.Range): vscode.InlayHint[] {
		if (!setting("inlayHints.enabled")) return [];
		const wanted = { start: document.offsetAt(range.start), end: document.offsetAt(range.end) };
		return inlayHints(this.analyses.of(document), wanted).map(({ offset, label, tooltip }) => {
			const hint = new vscode.InlayHint(document.positionAt(offset), label, vscode.InlayHintKind.Type);
			hint.paddingLeft = true;
			if (tooltip.length > 0) hint.tooltip = tooltip.map(say).join("\n");
			return hint;
		});
	}
}

/** Above the model: the panel, and its size in one line. */
export class Lenses implements vscode.CodeLensProvider, vscode.Disposable {
	private readonly changed = new vscode.EventEmitter<void>();
	readonly onDidChangeCodeLenses = this.changed.event;
	/** Models whose lens says "Pause". */
	private readonly training = new Set<string>();
	private readonly disposables: vscode.Disposable[];

	constructor(
		private readonly analyses: Analyses,
		diagnostics: Diagnostics,
		models: OpenModels,
	) {
		this.disposables = [
			this.changed,
			diagnostics.onPublished(() => this.changed.fire()),
			models.onTraining(({ uri, training: { active } }) => this.trains(modelKey(uri), active)),
		];
	}

	private trains(key: string, active: boolean): void {
		if (this.training.has(key) === active) return;
		if (active) this.training.add(key);
		else this.training.delete(key);
		this.changed.fire();
	}

	dispose(): void {
		for (const disposable of this.disposables) disposable.dispose();
	}

	provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
		if (!setting("codeLens.enabled")) return [];
		const analysis = this.analyses.of(document);
		const shown = lenses(analysis).map(({ range, kind, title }) => {
			const command = kind === "open" ? "convscope.openPanel" : "convscope.openLedger";
			return new vscode.CodeLens(toRange(document, range), {
				command,
				title: kind === "open" ? `$(eye) ${say(title)}` : say(title),
				arguments: [document.uri],
			});
		});
		const [first, ...others] = shown;
		return first && analysis.train ? [first, this.trainLens(document, first.range), ...others] : shown;
	}

	private trainLens(document: vscode.TextDocument, range: vscode.Range): vscode.CodeLens {
		const pause = this.training.has(modelKey(document.uri));
		return new vscode.CodeLens(range, {
			command: pause ? "convscope.pauseTraining" : "convscope.train",
			title: pause ? `$(debug-pause) ${t("Pause")}` : `$(play) ${t("Train")}`,
			arguments: [document.uri],
		});
	}
}

const symbolKinds = {
	input: vscode.SymbolKind.Variable,
	layer: vscode.SymbolKind.Function,
	sequence: vscode.SymbolKind.Namespace,
	train: vscode.SymbolKind.Event,
};

/** The model as the outline and the breadcrumbs show it. */
export class Symbols implements vscode.DocumentSymbolProvider {
	constructor(private readonly analyses: Analyses) {}

	provideDocumentSymbols(document: vscode.TextDocument): vscode.DocumentSymbol[] {
		const convert = (symbol: ModelSymbol): vscode.DocumentSymbol => {
			const made = new vscode.DocumentSymbol(
				symbol.name,
				symbol.detail,
				symbolKinds[symbol.kind],
				toRange(document, symbol.range),
				toRange(document, symbol.selectionRange),
			);
			made.children = symbol.children.map(convert);
			return made;
		};
		return symbols(this.analyses.of(document)).map(convert);
	}
}
