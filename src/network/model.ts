/** What the top-level keys of a model file mean, for hovers, completion and the JSON schema. English is the key of the translation. */
export const modelKeys = {
	$schema: "Where the description of this file format is found; editors read it, the network does not.",
	name: "What the network is called.",
	input: "Shape of one picture that comes in: [channels, height, width]; one number for a vector.",
	labels: "Names of the classes, in the order of the last layer's outputs.",
	layers: "The network's layers, from input to output.",
	train: "How the network is trained.",
	weights: "A safetensors file beside this one with the network's weights, named as in PyTorch's state dict.",
} as const;
