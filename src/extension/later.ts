/**
 * What is loaded when it is first asked for, as one file of its own (`import("./later")`): answers to a hover, a completion or a quick fix,
 * what commands do, and open models with their sessions and panels. What an edit without a panel needs stays outside of it. scripts/package.mjs
 * weighs both.
 */

export { completionsAt } from "../language/completion";
export { fixesFor } from "../language/fixes";
export { hoverAt } from "../language/hover";
export { exportPicture, pictureRequest } from "./exportPicture";
export { openLesson } from "./lesson";
export { contactSheet } from "./providers/contactSheet";
export { newModel, openSample, openSampleFile } from "./samples";
export { startSessions } from "./startSessions";
export { copySummary } from "./summary";
export { exportRun } from "./training/exportRun";
export { weightsFixes } from "./weights/fixes";
export { weightsIssues } from "./weights/issues";
export { loadWeights } from "./weights/load";
export { readState } from "./weights/readState";
export { saveWeights } from "./weights/save";
