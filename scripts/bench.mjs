// Measures, and says so in Markdown tables: npm run bench [-- NAME …]; without a name every bench. A figure beyond its limit is said in the
// table and is no error: this is no test.
import { endWithThisProcess } from "./processes.mjs";
import { installDependencies } from "./setup.mjs";

/** Every bench by its name: what it measures and leaves in bench/NAME.md. */
const benches = {
	figures: async () => (await import("./bench-figures.mjs")).benchFigures(),
};

const names = process.argv.slice(2);
const unknown = names.filter((name) => !Object.hasOwn(benches, name));
if (unknown.length > 0) {
	console.error(`there is no bench ${unknown.join(", ")}; there are ${Object.keys(benches).join(", ")}`);
	process.exit(2);
}
endWithThisProcess();
await installDependencies();
for (const name of names.length > 0 ? names : Object.keys(benches)) {
	console.log(`\n== ${name}`);
	await benches[name]();
}
