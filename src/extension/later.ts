/**
 * Open models with their sessions and panels, and files of weights, loaded with the first of them as one file of its own (`import("./later")`).
 * Answers to a hover, a completion or a quick fix are in `answers.ts`, what commands do in `asked.ts`. What an edit without a panel needs stays
 * outside of all three. scripts/package.mjs weighs them.
 */

export { startSessions } from "./startSessions";
export { weightsFixes } from "./weights/fixes";
export { weightsIssues } from "./weights/issues";
export { readState } from "./weights/readState";
