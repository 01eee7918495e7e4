/**
 * What is done when somebody asks for it by a command or a button, loaded with the first of them as one file of its own (`import("./asked")`):
 * files that are written and read, samples, the summary, the lesson.
 */

export { chooseData } from "./data/chooseData";
export { exportPicture, pictureRequest } from "./exportPicture";
export { openLesson } from "./lesson";
export { newModel, openSample, openSampleFile } from "./samples";
export { copySummary } from "./summary";
export { exportRun } from "./training/exportRun";
export { loadWeights } from "./weights/load";
export { saveWeights } from "./weights/save";
