import type { Net } from "../net";
import { onnxOf } from "./onnx";
import { load, type Peer, type Runner } from "./peer";

/** What is used of onnxruntime-web and onnxruntime-node. */
interface Runtime {
	readonly env: { readonly wasm: { numThreads: number } };
	readonly Tensor: new (type: "float32", data: Float32Array, shape: readonly number[]) => object;
	readonly InferenceSession: { create(model: Uint8Array, options: object): Promise<Session> };
}
interface Session {
	run(inputs: { readonly input: object }): Promise<{ readonly output: { readonly data: Float32Array } }>;
	release(): Promise<void>;
}

async function open(runtime: Runtime, net: Net, options: object): Promise<Runner> {
	if (net.mode === "training") throw new Error("the package has no training");
	const session = await runtime.InferenceSession.create(onnxOf(net), { graphOptimizationLevel: "all", ...options });
	const shape = [net.batch, ...net.graph.input];
	let last: Float32Array = new Float32Array(0);
	return {
		async pass(which) {
			const { output } = await session.run({ input: new runtime.Tensor("float32", net.inputs[which], shape) });
			last = output.data;
			return undefined;
		},
		output: () => last,
		close: () => session.release(),
	};
}

/** Microsoft's engine in WebAssembly. */
export function onnxruntimeWeb(threads: number): Peer {
	const runtime = load<Runtime>("onnxruntime-web");
	runtime.env.wasm.numThreads = threads;
	return { open: (net) => open(runtime, net, { executionProviders: ["wasm"] }) };
}

/** The same, native. */
export function onnxruntimeNode(threads: number): Peer {
	const runtime = load<Runtime>("onnxruntime-node");
	return { open: (net) => open(runtime, net, { executionProviders: ["cpu"], intraOpNumThreads: threads, interOpNumThreads: 1 }) };
}
