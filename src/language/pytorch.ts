import { INPUT } from "../network/graph";
import { formatShape } from "../network/shape";
import type { Analysis, Layer } from "../source/analysis";

/**
 * The network as PyTorch code. Its modules have the names of our layers, so that `load_state_dict` takes the weights that are saved here, and the
 * reverse. One path through the network becomes an `nn.Sequential`, anything else a class. Undefined where the network does not fit.
 */
export function toPyTorch(analysis: Analysis): string | undefined {
	const { layers, complete } = analysis;
	if (!complete || layers.length === 0) return undefined;
	const units = unitsOf(layers);
	const path = isPath(units, layers) && layers[0]?.inputs[0] === INPUT;
	const code = path ? `model = ${sequential(units, "")}\n` : asClass(analysis, units);
	const ordered = code.includes("OrderedDict(") ? "from collections import OrderedDict\n\n" : "";
	const torch = code.includes("torch.") ? "import torch\n" : "";
	return `${head(analysis)}${ordered}${torch}from torch import nn\n\n${path ? "" : "\n"}${code}${weightsOf(analysis)}`;
}

function head({ name, input, layers }: Analysis): string {
	const title = name === undefined ? "" : `${oneLine(name)}. `;
	const others = new Set(layers.flatMap(({ key }) => key.split(".")).filter((part) => taken.has(part)));
	const renamed = [...others].map(
		(part) => `# ${python(part)} is called ${python(moduleName(part))}, since PyTorch has something of that name itself.\n`,
	);
	return `# ${title}Input: N×${formatShape(input?.shape ?? [])}\n${renamed.join("")}`;
}

function weightsOf({ keys }: Analysis): string {
	const { written } = keys.weights ?? {};
	if (typeof written !== "string" || written === "") return "";
	return `\n# from safetensors.torch import load_file\n# model.load_state_dict(load_file(${python(written)}))\n`;
}

/** A layer, or a Sequential (or one of its repetitions) with what is in it, under its module's name. */
interface Unit {
	readonly name: string;
	readonly layer: Layer | undefined;
	readonly children: Unit[];
}

/** The nesting that the layers' names tell of: `block.1.0` is in `block.1`, which is in `block`. */
function unitsOf(layers: readonly Layer[]): Unit[] {
	const top: Unit[] = [];
	for (const layer of layers) {
		const names = layer.key.split(".");
		let among = top;
		for (const [depth, name] of names.entries()) {
			const last = depth === names.length - 1;
			const known = among.at(-1);
			const called = moduleName(name);
			const unit =
				!last && known?.name === called && !known.layer ? known : { name: called, layer: last ? layer : undefined, children: [] };
			if (unit !== known) among.push(unit);
			among = unit.children;
		}
	}
	return top;
}

const layersIn = (units: readonly Unit[]): readonly Layer[] =>
	units.flatMap(({ layer, children }) => (layer ? [layer] : layersIn(children)));

/** Whether each layer reads the one before it alone, and nobody from outside reads any but the last: what an `nn.Sequential` can do. */
function isPath(units: readonly Unit[], all: readonly Layer[]): boolean {
	const inside = layersIn(units);
	const [first, last] = [inside[0]?.index ?? 0, inside.at(-1)?.index ?? 0];
	const isInside = (index: number): boolean => index >= first && index <= last;
	return (
		inside.every(
			({ kind, inputs }, i) => kind?.takes === "one" && inputs.length === 1 && (i === 0 || inputs[0] === inside[i - 1]?.index),
		) && all.every(({ index, inputs }) => isInside(index) || inputs.every((input) => input === last || !isInside(input)))
	);
}

/** A path as an `nn.Sequential`: by place where the names are the places, else by name. */
function sequential(units: readonly Unit[], indent: string): string {
	const inner = `${indent}    `;
	const values = units.map((unit) => (unit.layer ? module(unit.layer) : sequential(unit.children, inner)));
	const places = units.every(({ name }, i) => name === String(i));
	if (places) return `nn.Sequential(\n${values.map((value) => `${inner}${value},\n`).join("")}${indent})`;
	const entries = units.map(({ name }, i) => `${inner}(${python(name)}, ${values[i]}),\n`);
	return `nn.Sequential(OrderedDict([\n${entries.join("")}${indent}]))`;
}

/** Sizes that PyTorch asks for and we infer. */
const inferredSizes: Readonly<Record<string, (shape: readonly number[]) => number | undefined>> = {
	in_channels: ([channels]) => channels,
	in_features: (shape) => shape.at(-1),
	num_features: ([channels]) => channels,
	num_channels: ([channels]) => channels,
};
/** Attributes that our rules have a default for where PyTorch has none to rely on. */
const needed: readonly string[] = ["dim"];
/** Arguments that everybody writes without their names, in PyTorch's order. */
const leading = ["in_channels", "out_channels", "in_features", "out_features", "num_groups", "num_channels", "num_features"];

/** `nn.Conv2d(1, 6, kernel_size=5, padding=2)`. */
function module({ type, kind, written, inputShapes }: Layer): string {
	const values: Record<string, unknown> = {};
	for (const [name, attribute] of Object.entries(kind?.attributes ?? {})) {
		const inferred = attribute.default === undefined ? inferredSizes[name]?.(inputShapes?.[0] ?? []) : undefined;
		if (Object.hasOwn(written, name)) values[name] = written[name];
		else if (inferred !== undefined) values[name] = inferred;
		else if (needed.includes(name)) values[name] = attribute.default;
	}
	const first = leading.filter((name) => Object.hasOwn(values, name));
	const named = Object.keys(values).filter((name) => !leading.includes(name));
	return `nn.${type}(${[...first.map((name) => python(values[name])), ...named.map((name) => `${name}=${python(values[name])}`)].join(", ")})`;
}

/** A line of `forward`: what it calls with which layers' outputs, and the layer whose output comes of it. */
interface Step {
	readonly out: number;
	readonly inputs: readonly number[];
	readonly call: (values: readonly string[]) => string;
}

function asClass(analysis: Analysis, units: readonly Unit[]): string {
	const { layers } = analysis;
	const steps: Step[] = [];
	const declared: string[] = [];
	/** Declares nothing for what is computed without a module. Gives a holder's or module's own expression. */
	const visit = (unit: Unit, place: string, indent: string): string | undefined => {
		const { layer, children } = unit;
		const within = layer ? [layer] : layersIn(children);
		const out = within.at(-1)?.index ?? INPUT;
		if (layer && layer.kind?.takes !== "one") {
			steps.push({ out, inputs: layer.inputs, call: (values) => combined(layer, values) });
			return undefined;
		}
		if (layer || isPath(children, layers)) {
			steps.push({ out, inputs: within[0]?.inputs ?? [], call: ([value]) => `${place}(${value})` });
			return layer ? module(layer) : sequential(children, indent);
		}
		const inner = `${indent}    `;
		const held = children.flatMap((child) => {
			const value = visit(child, `${place}[${python(child.name)}]`, inner);
			return value === undefined ? [] : [`${inner}${python(child.name)}: ${value},\n`];
		});
		return `nn.ModuleDict({\n${held.join("")}${indent}})`;
	};
	for (const unit of units) {
		const attribute = isName(unit.name);
		const value = visit(unit, attribute ? `self.${unit.name}` : `self.get_submodule(${python(unit.name)})`, "        ");
		if (value === undefined) continue;
		declared.push(attribute ? `self.${unit.name} = ${value}` : `self.add_module(${python(unit.name)}, ${value})`);
	}
	const title = className(analysis.name);
	const lines = (all: readonly string[]) => all.map((line) => `        ${line}\n`).join("");
	const { parameter, forward } = forwardOf(steps, layers);
	return (
		`class ${title}(nn.Module):\n    def __init__(self):\n        super().__init__()\n${lines(declared)}\n` +
		`    def forward(self, ${parameter}):\n${lines(forward)}\n\nmodel = ${title}()\n`
	);
}

/** What only the next line reads is called x; what is read later has its layer's name. */
function forwardOf(steps: readonly Step[], layers: readonly Layer[]): { readonly parameter: string; readonly forward: readonly string[] } {
	const readers = (index: number): readonly number[] => steps.flatMap(({ inputs }, at) => (inputs.includes(index) ? [at] : []));
	const names = new Map<number, string>();
	const used = new Set(["x", "self", "torch", "nn"]);
	const nameFor = (index: number, at: number, wish: string): string => {
		if (readers(index).every((reader) => reader === at + 1)) return "x";
		let name = isName(wish) ? wish : `x_${wish.replace(/\W/g, "_")}`;
		while (used.has(name)) name += "_";
		used.add(name);
		return name;
	};
	const parameter = nameFor(INPUT, -1, "input");
	names.set(INPUT, parameter);
	const forward = steps.map(({ out, inputs, call }, at) => {
		const value = call(inputs.map((input) => names.get(input) ?? "x"));
		const name = nameFor(out, at, layers[out]?.key ?? "");
		names.set(out, name);
		return `${name} = ${value}`;
	});
	return { parameter, forward: [...forward, `return ${names.get(steps.at(-1)?.out ?? INPUT)}`] };
}

/** Add, Multiply and Concat are no modules in PyTorch. */
function combined({ type, values }: Layer, inputs: readonly string[]): string {
	if (type === "Concat") return `torch.cat([${inputs.join(", ")}], dim=${python(values?.dim)})`;
	return inputs.join(type === "Multiply" ? " * " : " + ");
}

const words = (text: string): ReadonlySet<string> => new Set(text.split(" "));
/** Python's own. */
const keywords = words(
	"False None True and as assert async await break class continue def del elif else except finally for from global if import in is lambda " +
		"nonlocal not or pass raise return try while with yield",
);
/** What an nn.Module, nn.Sequential or nn.ModuleDict has already, and therefore no module in it can be called. */
const taken = words(
	"add_module append apply bfloat16 buffers children clear compile cpu cuda double eval extend extra_repr float forward get_buffer " +
		"get_extra_state get_parameter get_submodule half insert ipu items keys load_state_dict modules mtia named_buffers named_children " +
		"named_modules named_parameters parameters pop register_buffer register_module register_parameter requires_grad_ set_extra_state " +
		"set_submodule share_memory state_dict to to_empty train training type update values xpu zero_grad",
);
const isName = (word: string): boolean => /^[A-Za-z_]\w*$/.test(word) && !keywords.has(word);
/** What a module is called: its layer's name, but for names that PyTorch needs itself. */
const moduleName = (name: string): string => (taken.has(name) ? `${name}_` : name);

function className(name: string | undefined): string {
	const joined = ((name ?? "").match(/[A-Za-z0-9]+/g) ?? []).map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
	return isName(joined) ? joined : "Model";
}

const oneLine = (text: string): string => text.replace(/\s+/g, " ").trim();

/** A value of the text as Python writes it. */
function python(value: unknown): string {
	if (value === null || value === undefined) return "None";
	if (typeof value === "boolean") return value ? "True" : "False";
	if (Array.isArray(value)) return `(${value.map(python).join(", ")}${value.length === 1 ? "," : ""})`;
	return JSON.stringify(value);
}
