// Measures, and says so in Markdown tables: npm run bench [-- NAME … --quick]; without a name every bench. A figure beyond its limit is said
// in the table and is no error: this is no test. `--quick`: few repetitions, for a look. `--only=W1,W2`: of the engine's, these workloads.
// `--node=PATH`: the engine's on that Node instead of the one that VS Code's tests brought.
import { endWithThisProcess } from "./processes.mjs";
import { installDependencies } from "./setup.mjs";

/** Every bench by its name: what it measures and leaves in bench/. */
const benches = {
	figures: async () => (await import("./bench-figures.mjs")).benchFigures(),
	training: async (options) => (await import("./bench-training.mjs")).benchTraining({ quick: options.includes("--quick") }),
	engine: async (options) => (await import("./bench-engine.mjs")).benchEngine(options),
	scaling: async (options) => (await import("./bench-engine.mjs")).benchScaling(options),
};

const options = process.argv.slice(2).filter((argument) => argument.startsWith("--"));
const names = process.argv.slice(2).filter((argument) => !argument.startsWith("--"));
const unknown = [
	...names.filter((name) => !Object.hasOwn(benches, name)),
	...options.filter((option) => option !== "--quick" && !/^--(only|node)=/.test(option)),
];
if (unknown.length > 0) {
	console.error(
		`there is no bench or option ${unknown.join(", ")}; there are ${Object.keys(benches).join(", ")}, --quick, --only=W1,W2 and --node=PATH`,
	);
	process.exit(2);
}
endWithThisProcess();
await installDependencies();
for (const name of names.length > 0 ? names : Object.keys(benches)) {
	console.log(`\n== ${name}`);
	await benches[name](options);
}
