/**
 * What is loaded when it is first asked for, as one file of its own (`import("./later")`): answers to a hover, a completion or a quick fix,
 * and what commands do. Whatever is needed to show an edit stays outside of it. scripts/package.mjs weighs both.
 */
export { completionsAt } from "../language/completion";
export { fixesFor } from "../language/fixes";
export { hoverAt } from "../language/hover";
export { askForImage, checkImage, readImage } from "./images";
export { contactSheet } from "./providers/contactSheet";
export { newModel, openSample, openSampleFile } from "./samples";
export { copySummary } from "./summary";
export { TrainingIndicator } from "./training/indicator";
export { TrainingLink } from "./training/link";
export { setTrain } from "./training/setTrain";
export { weightsFixes } from "./weights/fixes";
export { weightsIssues } from "./weights/issues";
export { loadWeights } from "./weights/load";
export { readState } from "./weights/readState";
export { saveWeights } from "./weights/save";
