/** Answers over an Analysis, as plain data in offsets and Texts: what the editor shows, without knowing the editor. */
export { type Completion, completionsAt } from "./completion";
export { type Diagnostic, diagnostics, issuesIn } from "./diagnostics";
export { applyEdits, type TextEdit } from "./edit";
export { fixesFor, type QuickFix, setOrAdd } from "./fixes";
export { type Hover, hoverAt } from "./hover";
export { type InlayHint, inlayHints } from "./inlay";
export { type Lens, lenses } from "./lenses";
export { firstLayer, layerAt, layerOfKey, layersOf, type Place, rangeOfLayer } from "./lookup";
export { type Summary, summaryTable, toMarkdown, toText } from "./summary";
export { type ModelSymbol, symbols } from "./symbols";
