import { type Net, type NetNode, numbersOf } from "../net";
import { load, pairOf } from "./peer";

/** What is used of onnx-proto. */
interface OnnxProto {
	readonly onnx: {
		readonly ModelProto: { fromObject(model: object): object; encode(model: object): { finish(): Uint8Array } };
	};
}

const FLOAT = 1;
const INTS = 7;
const INT = 2;
const ONE_FLOAT = 1;

const ints = (name: string, values: readonly number[]) => ({ name, type: INTS, ints: values });
const int = (name: string, i: number) => ({ name, type: INT, i });
const float = (name: string, f: number) => ({ name, type: ONE_FLOAT, f });
const twice = ([top, left]: readonly [number, number]) => [top, left, top, left];

/** ONNX's name and attributes for a layer, and constants it takes besides its tensors. */
function operator({ type, attributes: a }: NetNode) {
	switch (type) {
		case "Conv2d":
			return {
				opType: "Conv",
				attribute: [
					ints("kernel_shape", pairOf(a, "kernel_size")),
					ints("strides", pairOf(a, "stride")),
					ints("dilations", pairOf(a, "dilation")),
					ints("pads", twice(pairOf(a, "padding"))),
					int("group", Number(a.groups)),
				],
			};
		case "MaxPool2d":
			return {
				opType: "MaxPool",
				attribute: [
					ints("kernel_shape", pairOf(a, "kernel_size")),
					ints("strides", pairOf(a, a.stride === undefined ? "kernel_size" : "stride")),
					ints("pads", twice(pairOf(a, "padding"))),
				],
			};
		case "BatchNorm2d":
			return { opType: "BatchNormalization", attribute: [float("epsilon", Number(a.eps))] };
		case "Linear":
			return { opType: "Gemm", attribute: [int("transB", 1)] };
		case "ReLU6":
			return { opType: "Clip", constants: [0, 6] };
		case "ReLU":
			return { opType: "Relu" };
		case "Add":
			return { opType: "Add" };
		case "Flatten":
			return { opType: "Flatten", attribute: [int("axis", 1)] };
		case "AdaptiveAvgPool2d":
			return { opType: "GlobalAveragePool" };
		default:
			throw new TypeError(`no ONNX operator for ${type}`);
	}
}

const nameOf = (node: number) => (node < 0 ? "input" : `value${node}`);
const described = (name: string, shape: readonly number[]) => ({
	name,
	type: { tensorType: { elemType: FLOAT, shape: { dim: shape.map((dimValue) => ({ dimValue })) } } },
});
const constant = (name: string, dims: readonly number[], numbers: Float32Array) => ({
	name,
	dims,
	dataType: FLOAT,
	rawData: new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength),
});

/** The workload's network as ONNX, operator set 13, from `input` to `output`. */
export function onnxOf(net: Net): Uint8Array {
	const initializer: object[] = [];
	const node = net.nodes.map((layer, i) => {
		const { constants = [], ...op } = operator(layer);
		const given = [
			...layer.tensors.map((tensor) => constant(`${i}.${tensor.name}`, tensor.shape, numbersOf(net, tensor))),
			...constants.map((value, k) => constant(`${i}.constant${k}`, [], Float32Array.of(value))),
		];
		initializer.push(...given);
		const last = i === net.nodes.length - 1;
		return { ...op, input: [...layer.inputs.map(nameOf), ...given.map(({ name }) => name)], output: [last ? "output" : nameOf(i)] };
	});
	const graph = {
		name: "network",
		...{ node, initializer },
		input: [described("input", [net.batch, ...net.graph.input])],
		output: [described("output", [net.batch, ...(net.nodes.at(-1)?.shape ?? [])])],
	};
	const { ModelProto } = load<OnnxProto>("onnx-proto").onnx;
	const model = ModelProto.fromObject({ irVersion: 8, producerName: "bench", opsetImport: [{ version: 13 }], graph });
	return ModelProto.encode(model).finish();
}
