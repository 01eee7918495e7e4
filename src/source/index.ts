export type { Analysis, AttributeSource, Issue, Layer, LayerSource, LayerState, Range, ReceptiveField, Totals } from "./analysis";
export { type AnalyzeOptions, analyze } from "./analyze";
export { editDistance, nearest } from "./nearest";
