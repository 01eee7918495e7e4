/**
 * Answers over an Analysis, as plain data in offsets and Texts: what the editor shows, without knowing the editor. Here stands what every
 * edit needs; hover, completion, fixes and summary are imported from their own files, so that a bundle may load them later.
 */
export { diagnostics, issuesIn } from "./diagnostics";
export { inlayHints } from "./inlay";
export { lenses } from "./lenses";
export { layerAt, layerOfKey, rangeOfLayer } from "./lookup";
export { type ModelSymbol, symbols } from "./symbols";
