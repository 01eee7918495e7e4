// The bench of training in the product: packs the extension, starts VS Code once for each model, and has the table made.
import path from "node:path";
import { measureInVsCode, prepareBench } from "./bench-host.mjs";
import { root, runNode } from "./processes.mjs";

/** Each model with what is measured of it: of one whose step is long, how soon it answers. */
const models = [
	["lenet", "media/samples/lenet.cnn.json", "throughput,hints,answers"],
	["tiny-vgg", "media/samples/tiny-vgg.cnn.json", "throughput,hints,answers"],
	["vgg-64", "bench/training/vgg-64.cnn.json", "answers"],
];

/** Measures, prints the table and writes bench/training.md. Throws where something could not be measured. */
export async function benchTraining({ quick = false } = {}) {
	const { vsCode } = await prepareBench();
	const results = [];
	for (const [model, file, parts] of models) {
		console.log(`${model} in ${vsCode.name}`);
		const env = {
			CONVSCOPE_BENCH_MODEL: path.join(root, file),
			CONVSCOPE_BENCH_PARTS: process.env.CONVSCOPE_BENCH_PARTS ?? parts,
			CONVSCOPE_BENCH_QUICK: quick ? "1" : "",
		};
		results.push(await measureInVsCode(vsCode, "training/host.js", model, env));
	}
	const { code } = await runNode(path.join(root, "out/bench/training/index.js"), [vsCode.name, ...results], { show: true });
	if (code !== 0) throw new Error("the table could not be made");
}
