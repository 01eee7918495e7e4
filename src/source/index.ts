export type { Analysis, Issue } from "./analysis";
export { analyze } from "./analyze";
export { editDistance, nearest } from "./nearest";
