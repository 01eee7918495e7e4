/**
 * The engine: runs a `Graph` of the network room on plain typed arrays. No I/O, no screen, no VS Code.
 *
 *     const model = new Model();
 *     model.compile(graph, { seed: 7 });                 // weights as PyTorch initialises them, or carried over from the last graph
 *     model.forward(fitPicture(picture, graph.input));   // C×H×W float32 in [0, 1]
 *     model.layer("0")?.output.data                      // float32, N×C×H×W row-major
 *
 * Errors that a person can act on are {@link EngineError}s (`out-of-memory` names the bytes wanted and the limit, and is thrown before
 * anything is allocated, or where the machine refuses what the limit allows); a wrong number of input values is a RangeError; damaged data
 * files are SyntaxErrors. What is asked in the wrong order (`forward` before `compile`) is an Error. After each the model can be compiled anew.
 */
export { WeightStore } from "./carry";
export { type Dataset, pictureOf, readDataset } from "./data/dataset";
export { fitBytes, fitPicture } from "./data/fit";
export { type IdxBytes, readIdx } from "./data/idx";
export type { Picture } from "./data/picture";
export { partDataset, splitDataset } from "./data/split";
export { derive } from "./derive";
export { deriveGradient } from "./derive/backward";
export { deriveLoss } from "./derive/loss";
export { deriveWeight } from "./derive/weight";
export { experiment } from "./experiments";
export { Scratch } from "./experiments/scratch";
export { EngineError, type EngineErrorCode } from "./fault";
export { type CompileOptions, type ForwardOptions, type Layer, Model } from "./model";
export type { Gradients, Kernels, Op, ParameterGradients, Parameters, Partials, Step } from "./op";
export { ops } from "./ops";
export { noted, type Pieces, whole } from "./pieces";
export { makePlan, type Plan, type PlanOptions, type PlanStep } from "./plan";
export type { Backend, Division, Program, RunOptions, Trainable } from "./program";
export { overTiles, reachBack, sources, uses } from "./reach";
export { reference } from "./reference";
export { compileKernels, type KernelJob, type KernelModule, type KernelThreads, serveKernels, simd } from "./simd";
export { type Tensor, tensor } from "./tensor";
export { quantiseTiles, statistics, tilePatch } from "./tiles";
export * from "./train";
