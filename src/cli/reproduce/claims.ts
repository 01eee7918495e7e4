/** What is trained, and what has to come out. */
export interface Claim {
	/** A model of media/samples, with its own recipe but for the number of epochs. */
	readonly sample: string;
	readonly data: "mnist" | "mnist10k" | "emoji8" | "emoji8-all";
	readonly epochs: number;
	/** Least mean accuracy on test pictures after that many epochs. */
	readonly targets: readonly { readonly epochs: number; readonly accuracy?: number }[];
}

export const claims: readonly Claim[] = [
	{ sample: "lenet", data: "mnist", epochs: 10, targets: [{ epochs: 3 }, { epochs: 10 }] },
	{
		sample: "lenet",
		data: "mnist10k",
		epochs: 10,
		targets: [
			{ epochs: 3, accuracy: 0.95 },
			{ epochs: 10, accuracy: 0.975 },
		],
	},
	{ sample: "tiny-vgg", data: "emoji8", epochs: 30, targets: [{ epochs: 30 }] },
	{ sample: "tiny-vgg", data: "emoji8-all", epochs: 30, targets: [{ epochs: 30, accuracy: 0.65 }] },
];

/** What stands in for the data's name where a reader may not know it. */
export const about: Readonly<Record<Claim["data"], string>> = {
	mnist: "the digits that ship (`media/datasets/mnist`)",
	mnist10k: "10,000 digits in the same format, given with `--mnist10k`",
	emoji8: "the emoji in 8 classes that ship, 32×32 RGB (`media/datasets/emoji8`)",
	"emoji8-all": "the same test pictures and all that were drawn to train with, given with `--emoji8`",
};
