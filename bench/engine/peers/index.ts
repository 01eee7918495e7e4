import { convnetjs } from "./convnetjs";
import { referencePeer, simdPeer, widePeer } from "./convscope";
import { onnxruntimeNode, onnxruntimeWeb } from "./onnxruntime";
import type { Peer } from "./peer";
import { tfjsCpu, tfjsWasm } from "./tfjs";

/** Every engine in JavaScript by its name, for a number of threads. PyTorch is pytorch.py. */
export const peers: Readonly<Record<string, (threads: number) => Peer>> = {
	reference: referencePeer,
	simd: simdPeer,
	"simd-wide": widePeer,
	"onnxruntime-web": onnxruntimeWeb,
	"onnxruntime-node": onnxruntimeNode,
	"tfjs-wasm": tfjsWasm,
	"tfjs-cpu": tfjsCpu,
	convnetjs,
};
