/**
 * Answers over an Analysis, as plain data in offsets and Texts: what the editor shows, without knowing the editor. Here stands what every
 * edit needs; hover, completion, fixes and summary are imported from their own files, so that a bundle may load them later.
 */
export { type Diagnostic, diagnostics, issuesIn } from "./diagnostics";
export { type InlayHint, inlayHints } from "./inlay";
export { type Lens, lenses } from "./lenses";
export { firstLayer, layerAt, layerOfKey, layersOf, type Place, rangeOfLayer } from "./lookup";
export { type ModelSymbol, symbols } from "./symbols";
