import { about, type Claim } from "./claims";

/** Test accuracies of one claim: of each seed, after each epoch. */
export interface Outcome {
	readonly claim: Claim;
	readonly train: number;
	readonly test: number;
	readonly runs: readonly (readonly number[])[];
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

export const mean = (numbers: readonly number[]): number => numbers.reduce((sum, number) => sum + number, 0) / numbers.length;

/** Accuracy of each run after so many epochs. */
const after = ({ runs }: Outcome, epochs: number): number[] => runs.map((accuracies) => accuracies[epochs - 1] ?? 0);

/** Whether every target is reached. */
export const holds = (outcome: Outcome): boolean =>
	outcome.claim.targets.every(({ epochs, accuracy = 0 }) => mean(after(outcome, epochs)) >= accuracy);

/** One line of Markdown for each target. */
function rows(outcome: Outcome): string[] {
	const { claim, train, test } = outcome;
	return claim.targets.map(({ epochs, accuracy }) => {
		const runs = after(outcome, epochs);
		const target = accuracy === undefined ? "–" : `≥ ${percent(accuracy)}`;
		return `| ${claim.sample} | ${claim.data} (${train} / ${test}) | ${epochs} | **${percent(mean(runs))}** | ${runs.map(percent).join(", ")} | ${target} |`;
	});
}

/** What docs/reproduce.md says. */
export const report = (outcomes: readonly Outcome[]): string => `# What training reaches

Written by \`npm run reproduce\`. Each row is a model of \`media/samples\` with its own \`train\` section, trained from fresh weights on the SIMD
kernels by the same code that the extension's Train button runs, once for each seed (of the first weights and of the order of pictures);
accuracies are those of all test pictures, none of which was trained with. The same text, data and seed give the same weights, bit for bit, on
one kind of processor.

| model | data (training / test pictures) | epochs | mean | each seed | target |
|---|---|---|---|---|---|
${outcomes.flatMap(rows).join("\n")}

${[...new Set(outcomes.map(({ claim }) => claim.data))].map((data) => `- \`${data}\`: ${about[data]}`).join("\n")}

\`\`\`
npm run reproduce -- [--mnist10k DIR] [--emoji8 DIR] [--seeds N]    # prints the table and writes this page
npm run reproduce -- --samples                                      # trains the samples and writes media/samples/*.safetensors
\`\`\`
A folder holds gzipped IDX files, named as those in \`media/datasets\`; without one, what needs it is left out.
`;
