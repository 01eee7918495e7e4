// Puts the table of the figures together: those that need no VS Code are measured here, the others were left in files.
//   node out/bench/figures/index.js SIZES.json VSCODE-NAME RESULT.json …      from the project's root
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { machineOf } from "../machine";
import { markdownTable } from "../table";
import { analysisFigures } from "./analysis";
import { type HostResult, merged } from "./result";
import { sizeFigures } from "./sizes";

const NOTES = `
"ok?": *yes* where the 95th percentile keeps the limit, *median only* where only the median does. Rows without a limit are for comparison.
Measured from real keys and clicks in VS Code to what is drawn, by the clock that the processes share (to 1 ms); other work on the machine is
in it. Diagnostics count when they are published: VS Code's own event for them comes 50 ms late by design. Hints on the screen come as late
as VS Code chooses to ask for them. New maps count when every map in view is there with the new numbers and the browser has drawn
the frame. The longest block is the largest gap of a 1 ms ticker in each burst: VS Code's own work and whatever takes the processor from it
is in it; the stretch of Convscope's own code is from a profile with 0.2 ms between two looks, of which none
counts for more than 1 ms: a longer gap means that the processor was taken away.
`;

const root = process.cwd();
const [weighed = "", name = "VS Code", ...files] = process.argv.slice(2);
const results = files.map((file): HostResult => JSON.parse(readFileSync(file, "utf8")));
const figures = [...analysisFigures(), ...merged(results), ...sizeFigures(JSON.parse(readFileSync(weighed, "utf8")))];
const machine = machineOf(name, results[0]);
const page = `# Figures\n\nWritten by \`npm run bench -- figures\`. ${machine}\n\n${markdownTable(figures)}\n${NOTES}`;
writeFileSync(path.join(root, "bench/figures.md"), page);
console.log(page);
