/**
 * What happens to a network if something about it, or about its picture, is changed: experiments, and what comes out of them. Plain values;
 * the engine fills them in, the panel shows them. The network itself stays as it is.
 */
import type { Pair } from "./shape";

/** Numbers of a map, or of all channels of a picture: float32, channel by channel, row by row. */
export interface Planes {
	readonly channels: number;
	readonly height: number;
	readonly width: number;
	readonly values: ArrayBuffer;
}

/** What the network gives in one trial. */
export interface Outcome {
	/** The last layer's numbers, float32, where they are few: class scores. */
	readonly output: ArrayBuffer | undefined;
	/** Root mean square of what all of the last layer's numbers differ by from those of the network and picture as they are, over theirs. */
	readonly change: number;
	/** The map that is watched. */
	readonly map: Planes | undefined;
	/** The picture that went in. */
	readonly input: Planes;
}

/** How far one layer's maps moved along with the picture. */
export interface Equivariance {
	readonly layer: string;
	/** Where a shift of the picture moves the layer's maps: the shift over the steps of all windows above. Not whole where it falls between two outputs. */
	readonly shift: Pair;
	/** Whether the steps let the maps move along exactly. */
	readonly exact: boolean;
	/** Places of a map that are compared: those that no border, and nothing that moved in or out, has touched. */
	readonly places: number;
	/** Root mean square, over these places of all maps, of what the moved maps differ from the maps of the moved picture; of the nearest whole shift. */
	readonly difference: number;
	/** Root mean square of the maps' numbers there. */
	readonly size: number;
}

/** How many numbers a layer learns, and would learn if nothing was shared. */
export interface Sharing {
	readonly shared: number;
	/** The same windows, with a kernel of its own at every position. */
	readonly local: number;
	/** Every output sees every input. */
	readonly full: number;
}

/** What padding does to one layer of the network. */
export interface PaddingStep {
	readonly layer: string;
	/** Height and width of its maps. */
	readonly size: Pair;
	/** The same if no layer of the network padded; undefined where it does not fit then. */
	readonly bare: Pair | undefined;
	/** How many places of a map zeros of a border have reached, here or in a layer above; undefined where that cannot be said place by place. */
	readonly touched: number | undefined;
}

/** The kernel that an experiment changes, as it is in the network. */
export interface KernelNumbers {
	readonly height: number;
	readonly width: number;
	/** Row by row. */
	readonly values: readonly number[];
}

interface Watched {
	/** Which layer the experiment is about, and is watched. */
	readonly layer: string;
	/** Which of its maps; of a vector, which number. */
	readonly tile: number;
}

export type ExperimentQuery = Watched &
	(
		| { readonly kind: "translation"; readonly dy: number; readonly dx: number }
		/** The picture turned counter-clockwise, and inverted. */
		| { readonly kind: "rotation"; readonly degrees: number; readonly invert: boolean }
		/** The map, or the number of a vector, is 0 for all that comes after it. */
		| { readonly kind: "ablation" }
		/** The picture at ½, ¼ and ⅛, brought back to its size. */
		| { readonly kind: "subsampling" }
		/** The layer with its border of zeros, and without. */
		| { readonly kind: "padding" }
		/** The pool's maximum against its mean. */
		| { readonly kind: "pooling" }
		/**
		 * One kernel is 0: that of the map, for one of its input channels (`source`, of its group) or for all of them. Or it has other numbers:
		 * `values`, row by row; then it is that of `source`, or of the first.
		 */
		| { readonly kind: "kernel"; readonly source?: number | undefined; readonly values?: readonly number[] | undefined }
	);

export const experimentKinds = ["translation", "rotation", "ablation", "subsampling", "padding", "pooling", "kernel"] as const;
export type ExperimentKind = (typeof experimentKinds)[number];

export type ExperimentResult =
	| { readonly kind: "translation"; readonly before: Outcome; readonly after: Outcome; readonly layers: readonly Equivariance[] }
	| { readonly kind: "rotation"; readonly before: Outcome; readonly after: Outcome }
	| { readonly kind: "ablation"; readonly before: Outcome; readonly after: Outcome }
	| {
			readonly kind: "subsampling";
			readonly before: Outcome;
			readonly trials: readonly { readonly factor: number; readonly after: Outcome }[];
	  }
	| {
			readonly kind: "padding";
			readonly padded: Planes;
			/** Undefined where the kernel does not fit without it. */
			readonly bare: Planes | undefined;
			/** The map if no layer above padded either. */
			readonly everywhere: Planes | undefined;
			/** All layers that may pad. */
			readonly depth: readonly PaddingStep[];
			/** Of the padded map: mean absolute value of the places whose window reaches the border, and of the others. */
			readonly border: number;
			readonly inside: number;
			/** How many places reach the border. */
			readonly places: number;
	  }
	| {
			readonly kind: "pooling";
			readonly maximum: Planes;
			readonly mean: Planes;
			/** With the pool as it is, and with the other kind in its place. */
			readonly before: Outcome;
			readonly after: Outcome;
	  }
	| {
			readonly kind: "kernel";
			readonly before: Outcome;
			readonly after: Outcome;
			readonly sharing: Sharing;
			/** The one kernel that was changed, before it was; undefined where all of the map's were. */
			readonly kernel: KernelNumbers | undefined;
			/** Of the output map: how many places changed, of how many, and by how much on average. */
			readonly changed: number;
			readonly places: number;
			readonly change: number;
	  };
