// The bench of the product's figures: packs the extension, starts VS Code several times with a copy of what is packed, and has the table made.
import { writeFileSync } from "node:fs";
import path from "node:path";
import { benchFolder, measureInVsCode, prepareBench } from "./bench-host.mjs";
import { root, runNode } from "./processes.mjs";

/** Starts of VS Code: each gives one sample of the extension's start; the last one measures everything else. */
const STARTS = 7;

/** Measures, prints the table and writes bench/figures.md. Throws where something could not be measured. */
export async function benchFigures() {
	const { sizes, vsCode } = await prepareBench();
	const results = [];
	for (let start = 1; start <= STARTS; start++) {
		console.log(`Start ${start} of ${STARTS} of ${vsCode.name}`);
		const env = {
			CONVSCOPE_BENCH_MODEL: path.join(root, "media/samples/tiny-vgg.cnn.json"),
			CONVSCOPE_BENCH_PARTS: start < STARTS ? "" : (process.env.CONVSCOPE_BENCH_PARTS ?? "hints,maps,selection,thread,scrub"),
		};
		results.push(await measureInVsCode(vsCode, "figures/host.js", `start-${start}`, env));
	}
	const weighed = path.join(benchFolder, "sizes.json");
	writeFileSync(weighed, JSON.stringify(sizes));
	const { code } = await runNode(path.join(root, "out/bench/figures/index.js"), [weighed, vsCode.name, ...results], { show: true });
	if (code !== 0) throw new Error("the table could not be made");
}
