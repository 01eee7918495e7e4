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

/** What the keys of `train` mean. */
export const trainKeys = {
	data: "The pictures to train with: the name of a built-in data set or of a file beside this one.",
	loss: "What is made small in training: PyTorch's name of the loss.",
	optimizer: "How the weights are changed after each batch: PyTorch's name of the optimizer.",
	lr: "Learning rate: how far each step moves the weights.",
	batch_size: "How many pictures are looked at before the weights are changed.",
	epochs: "How many times all pictures are gone through.",
	seed: "Start of the random numbers; the same seed gives the same training.",
	momentum: "How much of the last step is kept in the next one.",
	weight_decay: "How strongly weights are pulled towards 0.",
} as const;
