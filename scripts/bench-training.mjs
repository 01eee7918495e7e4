// The bench of training in the product: packs the extension, starts VS Code once for each model, and has the table made.
import path from "node:path";
import { measureInVsCode, prepareBench } from "./bench-host.mjs";
import { root, runNode } from "./processes.mjs";

const models = ["lenet", "tiny-vgg"];

/** Measures, prints the table and writes bench/training.md. Throws where something could not be measured. */
export async function benchTraining({ quick = false } = {}) {
	const { vsCode } = await prepareBench();
	const results = [];
	for (const model of models) {
		console.log(`${model} in ${vsCode.name}`);
		const env = {
			CONVSCOPE_BENCH_MODEL: path.join(root, `media/samples/${model}.cnn.json`),
			CONVSCOPE_BENCH_PARTS: process.env.CONVSCOPE_BENCH_PARTS ?? "throughput,hints,answers",
			CONVSCOPE_BENCH_QUICK: quick ? "1" : "",
		};
		results.push(await measureInVsCode(vsCode, "training/host.js", model, env));
	}
	const { code } = await runNode(path.join(root, "out/bench/training/index.js"), [vsCode.name, ...results], { show: true });
	if (code !== 0) throw new Error("the table could not be made");
}
