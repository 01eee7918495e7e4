/** Answers to a hover, a completion or a quick fix, loaded with the first of them as one file of its own (`import("./answers")`). */

export { completionsAt } from "../language/completion";
export { fitClasses } from "../language/fitClasses";
export { fixesFor } from "../language/fixes";
export { hoverAt } from "../language/hover";
export { contactSheet } from "./providers/contactSheet";
