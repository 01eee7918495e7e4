// Puts the table of training together from what was measured in VS Code:
//   node out/bench/training/index.js VSCODE-NAME RESULT.json …      from the project's root
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type HostResult, merged } from "../figures/result";
import { machineOf } from "../machine";
import { markdownTable } from "../table";

const NOTES = `
"ok?": *yes* where the 95th percentile keeps the limit, *median only* where only the median does. Rows without a limit are for comparison.
What the panel takes: a run with its panel hidden behind another editor, then open, then hidden …, 8 s each; an open stretch is compared with the
mean of the hidden ones beside it, in pictures a second (a picture of the test part counts as a third). A negative share is other work on the machine.
While somebody types or moves the caret a run stands aside for 0.4 s, so that its keys take as long as those of a paused one.
In the browser-served VS Code the panel draws on the editor's own thread: what it draws, the edit's new picture above all, is in the time of a key.
A step is made in pieces of some 5 ms, of which the worker makes 15 ms' worth before it answers; a whole step of "VGG-like 64" (bench/training/vgg-64.cnn.json) takes
some half a second. Before steps were divided an answer waited for the end of one.
Answers are timed in the extension host, from the call to the worker's reply, at random moments of the run, the panel being open; a pause is followed by going on.
`;

const root = process.cwd();
const [name = "VS Code", ...files] = process.argv.slice(2);
const results = files.map((file): HostResult => JSON.parse(readFileSync(file, "utf8")));
const page = `# Training in VS Code\n\nWritten by \`npm run bench -- training\`. ${machineOf(name, results[0])}\n\n${markdownTable(merged(results))}\n${NOTES}`;
writeFileSync(path.join(root, "bench/training.md"), page);
console.log(page);
